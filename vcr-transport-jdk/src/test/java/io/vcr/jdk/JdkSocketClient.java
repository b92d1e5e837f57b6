package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientSocket;
import io.vcr.testkit.SocketClient;
import io.vcr.testkit.SocketEvent;
import io.vcr.testkit.SocketRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The WebSockets of java.net.http as the contract sees them. Thread-safe. */
final class JdkSocketClient implements SocketClient {

    private final HttpClient client;

    private JdkSocketClient(HttpClient client) {
        this.client = client;
    }

    static JdkSocketClient of(Attachment attachment) {
        HttpClient plain = HttpClient.newHttpClient();
        if (attachment instanceof Attachment.Explicit explicit) {
            return new JdkSocketClient(VcrHttpClient.of(explicit.session(), plain));
        }
        return new JdkSocketClient(attachment instanceof Attachment.Ambient ? VcrHttpClient.ambient(plain) : plain);
    }

    @Override
    public ClientSocket connect(SocketRequest request, Consumer<SocketEvent> events) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < request.headers().size(); i++) {
            builder.header(request.headers().name(i), request.headers().value(i));
        }
        if (!request.subprotocols().isEmpty()) {
            String[] all = request.subprotocols().toArray(String[]::new);
            builder.subprotocols(all[0], Arrays.copyOfRange(all, 1, all.length));
        }
        CompletableFuture<WebSocket> socket = builder.buildAsync(URI.create(request.url()), new Reporter(events));
        socket.exceptionally(failure -> {
            events.accept(failure(failure instanceof CompletionException ? failure.getCause() : failure));
            return null;
        });
        return new JdkSocket(socket);
    }

    private static SocketEvent failure(Throwable failure) {
        if (!(failure instanceof WebSocketHandshakeException rejection)) {
            return SocketEvent.Failed.of(failure);
        }
        HttpResponse<?> response = rejection.getResponse();
        Headers.Builder headers = Headers.builder();
        response.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new SocketEvent.Rejected(
                response.statusCode(), headers.build(), Body.of(String.valueOf(response.body())));
    }

    @Override
    public void close() {}

    /** Joins the parts of messages. */
    private static final class Reporter implements WebSocket.Listener {

        private final Consumer<SocketEvent> events;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Reporter(Consumer<SocketEvent> events) {
            this.events = events;
        }

        @Override
        public void onOpen(WebSocket socket) {
            events.accept(new SocketEvent.Opened(Headers.EMPTY, socket.getSubprotocol()));
            socket.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.accept(new SocketEvent.Text(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            bytes.writeBytes(bytes(data));
            if (last) {
                events.accept(new SocketEvent.Binary(Body.of(bytes.toByteArray())));
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            events.accept(new SocketEvent.Ping(Body.of(bytes(message))));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            events.accept(new SocketEvent.Pong(Body.of(bytes(message))));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.accept(new SocketEvent.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.accept(SocketEvent.Failed.of(error));
        }

        private static byte[] bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    /** Does not wait for the opening, which in Java 17 does not end before the listener returns. Waits for each send, because the socket accepts one at a time. */
    private record JdkSocket(CompletableFuture<WebSocket> opening) implements ClientSocket {

        @Override
        public void send(String text) throws IOException {
            done(opening.join().sendText(text, true));
        }

        @Override
        public void send(Body bytes) throws IOException {
            done(opening.join().sendBinary(ByteBuffer.wrap(bytes.bytes()), true));
        }

        @Override
        public void ping(Body bytes) throws IOException {
            done(opening.join().sendPing(ByteBuffer.wrap(bytes.bytes())));
        }

        @Override
        public void close(int code, String reason) throws IOException {
            done(opening.join().sendClose(code, reason));
        }

        @Override
        public void cancel() {
            opening.thenAccept(WebSocket::abort);
        }

        private static void done(CompletableFuture<WebSocket> sent) throws IOException {
            try {
                sent.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
