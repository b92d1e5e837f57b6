package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.stream.EndReason;
import io.vcr.internal.stream.LiveResponse;
import io.vcr.internal.stream.TeeStream;
import java.io.Closeable;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Takes one live exchange while the client reads it: the head, then the bytes as they are handed to the client, then how
 * it ended. What did not end well is never recorded as if it had.
 *
 * <p>Single-use and thread-safe. After the first of {@link #end()}, {@link #close()} and {@link #fail} nothing has any
 * effect, so that an adapter may report an end twice. No method throws or blocks.
 */
public final class Capture {

    private final HttpRequest request;
    private final long number;
    private final Instant startedAt;
    private final LiveResponse live;

    Capture(Session session, HttpRequest request, long number, Instant startedAt, long maxBodyBytes) {
        this.request = request;
        this.number = number;
        this.startedAt = startedAt;
        this.live = new LiveResponse(
                request.method(), maxBodyBytes, () -> session.since(startedAt), new LiveResponse.Listener() {
                    @Override
                    public void completed(HttpResponse whole) {
                        session.completed(Capture.this, whole);
                    }

                    @Override
                    public void dropped(String reason) {
                        session.dropped(Capture.this, reason);
                    }
                });
    }

    /**
     * Takes status and headers. Where no body can follow the exchange is complete; where one over the limit is announced
     * it is dropped.
     *
     * @param response the response as the client sees it; its body is not looked at
     */
    public void head(HttpResponse response) {
        live.head(response);
    }

    /**
     * Takes status and headers, like {@link #head(HttpResponse)}. If they cannot be stored, the exchange is dropped: clients
     * accept header fields that no server should send.
     *
     * @param response makes the response as the client sees it; may throw IllegalArgumentException
     * @return whether there is anything left to take
     */
    public boolean head(Supplier<HttpResponse> response) {
        try {
            head(response.get());
        } catch (IllegalArgumentException e) {
            fail("a header that cannot be stored");
        }
        return !isOver();
    }

    /**
     * Takes a piece of the body, after it was handed to the client. When the length that the head has announced is
     * reached the exchange is complete: many clients never ask for the end after it. When the limit is exceeded it is
     * dropped, and what was taken is let go.
     *
     * @param bytes an array that holds it; it is copied
     * @param offset the first byte
     * @param length the number of bytes
     */
    public void data(byte[] bytes, int offset, int length) {
        live.data(bytes, offset, length);
    }

    /**
     * Takes a piece of the body, as {@link #data(byte[], int, int)}, from a client that pushes it.
     *
     * @param piece from its position to its limit, which stay as they are; it is copied
     */
    public void data(ByteBuffer piece) {
        if (piece.hasArray()) {
            data(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        } else if (!isOver()) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            data(bytes, 0, bytes.length);
        }
    }

    /**
     * Wraps the body of a response, for clients that hand it out as a stream: what the caller reads is taken, and how the
     * stream ends. A body that is closed early is read on for 50 ms at most, on a thread of its own; one of events is not,
     * for its events say where it ends, and a caller who stops listening does not want it to go on.
     *
     * @param body what the client hands out
     * @param response closed once, when nobody reads the body any more
     * @param isCancelled whether the caller has cancelled the call, as for {@link #fail(Throwable, boolean)}
     * @return a stream for the caller; confined to one thread, but for its {@code close}
     */
    public InputStream tee(InputStream body, Closeable response, BooleanSupplier isCancelled) {
        return new TeeStream(body, response, live, isCancelled);
    }

    /**
     * Tells whether nothing has any effect any more: the exchange has ended, or its body is over the limit. What is read
     * then need not be copied.
     *
     * @return true after the first end
     */
    public boolean isOver() {
        return live.isOver();
    }

    /**
     * Tells whether the whole response was seen, by its length or by a terminal event such as {@code data: [DONE]}. If
     * not, an adapter whose client closes early may read on, for 50 ms at most, and report {@link #end()}.
     *
     * @return true if nothing more is to come
     */
    public boolean isComplete() {
        return live.isComplete();
    }

    /**
     * Takes that the end of the body was read: the exchange is complete, unless less has come than its head has announced.
     * Not every client tells a connection that was cut from an end (HttpURLConnection of Java 17 does not).
     */
    public void end() {
        live.end();
    }

    /** Takes that the client has closed the body: the exchange is complete if its end was seen. */
    public void close() {
        close("closed early");
    }

    /** Completes the exchange if its end was seen, and drops it with a reason otherwise. */
    void close(String reason) {
        live.close(reason);
    }

    /** Takes that the caller has cancelled the call: the exchange is complete if its end was seen. */
    public void cancel() {
        if (isComplete()) {
            close();
        } else {
            fail("cancelled");
        }
    }

    /**
     * Takes that the exchange was broken off by a failure.
     *
     * @param failure what the client has thrown; futures and SDKs may have wrapped it
     * @param cancelled whether the caller has cancelled the call
     */
    public void fail(Throwable failure, boolean cancelled) {
        fail(EndReason.of(failure, cancelled));
    }

    /**
     * Takes that the exchange was broken off.
     *
     * @param reason why, in a few words such as {@code connection lost}; without secrets
     */
    public void fail(String reason) {
        live.fail(reason);
    }

    /** The filtered request. */
    HttpRequest request() {
        return request;
    }

    /** The place of the request among those of its session. */
    long number() {
        return number;
    }

    Instant startedAt() {
        return startedAt;
    }

    LiveResponse live() {
        return live;
    }
}
