package io.vcr.aws;

import io.vcr.Capture;
import java.nio.ByteBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Passes each piece of a response to the capture and to the subscriber of the SDK as it arrives. The capture comes first,
 * because a piece may make the caller end the test and its session. Confined to the publisher, except for the
 * subscription.
 */
record TeeSubscriber(Subscriber<? super ByteBuffer> subscriber, Capture capture) implements Subscriber<ByteBuffer> {

    @Override
    public void onSubscribe(Subscription subscription) {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long pieces) {
                subscription.request(pieces);
            }

            @Override
            public void cancel() {
                capture.close();
                subscription.cancel();
            }
        });
    }

    @Override
    public void onNext(ByteBuffer piece) {
        capture.data(piece);
        subscriber.onNext(piece);
    }

    @Override
    public void onError(Throwable failure) {
        capture.fail(failure, false);
        subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
        capture.end();
        subscriber.onComplete();
    }
}
