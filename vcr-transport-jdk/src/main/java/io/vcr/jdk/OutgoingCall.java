package io.vcr.jdk;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread,
 * except for {@link #cancel()}.
 */
final class OutgoingCall implements AsyncOutgoingRequest {

    private final java.net.http.HttpRequest given;
    private final CompletableFuture<Body> read = new CompletableFuture<>();

    OutgoingCall(java.net.http.HttpRequest given) {
        this.given = given;
    }

    java.net.http.HttpRequest given() {
        return given;
    }

    @Override
    public HttpRequest head() {
        return JdkMessages.request(given);
    }

    @Override
    public CompletionStage<Body> body() {
        Optional<BodyPublisher> source = given.bodyPublisher();
        if (source.isEmpty()) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        try {
            source.get().subscribe(new Collector(read));
        } catch (RuntimeException e) {
            read.completeExceptionally(e); // of the supplier of a stream
        }
        return read;
    }

    /** Gives up a body that is still being produced. */
    void cancel() {
        read.completeExceptionally(new InterruptedIOException("Cancelled while the request body was read"));
    }

    java.net.http.HttpRequest toSend() {
        Optional<BodyPublisher> source = given.bodyPublisher();
        boolean isRead = read.isDone();
        if (!isRead && given.headers().firstValue(OpenSessions.KEY_HEADER).isEmpty()) {
            return given;
        }
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(
                given, (name, value) -> !name.equalsIgnoreCase(OpenSessions.KEY_HEADER));
        return isRead
                ? request.method(given.method(), publisher(source.orElseThrow().contentLength(), read.join()))
                        .build()
                : request.build();
    }

    /** Sends the bytes like the original body: with or without a length. */
    private static BodyPublisher publisher(long length, Body body) {
        if (length == 0) {
            return BodyPublishers.noBody();
        }
        BodyPublisher bytes = BodyPublishers.ofByteArray(body.bytes());
        return length < 0 ? BodyPublishers.fromPublisher(bytes) : BodyPublishers.fromPublisher(bytes, length);
    }

    /** Confined to the publisher, which does not overlap its calls. */
    private static final class Collector implements Flow.Subscriber<ByteBuffer> {

        private final CompletableFuture<Body> body;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Collector(CompletableFuture<Body> body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public void onSubscribe(Flow.Subscription subscription) {
            body.exceptionally(failure -> {
                subscription.cancel();
                return Body.EMPTY;
            });
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
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
