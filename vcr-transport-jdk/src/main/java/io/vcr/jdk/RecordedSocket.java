package io.vcr.jdk;

import io.vcr.Capture;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A live socket that records what its caller sends. A message is recorded before it is sent, so that it comes before its
 * answer, and not at all if the client is known to refuse it. Thread-safe.
 */
final class RecordedSocket implements WebSocket {

    private final WebSocket socket;
    private final Capture capture;
    private final SendRules rules = new SendRules();
    private final AtomicBoolean pending = new AtomicBoolean();

    RecordedSocket(WebSocket socket, Capture capture) {
        this.socket = socket;
        this.capture = capture;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        if (!begin()) {
            return own(socket.sendText(data, last));
        }
        try {
            rules.checkText(data, last);
            capture.part(true, data, last);
        } catch (IOException | IllegalStateException e) {
            // the client fails in the same way
        }
        return end(socket.sendText(data, last));
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        if (!begin()) {
            return own(socket.sendBinary(data, last));
        }
        try {
            rules.checkBinary(last);
            capture.part(true, data, last);
        } catch (IllegalStateException e) {
            // the client fails in the same way
        }
        return end(socket.sendBinary(data, last));
    }

    /** False if the client refuses a message now. */
    private boolean begin() {
        return !capture.isOver() && !socket.isOutputClosed() && pending.compareAndSet(false, true);
    }

    private CompletableFuture<WebSocket> end(CompletableFuture<WebSocket> sent) {
        return own(sent.whenComplete((result, failure) -> pending.set(false)));
    }

    private CompletableFuture<WebSocket> own(CompletableFuture<WebSocket> sent) {
        return sent.thenApply(live -> this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return own(socket.sendPing(message));
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return own(socket.sendPong(message));
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        if (!socket.isOutputClosed() && CloseFrames.isLegal(statusCode, reason)) {
            capture.closing(true, statusCode, reason);
        }
        return own(socket.sendClose(statusCode, reason));
    }

    @Override
    public void request(long number) {
        socket.request(number);
    }

    @Override
    public String getSubprotocol() {
        return socket.getSubprotocol();
    }

    @Override
    public boolean isOutputClosed() {
        return socket.isOutputClosed();
    }

    @Override
    public boolean isInputClosed() {
        return socket.isInputClosed();
    }

    @Override
    public void abort() {
        capture.cancel();
        socket.abort();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
