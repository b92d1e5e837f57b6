package io.vcr.aws;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/**
 * The request of one async call: its body is read once for the decision, and the same bytes are sent. Confined to one
 * thread, except for {@link #cancel()}.
 */
final class AsyncOutgoingCall implements AsyncOutgoingRequest {

    private final AsyncExecuteRequest given;
    private final CompletableFuture<Body> read = new CompletableFuture<>();
    private volatile boolean isCancelled;

    AsyncOutgoingCall(AsyncExecuteRequest given) {
        this.given = given;
    }

    SdkAsyncHttpResponseHandler handler() {
        return given.responseHandler();
    }

    @Override
    public HttpRequest head() {
        return AwsMessages.request(given.request());
    }

    /** A duplex body is written while the response is read, so it cannot be read before the decision. */
    @Override
    public CompletionStage<Body> body() {
        SdkHttpContentPublisher source = given.requestContentPublisher();
        if (source == null || given.fullDuplex()) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        source.subscribe(new Collector(read));
        return read;
    }

    /** Gives up the call, and a body that is still being produced. */
    void cancel() {
        isCancelled = true;
        read.completeExceptionally(new InterruptedIOException("Cancelled while the request body was read"));
    }

    boolean isCancelled() {
        return isCancelled;
    }

    /** With another handler, and without the key of the cassette. */
    AsyncExecuteRequest toSend(SdkAsyncHttpResponseHandler handler) {
        SdkHttpRequest request = given.request();
        if (request.firstMatchingHeader(OpenSessions.KEY_HEADER).isPresent()) {
            request = request.copy(copy -> copy.removeHeader(OpenSessions.KEY_HEADER));
        }
        SdkHttpContentPublisher source = given.requestContentPublisher();
        AsyncExecuteRequest.Builder sent = AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(read.isDone() ? new ReadContent(read.join(), source.contentLength()) : source)
                .responseHandler(handler)
                .fullDuplex(given.fullDuplex())
                .httpExecutionAttributes(given.httpExecutionAttributes());
        given.metricCollector().ifPresent(sent::metricCollector);
        return sent.build();
    }

    /** The bytes, with or without a length as the original body. */
    private record ReadContent(Body body, Optional<Long> contentLength) implements SdkHttpContentPublisher {

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            AtomicBoolean over = new AtomicBoolean();
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long pieces) {
                    if (over.compareAndSet(false, true)) {
                        subscriber.onNext(ByteBuffer.wrap(body.bytes()));
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    over.set(true);
                }
            });
        }
    }

    /** Confined to the publisher, which does not overlap its calls. */
    private static final class Collector implements Subscriber<ByteBuffer> {

        private final CompletableFuture<Body> body;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Collector(CompletableFuture<Body> body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public void onSubscribe(Subscription subscription) {
            body.exceptionally(failure -> {
                subscription.cancel();
                return Body.EMPTY;
            });
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            byte[] copy = new byte[piece.remaining()];
            piece.duplicate().get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(Body.of(bytes.toByteArray()));
        }
    }
}
