package io.vcr.edge;

import io.vcr.edge.internal.message.EdgeMessages;
import io.vcr.edge.internal.message.LiveResponse;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes the calls to the APIs. It follows no redirect and decodes no body: that is for the client to do. Thread-safe. */
final class Upstream implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "vcr-edge-upstream-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build();

    private final @Nullable AwsSignature signature;

    /** The signature is null if no mount asks for one. */
    Upstream(@Nullable AwsSignature signature) {
        this.signature = signature;
    }

    /** Sends a request; the response goes to the receiver. */
    @SuppressWarnings("FutureReturnValueIgnored") // the receiver gets the failure
    void send(HttpRequest request, Mount mount, LiveResponse receiver) {
        try {
            client.sendAsync(outgoing(request, mount), receiver).whenComplete((response, failure) -> {
                if (failure != null) {
                    receiver.unreachable(EdgeMessages.cause(failure));
                }
            });
        } catch (RuntimeException e) {
            receiver.unreachable(e); // such as credentials that are missing
        }
    }

    /** Opens a socket. */
    CompletableFuture<WebSocket> connect(HttpRequest handshake, WebSocket.Listener listener) {
        try {
            WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
            handshake.headers().without("Sec-WebSocket-Protocol").forEach(builder::header);
            List<String> protocols = SocketCall.protocols(handshake.headers());
            if (!protocols.isEmpty()) {
                builder.subprotocols(
                        protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
            }
            return builder.buildAsync(URI.create(handshake.uri().text()), listener);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // such as a header that a client must not set
        }
    }

    private java.net.http.HttpRequest outgoing(HttpRequest request, Mount mount) {
        URI uri = URI.create(request.uri().text());
        java.net.http.HttpRequest.Builder outgoing =
                java.net.http.HttpRequest.newBuilder(uri).method(request.method(), body(request));
        if (uri.getScheme().equals("http")) {
            outgoing.version(Version.HTTP_1_1); // otherwise the client asks for an upgrade
        }
        headers(request, mount).forEach(outgoing::header);
        return outgoing.build();
    }

    private Headers headers(HttpRequest request, Mount mount) {
        AwsSignature signed = signature;
        return signed == null || mount.aws().isEmpty()
                ? request.headers()
                : signed.sign(request, mount.aws().get());
    }

    private static BodyPublisher body(HttpRequest request) {
        boolean expected = switch (request.method()) {
            case "POST", "PUT", "PATCH" -> true;
            default -> !request.body().isEmpty();
        };
        return expected ? BodyPublishers.ofByteArray(request.body().bytes()) : BodyPublishers.noBody();
    }

    /** Ends the threads. In Java 17 the one that selects ends when the client is collected. */
    @Override
    public void close() {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client); // since Java 21
        } catch (ReflectiveOperationException e) {
            // Java 17
        }
        executor.shutdownNow();
    }
}
