package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.BodyEdits;
import io.vcr.internal.body.Framing;
import io.vcr.internal.body.StreamEnd;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Failure.Kind;
import io.vcr.spi.Episode.Timing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One live response while the client reads it: its head, a copy of its bytes, and its end. After the first end further
 * calls have no effect. Thread-safe.
 */
public final class LiveResponse {

    /** Is called once, with the end of the response. */
    public interface Listener {

        void completed(HttpResponse whole);

        void failed(Failure failure);

        void dropped(String reason);
    }

    private static final Duration DRAIN = Duration.ofMillis(50);
    private static final Duration DRAIN_BEFORE_RETRY = Duration.ofSeconds(2);

    private final String method;
    private final Supplier<Duration> elapsed;
    private final LongSupplier requests;
    private final Listener listener;
    private final BodyTee tee;
    private volatile @Nullable LiveEvents events;
    private @Nullable Subscribed subscribed;
    private @Nullable HttpResponse head;
    private long expectedLength = -1;
    private volatile boolean done;

    /**
     * A response that has not begun.
     *
     * @param requests how many requests its session has sent after this one
     */
    public LiveResponse(
            String method, long maxBodyBytes, Supplier<Duration> elapsed, LongSupplier requests, Listener listener) {
        this.method = method;
        this.elapsed = elapsed;
        this.requests = requests;
        this.listener = listener;
        this.tee = new BodyTee(maxBodyBytes);
    }

    public void head(HttpResponse response) {
        synchronized (this) {
            head = response;
            events = LiveEvents.of(method, response, requests).orElse(null);
            expectedLength = expectedLength(response);
        }
        endIfKnown();
    }

    /** The length at which the response is complete, or -1. */
    private long expectedLength(HttpResponse response) {
        if (method.equals("HEAD") || response.status() == 204 || response.status() == 304) {
            return 0;
        }
        if (response.status() < 200) {
            return -1; // RFC 9112, section 6.3: a length says nothing here; after a 101 come the messages of a
            // WebSocket
        }
        try {
            return response.headers()
                    .first("Content-Length")
                    .map(Long::parseLong)
                    .orElse(-1L);
        } catch (NumberFormatException e) {
            return -1; // complete at the end of the stream
        }
    }

    void data(byte[] bytes, int offset, int length) {
        data(ByteBuffer.wrap(bytes, offset, length));
    }

    /** A piece from its position to its limit; both stay as they are. */
    public void data(ByteBuffer piece) {
        synchronized (this) {
            if (done || !piece.hasRemaining()) {
                return;
            }
            if (events != null) {
                events.mark(tee.length());
            }
            tee.write(piece, elapsed.get());
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
     * How long to read on in a body that is closed early. Clients that try again close the response before unread, and its end
     * may not have arrived on a busy machine.
     */
    public synchronized Duration drainTime() {
        return head != null && Framing.isRetried(head.status()) ? DRAIN_BEFORE_RETRY : DRAIN;
    }

    public synchronized boolean isEventStream() {
        return head != null && StreamEnd.isEventStream(head.headers());
    }

    /** Takes no lock: an adapter asks before each message and each piece. */
    public boolean isOver() {
        return done;
    }

    public synchronized boolean isComplete() {
        return done || isTerminal();
    }

    private synchronized boolean isTerminal() {
        return head != null && StreamEnd.isTerminal(head.headers(), tee.body());
    }

    public void end() {
        if (isShort()) {
            fail(new Failure(Kind.CUT, "", "", true)); // the client has not noticed it
        } else if (isCut()) {
            fail("event stream cut short");
        } else {
            end(false, "", () -> true);
        }
    }

    /** How a response has ended. */
    private enum Ending {
        WHOLE,
        PART,
        EARLIER
    }

    /** Completes the response if it is whole, or a subscription; otherwise drops it with the reason. */
    private void end(boolean open, String reason, BooleanSupplier isWhole) {
        switch (finish(open, isWhole)) {
            case WHOLE -> complete();
            case PART -> drop(reason);
            case EARLIER -> {}
        }
    }

    /** Decides and finishes in one step: neither an event nor another end comes between. */
    private synchronized Ending finish(boolean open, BooleanSupplier isWhole) {
        if (!finish()) {
            return Ending.EARLIER;
        }
        subscribed = noted(open);
        return subscribed != null || isWhole.getAsBoolean() ? Ending.WHOLE : Ending.PART;
    }

    /** When the events came, if the stream answers other exchanges. */
    private @Nullable Subscribed noted(boolean open) {
        if (events == null || tee.isOverLimit(tee.length())) {
            return null;
        }
        Body received = tee.body();
        List<Long> after = events.after(received);
        boolean isSubscription = open
                ? events.isSubscription(received)
                : after.stream().anyMatch(each -> each > 0) && events.isJsonRpc(received);
        return isSubscription ? new Subscribed(after, open) : null;
    }

    /** Whether this is a stream of events that may answer other exchanges. Takes no lock: its end asks the session. */
    public boolean hasEvents() {
        return events != null;
    }

    /** When the events came, if the response is whole and a subscription; otherwise null. */
    public synchronized @Nullable Subscribed subscribed() {
        return subscribed;
    }

    private synchronized boolean isShort() {
        return tee.length() < expectedLength;
    }

    private synchronized boolean isCut() {
        return !done && head != null && StreamEnd.isCut(head.headers(), tee::body);
    }

    /** Completes the response if its end was seen, or it is a subscription; otherwise drops it with the reason. */
    public void close(String reason) {
        end(true, reason, () -> isTerminal() || isWholeJson());
    }

    /** Completes the response if its end was seen, or it is a subscription; otherwise drops it as cancelled. */
    public void cancel() {
        end(true, "cancelled", this::isTerminal);
    }

    /**
     * Checked only at the close, after the adapter has read on: what looks whole before may be the first of several
     * values.
     */
    private synchronized boolean isWholeJson() {
        return head != null && expectedLength < 0 && StreamEnd.isWholeJson(head.headers(), tee.body());
    }

    public void fail(String reason) {
        if (finish()) {
            drop(reason);
        }
    }

    public void fail(Throwable cause, boolean cancelled) {
        Optional<Failure> failure = EndReason.failure(cause, cancelled, hasHead());
        if (failure.isPresent()) {
            fail(failure.get());
            return;
        }
        String reason = EndReason.of(cause, cancelled);
        if (EndReason.isCancelled(reason)) {
            end(true, reason, () -> false);
        } else {
            fail(reason);
        }
    }

    private void fail(Failure failure) {
        if (finish()) {
            listener.failed(failure);
            letGo();
        }
    }

    private synchronized boolean hasHead() {
        return head != null;
    }

    /** What had arrived before the failure. */
    public synchronized HttpResponse received() {
        return head == null ? Episode.NO_RESPONSE : head.withBody(tee.body());
    }

    private synchronized boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }

    private void drop(String reason) {
        letGo();
        listener.dropped(reason);
    }

    private synchronized void letGo() {
        tee.letGo();
    }

    private void complete() {
        HttpResponse response = head;
        if (response == null) {
            drop("no response");
        } else {
            Body body = subscribed != null && subscribed.open() ? LiveEvents.whole(tee.body()) : tee.body();
            listener.completed(response.withBody(body));
        }
    }

    /** The times of the bytes, for a body that may have been decoded and filtered since. */
    public Timing timing(Body decoded, Body filtered) {
        return BodyEdits.between(decoded, filtered).applyTo(tee.timing(elapsed.get(), decoded.length()), decoded);
    }
}
