package io.vcr.jdk;

import io.vcr.spi.Episode.Message;
import io.vcr.transport.Answer;
import io.vcr.transport.SerialTask;
import io.vcr.transport.SocketPlayback;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket of a replay. A send is done when it returns. Thread-safe. */
final class ReplayedSocket implements WebSocket, SocketPlayback.Receiver {

    private static final int LONGEST_CONTROL = 125;

    private final URI uri;
    private final Listener listener;
    private final String subprotocol;
    private final SocketPlayback playback;
    private final SentParts parts = new SentParts();
    private volatile boolean inputClosed;
    private volatile boolean outputClosed;

    private ReplayedSocket(URI uri, Listener listener, Answer answer) {
        this.uri = uri;
        this.listener = listener;
        this.subprotocol = answer.headers().first("Sec-WebSocket-Protocol").orElse("");
        this.playback = SocketPlayback.of(answer, this);
    }

    /** Opens the socket for the listener, on a background thread. */
    static WebSocket open(URI uri, Listener listener, Answer answer) {
        ReplayedSocket socket = new ReplayedSocket(uri, listener, answer);
        new SerialTask(socket::begin).runLater();
        return socket;
    }

    private void begin() {
        if (tell(() -> listener.onOpen(this))) {
            playback.startOnThisThread();
        }
    }

    /** Calls the listener. If it throws, the socket ends with its exception, as that of the client. */
    private boolean tell(Runnable event) {
        try {
            event.run();
            return true;
        } catch (Throwable e) {
            if (!inputClosed) {
                playback.cancel();
                broken(e);
            }
            return false;
        }
    }

    private void broken(Throwable cause) {
        inputClosed = true;
        outputClosed = true;
        listener.onError(this, cause);
    }

    @Override
    public void message(Message message) {
        tell(() -> {
            if (message.text()) {
                listener.onText(this, message.data().text().orElse(""), true);
            } else {
                listener.onBinary(this, ByteBuffer.wrap(message.data().bytes()), true);
            }
        });
    }

    @Override
    public void pong(byte[] bytes) {
        tell(() -> listener.onPong(this, ByteBuffer.wrap(bytes)));
    }

    @Override
    public void closed(int code, String reason) {
        inputClosed = true;
        CompletionStage<?> ready = ready(code, reason);
        if (ready == null) {
            outputClosed = true;
        } else {
            ready.whenComplete((result, failure) -> outputClosed = true);
        }
    }

    private @Nullable CompletionStage<?> ready(int code, String reason) {
        try {
            return listener.onClose(this, code, reason);
        } catch (Throwable e) {
            return null; // in Java 17 to 25 the client tells nobody either, and closes its side
        }
    }

    @Override
    public void failed(IOException failure) {
        if (failure instanceof EOFException) {
            closed(RecordedListener.CLOSED_ABNORMALLY, "");
        } else {
            broken(failure);
        }
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        Objects.requireNonNull(data);
        return sent(() -> parts.text(data, last).ifPresent(playback::send));
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        Objects.requireNonNull(data);
        return sent(() -> parts.binary(data, last).ifPresent(playback::send));
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return sent(() -> playback.ping(control(message)));
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return sent(() -> control(message));
    }

    private static byte[] control(ByteBuffer message) {
        if (message.remaining() > LONGEST_CONTROL) {
            throw new IllegalArgumentException("Long message: " + message.remaining());
        }
        return SentParts.copy(message);
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        Objects.requireNonNull(reason);
        if (!CloseFrames.isLegal(statusCode)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("statusCode"));
        }
        if (!CloseFrames.isLegal(reason)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("reason"));
        }
        return sent(() -> {
            outputClosed = true;
            playback.close(statusCode, reason);
        });
    }

    /** What a caller sends. */
    private interface Sending {
        void run() throws IOException;
    }

    private CompletableFuture<WebSocket> sent(Sending sending) {
        try {
            if (outputClosed) {
                throw new IOException("Output closed");
            }
            sending.run();
            return CompletableFuture.completedFuture(this);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void request(long number) {
        playback.request(number);
    }

    @Override
    public String getSubprotocol() {
        return subprotocol;
    }

    @Override
    public boolean isOutputClosed() {
        return outputClosed;
    }

    @Override
    public boolean isInputClosed() {
        return inputClosed;
    }

    @Override
    public void abort() {
        inputClosed = true;
        outputClosed = true;
        playback.cancel();
    }

    @Override
    public String toString() {
        return "ReplayedSocket[uri=" + uri + (subprotocol.isEmpty() ? "" : ", subprotocol=" + subprotocol) + "]";
    }
}
