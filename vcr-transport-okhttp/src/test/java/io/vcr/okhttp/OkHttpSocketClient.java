package io.vcr.okhttp;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientSocket;
import io.vcr.testkit.SocketClient;
import io.vcr.testkit.SocketEvent;
import io.vcr.testkit.SocketRequest;
import java.io.IOException;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** The WebSockets of OkHttp as the contract sees them. Thread-safe. */
final class OkHttpSocketClient implements SocketClient {

    private final OkHttpClient plain = new OkHttpClient();
    private final WebSocket.Factory client;

    OkHttpSocketClient(Attachment attachment) {
        if (attachment instanceof Attachment.Explicit explicit) {
            client = VcrWebSockets.of(explicit.session(), plain);
        } else {
            client = attachment instanceof Attachment.Ambient ? VcrWebSockets.ambient(plain) : plain;
        }
    }

    @Override
    public ClientSocket connect(SocketRequest given, Consumer<SocketEvent> events) {
        Request.Builder request = new Request.Builder().url(given.url());
        for (int i = 0; i < given.headers().size(); i++) {
            request.addHeader(given.headers().name(i), given.headers().value(i));
        }
        if (!given.subprotocols().isEmpty()) {
            request.header("Sec-WebSocket-Protocol", String.join(", ", given.subprotocols()));
        }
        return new OkHttpSocket(client.newWebSocket(request.build(), new Reporter(events)));
    }

    @Override
    public void close() {
        plain.dispatcher().executorService().shutdown();
        plain.connectionPool().evictAll();
    }

    /** Answers the closing frame of the server, as an application has to. */
    private static final class Reporter extends WebSocketListener {

        private final Consumer<SocketEvent> events;

        Reporter(Consumer<SocketEvent> events) {
            this.events = events;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            String subprotocol = response.header("Sec-WebSocket-Protocol", "");
            events.accept(new SocketEvent.Opened(headers(response), subprotocol));
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            events.accept(new SocketEvent.Text(text));
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            events.accept(new SocketEvent.Binary(Body.of(bytes.toByteArray())));
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            events.accept(new SocketEvent.Closed(code, reason));
            socket.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, Response response) {
            if (response == null || response.code() == 101) {
                events.accept(SocketEvent.Failed.of(failure));
                return;
            }
            try {
                events.accept(new SocketEvent.Rejected(
                        response.code(),
                        headers(response),
                        Body.of(response.body().bytes())));
            } catch (IOException e) {
                events.accept(SocketEvent.Failed.of(e));
            }
        }

        private static Headers headers(Response response) {
            Headers.Builder headers = Headers.builder();
            response.headers().forEach(field -> headers.add(field.getFirst(), field.getSecond()));
            return headers.build();
        }
    }

    private record OkHttpSocket(WebSocket socket) implements ClientSocket {

        @Override
        public void send(String text) throws IOException {
            accepted(socket.send(text));
        }

        @Override
        public void send(Body bytes) throws IOException {
            accepted(socket.send(ByteString.of(bytes.bytes())));
        }

        @Override
        public void close(int code, String reason) throws IOException {
            accepted(socket.close(code, reason));
        }

        @Override
        public void cancel() {
            socket.cancel();
        }

        private static void accepted(boolean accepted) throws IOException {
            if (!accepted) {
                throw new IOException("OkHttp does not accept it");
            }
        }
    }
}
