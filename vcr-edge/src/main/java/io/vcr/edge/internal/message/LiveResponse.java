package io.vcr.edge.internal.message;

import io.vcr.Capture;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The response of an API on its way to the client. Each piece goes to the capture first, because the client may end its
 * test when it has got it. Thread-safe.
 */
public final class LiveResponse implements BodyHandler<Void>, BodySubscriber<Void> {

    private final Reply reply;
    private final Optional<Capture> capture;
    private final MountCounts counts;
    private final HttpRequest request;
    private volatile @Nullable Output body;

    public LiveResponse(Reply reply, Optional<Capture> capture, MountCounts counts, HttpRequest request) {
        this.reply = reply;
        this.capture = capture;
        this.counts = counts;
        this.request = request;
    }

    private void clientLeft() {
        capture.ifPresent(Capture::close);
    }

    @Override
    public BodySubscriber<Void> apply(ResponseInfo info) {
        begin(EdgeMessages.head(info));
        return this;
    }

    private void begin(HttpResponse head) {
        capture.ifPresent(recorded -> recorded.head(() -> head));
        if (head.status() >= 400) {
            counts.rejected("status " + head.status());
        }
        body = reply.begin(head.status(), head.headers(), true, this::clientLeft);
    }

    /** Passes on a response that the client to the API has read to its end. */
    public void whole(HttpResponse response) {
        begin(response);
        onNext(List.of(response.body().buffer()));
        onComplete();
    }

    private Output begun() {
        return Objects.requireNonNull(body);
    }

    /** Completed at once: the end of the body comes to the methods below. */
    @Override
    public CompletionStage<Void> getBody() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        begun().begin(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        capture.ifPresent(recorded -> pieces.forEach(recorded::data));
        begun().pieces(pieces);
    }

    @Override
    public void onComplete() {
        capture.ifPresent(Capture::end);
        begun().end();
    }

    @Override
    public void onError(Throwable failure) {
        capture.ifPresent(recorded -> recorded.fail(failure, false));
        counts.rejected("cut short");
        begun().fail(failure);
    }

    /** Reports that the API cannot be reached, or has answered with what is not HTTP. */
    public void unreachable(Throwable failure) {
        if (body != null) {
            return; // the end of the body has its own report
        }
        capture.ifPresent(recorded -> recorded.fail(failure, false));
        counts.rejected("no response");
        reply.error(502, EdgeMessages.noResponse(request, failure));
    }
}
