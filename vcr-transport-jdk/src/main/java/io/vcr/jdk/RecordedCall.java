package io.vcr.jdk;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Playback;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call, blocking or not. */
record RecordedCall<T>(OutgoingCall outgoing, BodyHandler<T> handler, Sender<T> sender, Optional<CookieHandler> cookies)
        implements ClientCall<CompletableFuture<HttpResponse<T>>, InterruptedException> {

    /** Sends a request with the client below. */
    @FunctionalInterface
    interface Sender<T> {

        CompletableFuture<HttpResponse<T>> send(HttpRequest request, BodyHandler<T> handler)
                throws IOException, InterruptedException;
    }

    @Override
    public CompletableFuture<HttpResponse<T>> answer(Answer answer) throws IOException {
        HttpRequest request = outgoing.given();
        ResponseInfo head = JdkMessages.head(answer);
        List<HttpResponse<T>> hops = JdkMessages.hops(request, answer.route());
        if (cookies.isPresent()) {
            for (HttpResponse<T> hop : hops) {
                cookies.get().put(hop.uri(), hop.headers().map());
            }
            HttpRequest last = JdkMessages.last(request, answer.route());
            cookies.get().put(last.uri(), head.headers().map());
        }
        BodySubscriber<T> subscriber = handler.apply(head);
        Playback playback = Playback.ofPieces(answer, new Delivery(subscriber));
        playback.start();
        return CallFuture.of(
                subscriber.getBody().thenApply(body -> JdkMessages.response(request, answer.route(), hops, head, body)),
                playback::abort);
    }

    @Override
    public CompletableFuture<HttpResponse<T>> send() throws IOException, InterruptedException {
        return sender.send(outgoing.toSend(), handler);
    }

    @Override
    public CompletableFuture<HttpResponse<T>> record(Capture capture) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> response = sender.send(outgoing.toSend(), head -> {
            capture.routeFollows();
            boolean hasBody = capture.head(() -> JdkMessages.head(head));
            BodySubscriber<T> subscriber = handler.apply(head);
            return hasBody ? new TeeSubscriber<>(subscriber, capture) : subscriber;
        });
        // The callback comes before those of the caller, and the cancellation before the client reports a lost
        // connection: either may make the caller end the test and its session.
        CompletableFuture<HttpResponse<T>> recorded = response.whenComplete((arrived, failure) -> {
            if (failure != null) {
                capture.fail(failure, false);
            } else {
                capture.route(() -> JdkMessages.route(arrived));
            }
        });
        return CallFuture.of(recorded, () -> {
            capture.cancel();
            response.cancel(true);
        });
    }

    @Override
    public boolean isCancelled() {
        return outgoing.isCancelled();
    }

    /** Delivers an answer as the client delivers a response. */
    private record Delivery(BodySubscriber<?> subscriber) implements Playback.Receiver {

        @Override
        public void begin(Playback playback) {
            subscriber.onSubscribe(playback);
        }

        @Override
        public void piece(ByteBuffer piece) {
            subscriber.onNext(List.of(piece.asReadOnlyBuffer()));
        }

        @Override
        public void end(@Nullable Exception failure) {
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }
    }
}
