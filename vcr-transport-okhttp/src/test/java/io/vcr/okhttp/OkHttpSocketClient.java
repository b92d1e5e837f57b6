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
import org.jspecify.annotations.Nullable;

/** The WebSockets of OkHttp as the contract sees them. Thread-safe. */
final class OkHttpSocketClient implements SocketClient {

    private final OkHttpClient client;
    private final WebSocket.Factory sockets;

    private OkHttpSocketClient(OkHttpClient client, WebSocket.Factory sockets) {
        this.client = client;
        this.sockets = sockets;
    }

    static OkHttpSocketClient of(Attachment attachment) {
        OkHttpClient client = new OkHttpClient();
        if (attachment instanceof Attachment.Explicit explicit) {
            return new OkHttpSocketClient(client, VcrWebSockets.of(explicit.session(), client));
        }
        return new OkHttpSocketClient(
                client, attachment instanceof Attachment.Ambient ? VcrWebSockets.ambient(client) : client);
    }

    @Override
    public ClientSocket connect(SocketRequest request, Consumer<SocketEvent> events) {
        Request.Builder handshake = new Request.Builder().url(request.url());
        request.headers().forEach(handshake::addHeader);
        if (!request.subprotocols().isEmpty()) {
            handshake.header("Sec-WebSocket-Protocol", String.join(", ", request.subprotocols()));
        }
        return new OkHttpSocket(sockets.newWebSocket(handshake.build(), new Reporter(events)));
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** Closes the socket when the server does: OkHttp leaves that to the application. */
    private static final class Reporter extends WebSocketListener {

        private final Consumer<SocketEvent> events;

        Reporter(Consumer<SocketEvent> events) {
            this.events = events;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            String subprotocol = response.header("Sec-WebSocket-Protocol", "");
            events.accept(new SocketEvent.Opened(headers(response), subprotocol == null ? "" : subprotocol));
        }

        private static Headers headers(Response response) {
            Headers.Builder headers = Headers.builder();
            response.headers().forEach(header -> headers.add(header.getFirst(), header.getSecond()));
            return headers.build();
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
            socket.close(1000, null);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            events.accept(new SocketEvent.Closed(code, reason));
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
            if (response == null || response.code() == 101) {
                events.accept(SocketEvent.Failed.of(failure));
                return;
            }
            events.accept(new SocketEvent.Rejected(response.code(), headers(response), body(response)));
        }

        private static Body body(Response response) {
            try {
                return Body.of(response.body().bytes());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
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

        private static void accepted(boolean isAccepted) throws IOException {
            if (!isAccepted) {
                throw new IOException("The socket accepts no more");
            }
        }
    }
}
