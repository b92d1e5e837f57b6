package io.vcr.transport;

import io.vcr.internal.stream.EventFeed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the body of an answer as a connection does: piece by piece, no more than the receiver has requested, until
 * it is cancelled; never inside {@code request}. A piece is at most 16 KiB and at most one recorded chunk. Thread-safe.
 */
public final class Playback implements Flow.Subscription {

    private static final int LARGEST_PIECE = 16 * 1024;

    private static final Flow.Subscription NOTHING = new Flow.Subscription() {
        @Override
        public void request(long number) {}

        @Override
        public void cancel() {}
    };

    /**
     * Gets the body of an answer. The calls do not overlap. If one throws, {@link #end} gets the exception.
     *
     * <p>It is Flow.Subscriber for a receiver that may throw.
     */
    public interface Receiver {

        /**
         * Begins the body. Not called if the playback is aborted before.
         *
         * @param playback requests pieces; may be cancelled
         * @throws Exception fails the playback
         */
        void begin(Playback playback) throws Exception;

        /**
         * Gets a piece.
         *
         * @param piece a new buffer
         * @throws Exception fails the playback
         */
        void piece(ByteBuffer piece) throws Exception;

        /**
         * Gets the end of the body. Needs no request.
         *
         * @param failure null at the regular end
         * @throws Exception fails the playback, if it ends regularly
         */
        void end(@Nullable Exception failure) throws Exception;
    }

    private final Answer answer;
    private final Receiver receiver;
    private final boolean countsBytes;
    private final SerialTask delivery = new SerialTask(this::deliver);
    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final byte[] piece;
    private final @Nullable EventFeed feed;
    private volatile boolean over;
    private boolean begun;
    private long left;

    private Playback(Answer answer, Receiver receiver, boolean countsBytes) {
        this.answer = answer;
        this.receiver = receiver;
        this.countsBytes = countsBytes;
        this.feed = answer.feed();
        this.left = feed == null ? answer.bodyLength() : Long.MAX_VALUE;
        this.piece = new byte[(int) Math.min(LARGEST_PIECE, left)];
    }

    /**
     * Returns the playback to a receiver that requests a number of pieces, as reactive clients do.
     *
     * @param answer the answer
     * @param receiver gets the body
     * @return the playback, to be started
     */
    public static Playback ofPieces(Answer answer, Receiver receiver) {
        return new Playback(answer, receiver, false);
    }

    /**
     * Returns the playback to a receiver that requests a number of bytes.
     *
     * @param answer the answer
     * @param receiver gets the body
     * @return the playback, to be started
     */
    public static Playback ofBytes(Answer answer, Receiver receiver) {
        return new Playback(answer, receiver, true);
    }

    /**
     * Returns the body of an answer as a publisher, for reactive clients. It begins when it is subscribed to.
     *
     * @param answer the answer
     * @return a publisher of new buffers for one subscriber; another one gets an IllegalStateException
     */
    public static Flow.Publisher<ByteBuffer> publisher(Answer answer) {
        AtomicBoolean subscribed = new AtomicBoolean();
        return subscriber -> {
            if (subscribed.compareAndSet(false, true)) {
                ofPieces(answer, new Delivery(subscriber)).start();
            } else {
                subscriber.onSubscribe(NOTHING);
                subscriber.onError(new IllegalStateException("The body of a response has one subscriber"));
            }
        };
    }

    private record Delivery(Flow.Subscriber<? super ByteBuffer> subscriber) implements Receiver {

        @Override
        public void begin(Playback playback) {
            subscriber.onSubscribe(playback);
        }

        @Override
        public void piece(ByteBuffer piece) {
            subscriber.onNext(piece);
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

    /**
     * Begins the playback on this thread. It goes on where the receiver requests more: here, if it does so while it
     * gets a piece, and otherwise on a background thread. To be called once.
     */
    public void start() {
        if (feed != null) {
            feed.whenReadable(delivery::runLater);
        }
        delivery.run();
    }

    @Override
    public void request(long number) {
        if (number <= 0) {
            fail(new IllegalArgumentException("A receiver requests " + number + " (Reactive Streams 3.9)"));
            return;
        }
        requested.accumulateAndGet(number, (has, more) -> has + more < 0 ? Long.MAX_VALUE : has + more);
        delivery.runLater();
    }

    /** Stops the playback. The receiver gets nothing more, except for a piece that is being delivered. */
    @Override
    public void cancel() {
        over = true;
        closeFeed();
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
        }
    }

    /** Ends the playback as the client does when its caller cancels the call: the receiver gets an exception. */
    public void abort() {
        fail(new InterruptedIOException("Cancelled"));
    }

    private void fail(Exception cause) {
        failure.compareAndSet(null, cause);
        delivery.runLater();
    }

    /**
     * Returns what the receiver has requested and not got.
     *
     * @return a number of pieces or bytes
     */
    public long requested() {
        return requested.get();
    }

    private void deliver() {
        try {
            deliverRequested();
        } catch (Exception e) {
            end(e);
        } catch (Error e) {
            end(new IOException("The receiver of the response has failed", e)); // ends the wait of the caller
            throw e;
        }
    }

    private void deliverRequested() throws Exception {
        if (!begun && failure.get() == null) {
            begun = true;
            receiver.begin(this);
        }
        while (!over && failure.get() == null && left > 0 && isDue()) {
            deliverPiece();
        }
        Exception cause = failure.get();
        if (cause != null) {
            throw cause;
        }
        // A connection that fails is read on demand, so the receiver gets the bytes before the failure.
        if (!over && left == 0 && (answer.isWhole() || requested() > 0)) {
            answer.checkWhole();
            receiver.end(null);
            over = true;
        }
    }

    /** The end of a subscription needs no request. */
    private boolean isDue() {
        return feed == null ? requested() > 0 : feed.isOver() || (requested() > 0 && feed.isReadable());
    }

    private void deliverPiece() throws Exception {
        int size = countsBytes ? (int) Math.min(requested(), piece.length) : piece.length;
        int read = answer.body().read(piece, 0, Math.max(size, 1));
        if (read < 0) {
            left = 0;
            return;
        }
        requested.addAndGet(countsBytes ? -read : -1);
        left -= read;
        receiver.piece(ByteBuffer.wrap(Arrays.copyOf(piece, read)));
    }

    private void end(Exception cause) {
        if (over) {
            return;
        }
        over = true;
        closeFeed();
        try {
            receiver.end(cause);
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
