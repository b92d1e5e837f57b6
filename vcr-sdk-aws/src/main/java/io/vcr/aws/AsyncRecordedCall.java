package io.vcr.aws;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Playback;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** One attempt of an async call. Immutable. */
record AsyncRecordedCall(SdkAsyncHttpClient client, AsyncOutgoingCall outgoing)
        implements ClientCall<CompletableFuture<Void>, RuntimeException> {

    /** The future of a call ends with its body, as that of the clients of the SDK. */
    @Override
    public CompletableFuture<Void> answer(Answer answer) {
        CompletableFuture<Void> delivered = new CompletableFuture<>();
        SdkAsyncHttpResponseHandler handler = outgoing.handler();
        handler.onHeaders(AwsMessages.head(answer));
        handler.onStream(subscriber -> {
            Playback playback = Playback.ofPieces(answer, new Delivery(subscriber, delivered));
            playback.start();
        });
        return delivered;
    }

    @Override
    public CompletableFuture<Void> send() {
        return client.execute(outgoing.toSend(outgoing.handler()));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    public CompletableFuture<Void> record(Capture capture) {
        CompletableFuture<Void> call = client.execute(outgoing.toSend(new TeeHandler(outgoing.handler(), capture)));
        call.whenComplete((nothing, failure) -> {
            if (failure != null) {
                capture.fail(failure, call.isCancelled());
            }
        });
        return call;
    }

    @Override
    public boolean isCancelled() {
        return outgoing.isCancelled();
    }

    /** Delivers an answer as a client delivers a response, until the SDK fails the future of the call. */
    private record Delivery(Subscriber<? super ByteBuffer> subscriber, CompletableFuture<Void> delivered)
            implements Playback.Receiver {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public void begin(Playback playback) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long pieces) {
                    playback.request(pieces);
                }

                @Override
                public void cancel() {
                    playback.cancel();
                    delivered.complete(null);
                }
            });
            delivered.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    playback.abort(); // without effect if the playback itself has failed
                }
            });
        }

        @Override
        public void piece(ByteBuffer piece) {
            subscriber.onNext(piece);
        }

        @Override
        public void end(@Nullable Exception failure) {
            if (failure == null) {
                subscriber.onComplete();
                delivered.complete(null);
            } else {
                subscriber.onError(failure);
                delivered.completeExceptionally(failure);
            }
        }
    }

    /** Passes a response to the capture and to the handler of the SDK. */
    private record TeeHandler(SdkAsyncHttpResponseHandler handler, Capture capture)
            implements SdkAsyncHttpResponseHandler {

        @Override
        public void onHeaders(SdkHttpResponse head) {
            capture.head(() -> AwsMessages.head(head));
            handler.onHeaders(head);
        }

        @Override
        public void onStream(Publisher<ByteBuffer> body) {
            handler.onStream(subscriber -> body.subscribe(new TeeSubscriber(subscriber, capture)));
        }

        @Override
        public void onError(Throwable failure) {
            capture.fail(failure, false);
            handler.onError(failure);
        }
    }
}
