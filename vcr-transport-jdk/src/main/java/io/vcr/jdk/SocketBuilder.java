package io.vcr.jdk;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.transport.AsyncOutgoingRequest;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Builds sockets that are recorded and replayed. Confined to one thread, as the builder of the JDK. */
final class SocketBuilder implements WebSocket.Builder {

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

    /** Builds the live sockets. */
    private final WebSocket.Builder builder;

    private final Transport transport;
    private final Headers.Builder headers = Headers.builder();
    private List<String> subprotocols = List.of();

    SocketBuilder(WebSocket.Builder builder, Transport transport) {
        this.builder = builder;
        this.transport = transport;
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
        if (!OpenSessions.KEY_HEADER.equalsIgnoreCase(name)) {
            builder.header(name, value);
        }
        headers.add(name, value);
        return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
        builder.connectTimeout(timeout);
        return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
        builder.subprotocols(mostPreferred, lesserPreferred);
        List<String> all = new ArrayList<>(List.of(lesserPreferred));
        all.add(0, mostPreferred);
        subprotocols = all;
        return this;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is not
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
        Handshake handshake = new Handshake(Objects.requireNonNull(uri, "uri"), fields());
        SocketCall call = new SocketCall(uri, Objects.requireNonNull(listener, "listener"), builder);
        if (!handshake.isOfSocket()) {
            return call.send(); // the client below rejects it
        }
        try {
            CompletableFuture<CompletableFuture<WebSocket>> made = transport.executeAsync(handshake, call);
            return made.isDone() && !made.isCompletedExceptionally()
                    ? made.join()
                    : CallFuture.of(
                            made.thenCompose(socket -> socket), () -> made.thenAccept(socket -> socket.cancel(true)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Headers fields() {
        Headers given = headers.build();
        return subprotocols.isEmpty() ? given : given.with(SUBPROTOCOL, String.join(", ", subprotocols));
    }

    /** The request of a socket, without the header fields that every one has. */
    private record Handshake(URI uri, Headers headers) implements AsyncOutgoingRequest {

        boolean isOfSocket() {
            return "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
        }

        @Override
        public HttpRequest head() {
            return new HttpRequest("GET", Uri.of(uri.toString()), headers, Body.EMPTY);
        }

        @Override
        public CompletionStage<Body> body() {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
    }
}
