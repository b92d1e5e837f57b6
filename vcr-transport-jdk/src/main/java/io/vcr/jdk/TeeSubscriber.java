package io.vcr.jdk;

import io.vcr.Capture;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes each piece of a response to the capture and to the subscriber of the caller as it arrives. The capture comes
 * first, because a piece may make the caller end the test and its session. Thread-safe.
 */
final class TeeSubscriber<T> implements BodySubscriber<T> {

    private final BodySubscriber<T> subscriber;
    private final Capture capture;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread delivering;
    private volatile boolean cancelled;

    TeeSubscriber(BodySubscriber<T> subscriber, Capture capture) {
        this.subscriber = subscriber;
        this.capture = capture;
    }

    @Override
    public CompletionStage<T> getBody() {
        return subscriber.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        delivering = Thread.currentThread();
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long pieces) {
                subscription.request(pieces);
            }

            @Override
            public void cancel() {
                drain(subscription);
                capture.close();
                subscription.cancel();
            }
        });
        delivering = null;
    }

    /** Reads on for a moment, because the parsers of SDKs close a body after the last brace instead of the end. */
    private void drain(Flow.Subscription subscription) {
        cancelled = true;
        if (capture.isComplete() || delivering == Thread.currentThread()) {
            return;
        }
        subscription.request(Long.MAX_VALUE);
        try {
            ended.await(capture.drainTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        pieces.forEach(capture::data);
        if (!cancelled) {
            delivering = Thread.currentThread();
            subscriber.onNext(pieces);
            delivering = null;
        }
    }

    @Override
    public void onError(Throwable failure) {
        capture.fail(failure, false);
        ended.countDown();
        if (!cancelled) {
            subscriber.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        capture.end();
        ended.countDown();
        if (!cancelled) {
            subscriber.onComplete();
        }
    }
}
