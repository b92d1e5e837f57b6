package io.vcr.apache;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.support.BasicRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread.
 */
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

    /** Cancels a body that is still being produced. */
    boolean cancel() {
        return read != null && read.cancel();
    }

    /** A copy of the request if it must change, because an outer interceptor may send its own again. */
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
