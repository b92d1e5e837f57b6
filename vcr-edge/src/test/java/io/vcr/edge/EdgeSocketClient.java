package io.vcr.edge;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientSocket;
import io.vcr.testkit.SocketClient;
import io.vcr.testkit.SocketEvent;
import io.vcr.testkit.SocketEvent.Opened;
import io.vcr.testkit.SocketRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A client of WebSockets without an adapter, whose base URL is that of an edge, as the contract sees it. Thread-safe. */
final class EdgeSocketClient implements SocketClient {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Edges edges;

    EdgeSocketClient(Attachment attachment) {
        this.edges = new Edges(attachment);
    }

    @Override
    public ClientSocket connect(SocketRequest request, Consumer<SocketEvent> events) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        request.headers().forEach(builder::header);
        List<String> offered = request.subprotocols();
        if (!offered.isEmpty()) {
            builder.subprotocols(
                    offered.get(0), offered.subList(1, offered.size()).toArray(String[]::new));
        }
        CompletableFuture<WebSocket> socket =
                builder.buildAsync(edges.url(URI.create(request.url())), new Listening(events));
        socket.whenComplete((open, failure) -> {
            if (failure != null) {
                events.accept(failure(failure instanceof CompletionException ? failure.getCause() : failure));
            }
        });
        return new Sending(socket);
    }

    private static SocketEvent failure(Throwable failure) {
        if (failure instanceof WebSocketHandshakeException rejection) {
            HttpResponse<?> response = rejection.getResponse();
            Headers.Builder headers = Headers.builder();
            response.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            Body body = Body.of(String.valueOf(response.body()));
            return new SocketEvent.Rejected(response.statusCode(), headers.build(), body);
        }
        return SocketEvent.Failed.of(failure);
    }

    @Override
    public void close() {
        edges.close();
    }

    private static final class Listening implements WebSocket.Listener {

        private final Consumer<SocketEvent> events;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Listening(Consumer<SocketEvent> events) {
            this.events = events;
        }

        private CompletionStage<?> report(WebSocket socket, SocketEvent event) {
            events.accept(event);
            socket.request(1);
            return null;
        }

        @Override
        public void onOpen(WebSocket socket) {
            report(socket, new Opened(Headers.EMPTY, socket.getSubprotocol()));
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (!last) {
                socket.request(1);
                return null;
            }
            String whole = text.toString();
            text.setLength(0);
            return report(socket, new SocketEvent.Text(whole));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            bytes.writeBytes(copy(data));
            if (!last) {
                socket.request(1);
                return null;
            }
            Body whole = Body.of(bytes.toByteArray());
            bytes.reset();
            return report(socket, new SocketEvent.Binary(whole));
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            return report(socket, new SocketEvent.Ping(Body.of(copy(message))));
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            return report(socket, new SocketEvent.Pong(Body.of(copy(message))));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.accept(new SocketEvent.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            events.accept(SocketEvent.Failed.of(failure));
        }

        private static byte[] copy(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            return copy;
        }
    }

    /** Waits for each message, because the client takes one at a time. */
    private record Sending(CompletableFuture<WebSocket> opening) implements ClientSocket {

        private interface Send {
            CompletableFuture<WebSocket> on(WebSocket socket);
        }

        private void send(Send send) throws IOException {
            try {
                send.on(opening.join()).get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(String text) throws IOException {
            send(socket -> socket.sendText(text, true));
        }

        @Override
        public void send(Body bytes) throws IOException {
            send(socket -> socket.sendBinary(bytes.buffer(), true));
        }

        @Override
        public void ping(Body bytes) throws IOException {
            send(socket -> socket.sendPing(bytes.buffer()));
        }

        @Override
        public void close(int code, String reason) throws IOException {
            send(socket -> socket.sendClose(code, reason));
        }

        @Override
        public void cancel() {
            opening.thenAccept(WebSocket::abort);
        }
    }
}
