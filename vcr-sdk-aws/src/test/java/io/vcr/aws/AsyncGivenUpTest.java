package io.vcr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** An async call that the SDK gives up after its timeout: it completes the future of the call with an exception. */
class AsyncGivenUpTest {

    private static final ApiCallAttemptTimeoutException TIMEOUT = ApiCallAttemptTimeoutException.create(1_000);

    private final LoopbackServer server = LoopbackServer.start();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    private final SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.create();
    private final Received received = new Received();

    @AfterEach
    void end() {
        netty.close();
        server.close();
    }

    @Test
    void aBodyThatIsStillProducedIsGivenUp() throws Exception {
        LateContent content = new LateContent();

        Report report = run(vcr, session -> {
            CompletableFuture<Void> call = send(session, content);
            call.completeExceptionally(TIMEOUT);
            assertThat(content.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            received.failure.get(10, TimeUnit.SECONDS);
            content.complete();
        });

        assertThat(report.counts().live()).isZero();
        assertThat(server.connections()).isZero();
    }

    @Test
    void aCallWhoseBodyCameLateIsEndedAndNotRecorded() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        server.on("/call", (request, wire) -> {
            arrived.countDown();
            wire.awaitHangUp();
            hungUp.countDown();
        });
        LateContent content = new LateContent();

        Report report = run(vcr, session -> {
            CompletableFuture<Void> call = send(session, content);
            content.complete();
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            call.completeExceptionally(TIMEOUT);
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("timeout", 1));
    }

    @Test
    void aReplayEndsToo() throws Exception {
        server.on("/call", (request, wire) -> {
            wire.chunked("");
            wire.chunk("first");
            wire.chunk("second");
            wire.lastChunk();
        });
        run(vcr, session -> {
            received.pieces = Long.MAX_VALUE;
            CompletableFuture<Void> call = send(session, new LateContent().complete());
            call.get(10, TimeUnit.SECONDS);
        });
        Received once = new Received();

        run(vcr.toBuilder().mode(RecordMode.NONE).build(), session -> {
            CompletableFuture<Void> call = send(session, new LateContent().complete(), once);
            assertThat(once.piece.await(10, TimeUnit.SECONDS)).isTrue();
            call.completeExceptionally(TIMEOUT);
            assertThat(once.failure.get(10, TimeUnit.SECONDS)).hasMessage("Cancelled");
        });
    }

    private CompletableFuture<Void> send(Session session, LateContent content) {
        return send(session, content, received);
    }

    private CompletableFuture<Void> send(Session session, LateContent content, Received handler) {
        return VcrSdkAsyncHttpClient.of(session, netty)
                .execute(AsyncExecuteRequest.builder()
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.PUT)
                                .uri(URI.create(server.url("/call")))
                                .putHeader("Content-Length", "4")
                                .build())
                        .requestContentPublisher(content)
                        .responseHandler(handler)
                        .build());
    }

    /** Calls in a session. */
    private interface Use {
        void with(Session session) throws Exception;
    }

    private static Report run(Vcr configured, Use use) throws Exception {
        Session session = configured.open("given-up");
        try {
            use.with(session);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    /** A body that is ready when the test says so, as one that is read from a file. */
    private static final class LateContent implements SdkHttpContentPublisher {

        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CompletableFuture<Void> ready = new CompletableFuture<>();

        LateContent complete() {
            ready.complete(null);
            return this;
        }

        @Override
        public Optional<Long> contentLength() {
            return Optional.of(4L);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long pieces) {
                    ready.thenRun(() -> {
                        subscriber.onNext(ByteBuffer.wrap(new byte[4]));
                        subscriber.onComplete();
                    });
                }

                @Override
                public void cancel() {
                    cancelled.countDown();
                }
            });
        }
    }

    /** Requests some pieces and no more. */
    private static final class Received implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {

        private final CountDownLatch piece = new CountDownLatch(1);
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        private volatile long pieces = 1;

        @Override
        public void onHeaders(SdkHttpResponse head) {}

        @Override
        public void onStream(Publisher<ByteBuffer> body) {
            body.subscribe(this);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(pieces);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            piece.countDown();
        }

        @Override
        public void onError(Throwable cause) {
            failure.complete(cause);
        }

        @Override
        public void onComplete() {}
    }
}
