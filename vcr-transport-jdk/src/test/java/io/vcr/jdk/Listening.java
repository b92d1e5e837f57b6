package io.vcr.jdk;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the events, and requests nothing of its own accord. */
class Listening implements WebSocket.Listener {

    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> ready = new CompletableFuture<>();

    @Override
    public void onOpen(WebSocket socket) {
        events.add("open");
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        events.add(data.toString());
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        events.add("pong");
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        events.add("close " + code);
        return ready;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        events.add("error " + error.getMessage());
    }

    String next() throws InterruptedException {
        return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "no event");
    }
}
