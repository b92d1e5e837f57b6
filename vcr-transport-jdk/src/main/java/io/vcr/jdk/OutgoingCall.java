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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread
 * at a time, except for {@link #cancel()}.
 */
final class OutgoingCall implements AsyncOutgoingRequest {

    /** The JDK's publishers that wait for nobody: of bytes in memory, and around a reactive publisher. */
    private static final Set<Class<?>> NEVER_WAITING = Stream.of(
                    BodyPublishers.noBody(),
                    BodyPublishers.ofString(""),
                    BodyPublishers.ofByteArray(new byte[0]),
                    BodyPublishers.ofByteArrays(List.of()),
                    BodyPublishers.fromPublisher(subscriber -> {}))
            .map(BodyPublisher::getClass)
            .collect(Collectors.toUnmodifiableSet());

    /** A body that is there is read in this time, so that calls are decided in the order in which they are made. */
    private static final long ORDER_MILLIS = 100;

    private final java.net.http.HttpRequest given;
    private final boolean callerWaits;
    private final CompletableFuture<Body> read = new CompletableFuture<>();
    private volatile boolean isCancelled;

    /** @param callerWaits whether the caller waits for the response, so that reading the body may keep it waiting too */
    OutgoingCall(java.net.http.HttpRequest given, boolean callerWaits) {
        this.given = given;
        this.callerWaits = callerWaits;
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
        boolean readsHere = callerWaits || NEVER_WAITING.contains(source.get().getClass());
        try {
            source.get().subscribe(new Collector(read, readsHere));
        } catch (RuntimeException e) {
            read.completeExceptionally(e); // of the supplier of a stream
        }
        if (!readsHere) {
            waitForOrder();
        }
        return read;
    }

    private void waitForOrder() {
        try {
            read.get(ORDER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The call fails with the one, and goes on after the other when the caller has written its body.
        }
    }

    /** Gives up the call, and a body that is still being produced. */
    void cancel() {
        isCancelled = true;
        read.completeExceptionally(new InterruptedIOException("Cancelled while the request body was read"));
    }

    boolean isCancelled() {
        return isCancelled;
    }

    java.net.http.HttpRequest toSend() {
        if (isCancelled) {
            throw new CancellationException("Cancelled before the request was sent");
        }
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
        private final boolean readsHere;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** @param readsHere whether the thread that subscribes reads the pieces, and so waits for them */
        Collector(CompletableFuture<Body> body, boolean readsHere) {
            this.body = body;
            this.readsHere = readsHere;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public void onSubscribe(Flow.Subscription subscription) {
            body.exceptionally(failure -> {
                subscription.cancel();
                return Body.EMPTY;
            });
            if (readsHere) {
                subscription.request(Long.MAX_VALUE);
                return;
            }
            // The caller may write the body when sendAsync has returned, to a pipe that request() reads (CXF 4.1).
            Thread thread = new Thread(() -> request(subscription), "vcr-request-body");
            thread.setDaemon(true);
            thread.start();
        }

        private void request(Flow.Subscription subscription) {
            try {
                subscription.request(Long.MAX_VALUE);
            } catch (Throwable e) { // nobody else sees it on this thread
                body.completeExceptionally(e);
            }
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
