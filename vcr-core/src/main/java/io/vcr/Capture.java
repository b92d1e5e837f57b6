package io.vcr;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.time.Instant;
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
    private boolean done;

    Capture(Session session, HttpRequest request, long number, Instant startedAt, long maxBodyBytes) {
        this.session = session;
        this.request = request;
        this.number = number;
        this.startedAt = startedAt;
        this.tee = new BodyTee(maxBodyBytes);
    }

    /**
     * Takes status and headers.
     *
     * @param response the response as the client sees it; its body is not looked at
     */
    public synchronized void head(HttpResponse response) {
        head = response;
    }

    /**
     * Takes a piece of the body, after it was handed to the client.
     *
     * @param bytes an array that holds it; it is copied
     * @param offset the first byte
     * @param length the number of bytes
     */
    public synchronized void data(byte[] bytes, int offset, int length) {
        if (!done && length > 0) {
            tee.write(bytes, offset, length, session.since(startedAt));
        }
    }

    /**
     * Tells whether the whole response was seen, by its length or by a terminal event such as {@code data: [DONE]}. If
     * not, an adapter whose client closes early may read on, for 50 ms at most, and report {@link #end()}.
     *
     * @return true if nothing more is to come
     */
    public synchronized boolean isComplete() {
        if (head == null) {
            return false;
        }
        return hasNoBody() || isLengthReached(head.headers()) || StreamEnd.isTerminal(head.headers(), tee.body());
    }

    private boolean hasNoBody() {
        return head != null && (request.method().equals("HEAD") || head.status() == 204 || head.status() == 304);
    }

    private boolean isLengthReached(Headers headers) {
        return headers.first("Content-Length")
                .filter(length -> length.strip().equals(Long.toString(tee.length())))
                .isPresent();
    }

    /** Takes that the end of the body was read: the exchange is complete. */
    public void end() {
        if (finish()) {
            complete();
        }
    }

    /** Takes that the client has closed the body: the exchange is complete if its end was seen. */
    public void close() {
        boolean complete = isComplete();
        if (finish()) {
            if (complete) {
                complete();
            } else {
                session.dropped(this, "closed early");
            }
        }
    }

    /**
     * Takes that the exchange was broken off.
     *
     * @param reason why, in a few words such as {@code connection lost}; without secrets
     */
    public void fail(String reason) {
        if (finish()) {
            session.dropped(this, reason);
        }
    }

    private synchronized boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }

    private void complete() {
        HttpResponse response = head;
        if (response == null) {
            session.dropped(this, "no response");
        } else if (tee.isOverLimit()) {
            session.dropped(this, "body over maxBodyBytes");
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
