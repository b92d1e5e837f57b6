package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.io.Closeable;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes one live exchange while the client reads it: the head, then the bytes as they are handed to the client, then how
 * it ended. What did not end well is never recorded as if it had.
 *
 * <p>Single-use and thread-safe. After the first of {@link #end()}, {@link #close()} and {@link #fail} nothing has any
 * effect, so that an adapter may report an end twice. No method throws or blocks.
 */
public final class Capture {

    private final Session session;
    private final HttpRequest request;
    private final long number;
    private final Instant startedAt;
    private final BodyTee tee;
    private @Nullable HttpResponse head;
    private long expectedLength = -1;
    private boolean done;

    Capture(Session session, HttpRequest request, long number, Instant startedAt, long maxBodyBytes) {
        this.session = session;
        this.request = request;
        this.number = number;
        this.startedAt = startedAt;
        this.tee = new BodyTee(maxBodyBytes);
    }

    /**
     * Takes status and headers. Where no body can follow the exchange is complete; where one over the limit is announced
     * it is dropped.
     *
     * @param response the response as the client sees it; its body is not looked at
     */
    public void head(HttpResponse response) {
        synchronized (this) {
            head = response;
            expectedLength = expectedLength(response);
        }
        endIfKnown();
    }

    /** The length after which no client has to ask for the end, or -1. */
    private long expectedLength(HttpResponse response) {
        if (request.method().equals("HEAD") || response.status() == 204 || response.status() == 304) {
            return 0;
        }
        try {
            return response.headers()
                    .first("Content-Length")
                    .map(Long::parseLong)
                    .orElse(-1L);
        } catch (NumberFormatException e) {
            return -1; // the end of the stream will tell
        }
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
        synchronized (this) {
            if (done || length == 0) {
                return;
            }
            tee.write(bytes, offset, length, session.since(startedAt));
        }
        endIfKnown();
    }

    private void endIfKnown() {
        boolean overLimit;
        boolean whole;
        synchronized (this) {
            overLimit = tee.isOverLimit(Math.max(expectedLength, tee.length()));
            whole = tee.length() == expectedLength;
        }
        if (overLimit) {
            fail("body over maxBodyBytes");
        } else if (whole) {
            end();
        }
    }

    /**
     * Wraps the body of a response, for clients that hand it out as a stream: what the caller reads is taken, and how the
     * stream ends. A body that is closed early is read on for 50 ms at most, on a thread of its own; one of events is not,
     * for its events say where it ends, and a caller who stops listening does not want it to go on.
     *
     * @param body what the client hands out
     * @param response closed once, when nobody reads the body any more
     * @param reason what to say of a failed read, as for {@link #fail}
     * @return a stream for the caller; confined to one thread, but for its {@code close}
     */
    public InputStream tee(InputStream body, Closeable response, Function<Exception, String> reason) {
        return new TeeStream(body, response, this, reason);
    }

    synchronized boolean isEventStream() {
        return head != null && StreamEnd.isEventStream(head.headers());
    }

    /**
     * Tells whether nothing has any effect any more: the exchange has ended, or its body is over the limit. What is read
     * then need not be copied.
     *
     * @return true after the first end
     */
    public synchronized boolean isOver() {
        return done;
    }

    /**
     * Tells whether the whole response was seen, by its length or by a terminal event such as {@code data: [DONE]}. If
     * not, an adapter whose client closes early may read on, for 50 ms at most, and report {@link #end()}.
     *
     * @return true if nothing more is to come
     */
    public synchronized boolean isComplete() {
        return done || (head != null && StreamEnd.isTerminal(head.headers(), tee.body()));
    }

    /**
     * Takes that the end of the body was read: the exchange is complete, unless less has come than its head has announced.
     * Not every client tells a connection that was cut from an end (HttpURLConnection of Java 17 does not).
     */
    public void end() {
        if (isShort()) {
            fail("connection lost");
        } else if (finish()) {
            complete();
        }
    }

    private synchronized boolean isShort() {
        return tee.length() < expectedLength;
    }

    /** Takes that the client has closed the body: the exchange is complete if its end was seen. */
    public void close() {
        close("closed early");
    }

    /** Completes the exchange if its end was seen, and drops it with a reason otherwise. */
    void close(String reason) {
        boolean complete = isComplete() || isWholeJson();
        if (finish()) {
            if (complete) {
                complete();
            } else {
                drop(reason);
            }
        }
    }

    /** Only at the close, for an adapter has read on before: what looks whole may be the first of several values. */
    private synchronized boolean isWholeJson() {
        return head != null && expectedLength < 0 && StreamEnd.isWholeJson(head.headers(), tee.body());
    }

    /**
     * Takes that the exchange was broken off.
     *
     * @param reason why, in a few words such as {@code connection lost}; without secrets
     */
    public void fail(String reason) {
        if (finish()) {
            drop(reason);
        }
    }

    private synchronized boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }

    private void drop(String reason) {
        synchronized (this) {
            tee.letGo();
        }
        session.dropped(this, reason);
    }

    private void complete() {
        HttpResponse response = head;
        if (response == null) {
            drop("no response");
        } else {
            session.completed(this, response.withBody(tee.body()));
        }
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

    BodyTee tee() {
        return tee;
    }
}
