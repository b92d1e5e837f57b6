package io.vcr.apache;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.support.BasicRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A request on its way: read once for the decision, and then sent with the very bytes that were read. Confined. */
final class AsyncOutgoingCall implements AsyncOutgoingRequest {

    private final org.apache.hc.core5.http.HttpRequest given;
    private final @Nullable AsyncEntityProducer source;
    private final HttpRoute route;
    private @Nullable ProducedBody read;

    AsyncOutgoingCall(
            org.apache.hc.core5.http.HttpRequest given, @Nullable AsyncEntityProducer source, HttpRoute route) {
        this.given = given;
        this.source = source;
        this.route = route;
    }

    String method() {
        return given.getMethod();
    }

    @Override
    public Optional<String> key() {
        return Optional.ofNullable(given.getFirstHeader(OpenSessions.KEY_HEADER))
                .map(Header::getValue);
    }

    @Override
    public HttpRequest head() {
        return ApacheMessages.request(given, source, route);
    }

    @Override
    public CompletionStage<Body> body() {
        if (source == null) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        read = new ProducedBody(source);
        return read.read();
    }

    /** Gives up on a body that is still on its way. */
    boolean cancel() {
        return read != null && read.cancel();
    }

    /** A copy where something differs: an interceptor further out may send the one that it gave again. */
    org.apache.hc.core5.http.HttpRequest toSend() {
        if (!given.containsHeader(OpenSessions.KEY_HEADER)) {
            return given;
        }
        org.apache.hc.core5.http.HttpRequest sent =
                BasicRequestBuilder.copy(given).build();
        sent.removeHeaders(OpenSessions.KEY_HEADER);
        return sent;
    }

    @Nullable
    AsyncEntityProducer bodyToSend() {
        return read == null ? source : read.again();
    }
}
