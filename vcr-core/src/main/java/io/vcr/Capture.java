package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Framing;
import io.vcr.internal.stream.LiveConversation;
import io.vcr.internal.stream.LiveResponse;
import io.vcr.internal.stream.PendingRoute;
import io.vcr.internal.stream.TeeStream;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Route;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records one live exchange while the client reads it: the head, then the bytes that the client receives, then the end.
 * An exchange that is cut short is never recorded as complete.
 *
 * <p>Single-use and thread-safe. After the first call of {@link #end()}, {@link #close()}, {@link #cancel()},
 * {@link #cancelUnsent()} or {@link #fail} further calls have no effect, so an adapter may report an end twice. No method throws or blocks.
 */
public final class Capture {

    private final Recording recording;
    private final HttpRequest request;
    private final long number;
    private final Instant startedAt;
    private final Object version;
    private final LiveResponse live;
    private final PendingRoute pending;
    private final long maxBytes;
    private volatile @Nullable LiveConversation conversation;

    Capture(Recording recording, HttpRequest request, long number, Instant startedAt, Object version, long maxBytes) {
        this.recording = recording;
        this.request = request;
        this.number = number;
        this.startedAt = startedAt;
        this.version = version;
        this.maxBytes = maxBytes;
        this.pending = new PendingRoute(whole -> recording.completed(this, whole));
        LiveResponse.Listener listener = new LiveResponse.Listener() {
            @Override
            public void completed(HttpResponse whole) {
                pending.completed(whole);
            }

            @Override
            public void failed(Failure failure) {
                recording.failed(Capture.this, failure);
            }

            @Override
            public void dropped(String reason) {
                recording.dropped(Capture.this, reason);
            }
        };
        Supplier<Duration> elapsed = () -> until(recording.now());
        LongSupplier requests = () -> recording.requestsAfter(number);
        this.live = new LiveResponse(request.method(), maxBytes, elapsed, requests, listener);
    }

    private Duration until(Instant moment) {
        Duration elapsed = Duration.between(startedAt, moment);
        return elapsed.isNegative() ? Duration.ZERO : elapsed.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Records status and headers. If no body can follow, the exchange is complete. If the headers announce a body over
     * the limit, the exchange is dropped.
     *
     * @param response the response as the client sees it; its body is ignored
     */
    public void head(HttpResponse response) {
        recording.begun(this, response.headers());
        live.head(response);
    }

    /**
     * Records status and headers, like {@link #head(HttpResponse)}. If they cannot be stored, the exchange is dropped:
     * clients accept some header fields that HTTP does not allow.
     *
     * @param response returns the response as the client sees it; may throw IllegalArgumentException
     * @return true if a body may follow that is to be recorded
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
     * Records how the client came to the response, if its client shows it. To be called before {@link #head}, or after
     * {@link #routeFollows()}. If the route cannot be stored, the response counts as that to the first request.
     *
     * @param route returns the route as the client shows it; may throw IllegalArgumentException
     */
    public void route(Supplier<Route> route) {
        pending.set(route);
    }

    /**
     * Announces a call of {@link #route}: the client shows its route when the response is complete. Until then, or until
     * another end, the exchange is not complete.
     */
    public void routeFollows() {
        pending.await();
    }

    void joinRoute() {
        pending.join();
    }

    Route route() {
        return pending.route();
    }

    /**
     * Records a piece of the body, after the client has received it. When the announced length is reached, the exchange
     * is complete, because many clients do not read on to the end of the stream. When the limit is exceeded, the
     * exchange is dropped and its bytes are released.
     *
     * @param bytes an array that holds the piece; it is copied
     * @param offset the first byte
     * @param length the number of bytes
     */
    public void data(byte[] bytes, int offset, int length) {
        live.data(ByteBuffer.wrap(bytes, offset, length));
    }

    /**
     * Records a piece of the body, like {@link #data(byte[], int, int)}, for a client that pushes buffers.
     *
     * @param piece the bytes from its position to its limit; they are copied, and both stay as they are
     */
    public void data(ByteBuffer piece) {
        live.data(piece);
    }

    /**
     * Wraps the body of a response, for clients that return it as a stream. The wrapper records the bytes that the
     * caller reads, and how the stream ends. If the caller closes the body early, the wrapper reads on for at most
     * {@link #drainTime()}, on a thread of its own. It does not read on in a stream of events: a terminal event marks its end, and a
     * caller that closes it does not want more events.
     *
     * @param body the stream that the client returns
     * @param response closed once, when nothing reads the body any more
     * @param isCancelled whether the caller has cancelled the call, as for {@link #fail(Throwable, boolean)}
     * @return a stream for the caller; confined to one thread, except for its {@code close}
     */
    public InputStream tee(InputStream body, Closeable response, BooleanSupplier isCancelled) {
        return new TeeStream(body, response, live, isCancelled, null);
    }

    /** Reads on in a body that the caller has closed before its end, as the client allows. */
    @FunctionalInterface
    public interface Drain {

        /**
         * Reads on, as far as there is something left to record and the client allows. Called on the thread that closes
         * the body, before the response is closed.
         *
         * @param rest what the caller has not read; it is recorded when it is read
         * @throws IOException if the client throws it when a response is closed
         */
        void readOn(InputStream rest) throws IOException;
    }

    /**
     * Wraps the body of a response, like {@link #tee(InputStream, Closeable, BooleanSupplier)}, for a client that can
     * read on itself when the caller closes the body early.
     *
     * @param body the stream that the client returns
     * @param response closed once, when nothing reads the body any more
     * @param isCancelled whether the caller has cancelled the call, as for {@link #fail(Throwable, boolean)}
     * @param drain reads on when the caller closes the body early
     * @return a stream for the caller; confined to one thread, except for its {@code close}
     */
    public InputStream tee(InputStream body, Closeable response, BooleanSupplier isCancelled, Drain drain) {
        return new TeeStream(body, response, live, isCancelled, drain::readOn);
    }

    /**
     * Begins a conversation over a WebSocket. To be called in the place of {@link #head}, before the first message.
     *
     * @param handshake returns the response to the handshake, with status 101; may throw IllegalArgumentException
     */
    public void conversation(Supplier<HttpResponse> handshake) {
        conversation = new LiveConversation(maxBytes, recording::now, this::until);
        head(handshake);
    }

    /**
     * Records a text message, when the client sends it or has received it whole.
     *
     * @param sent true if the client sends it
     * @param text the message
     */
    public void message(boolean sent, String text) {
        part(sent, text, true);
    }

    /**
     * Records a binary message, when the client sends it or has received it whole.
     *
     * @param sent true if the client sends it
     * @param bytes an array that holds the message; it is copied
     */
    public void message(boolean sent, byte[] bytes) {
        part(sent, ByteBuffer.wrap(bytes), true);
    }

    /**
     * Records a part of a text message. The message is recorded with its last part, and dropped with the exchange when the
     * messages and parts exceed the limit.
     *
     * @param sent true if the client sends it
     * @param text the part; it is copied
     * @param last true if it ends the message
     */
    public void part(boolean sent, CharSequence text, boolean last) {
        LiveConversation messages = conversation;
        if (messages != null && !isOver() && !messages.text(sent, text, last)) {
            messages.excess().ifPresent(this::fail);
        }
    }

    /**
     * Records a part of a binary message, like {@link #part(boolean, CharSequence, boolean)}.
     *
     * @param sent true if the client sends it
     * @param bytes the bytes from its position to its limit; they are copied, and both stay as they are
     * @param last true if it ends the message
     */
    public void part(boolean sent, ByteBuffer bytes, boolean last) {
        LiveConversation messages = conversation;
        if (messages != null && !isOver() && !messages.binary(sent, bytes, last)) {
            messages.excess().ifPresent(this::fail);
        }
    }

    /**
     * Records a closing frame; the first one counts. The server may send messages after that of the client. {@link #end()} ends the conversation when both sides have closed.
     *
     * @param sent true if the client sends it
     * @param code the status code; 1005 if the frame has none
     * @param reason the reason, or empty
     */
    public void closing(boolean sent, int code, String reason) {
        LiveConversation messages = conversation;
        if (messages != null) {
            messages.close(sent, code, reason);
        }
    }

    /** The messages so far; null if this is no conversation. */
    @Nullable
    Conversation conversation() throws Framing.TooLargeException {
        LiveConversation messages = conversation;
        return messages == null ? null : messages.soFar();
    }

    /**
     * Tells whether recording is over: the exchange has ended, or its body is over the limit. An adapter need not copy
     * further bytes.
     *
     * @return true if further calls have no effect
     */
    public boolean isOver() {
        return live.isOver();
    }

    /**
     * Returns how long an adapter may read on in a body that the client closes before its end.
     *
     * @return 50 ms; 2 seconds for a response with status 408, 409, 429 or 5xx, which clients close unread before they send
     *     again
     */
    public Duration drainTime() {
        return live.drainTime();
    }

    /**
     * Tells whether the whole response was seen, by its length or by a terminal event such as {@code data: [DONE]}. If
     * it was not and the client closes early, an adapter may read on for {@link #drainTime()} and report {@link #end()}.
     *
     * @return true if the response is whole
     */
    public boolean isComplete() {
        return live.isComplete();
    }

    /** {@return true if the response is a stream of events, whose end is an event} */
    public boolean isEventStream() {
        return live.isEventStream();
    }

    /**
     * Reports that the client has read to the end of the body. The exchange is complete, unless the body is shorter
     * than announced: some clients do not distinguish a lost connection from the end (HttpURLConnection in Java 17).
     */
    public void end() {
        live.end();
    }

    /**
     * Reports that the client has closed the body. The exchange is complete if its end was seen; otherwise it is
     * dropped.
     */
    public void close() {
        close("closed early");
    }

    /** Completes the exchange if its end was seen, otherwise drops it with the reason. */
    void close(String reason) {
        if (conversation != null) {
            live.end(); // whoever ends it early has had all that there was
        }
        live.close(reason);
        pending.end();
    }

    /**
     * Reports that the caller has cancelled the call. The exchange is complete if its end was seen; otherwise it is
     * dropped.
     */
    public void cancel() {
        if (conversation != null) {
            live.end();
        }
        live.cancel();
        pending.end();
    }

    /** Reports that the caller has cancelled the call before the request was sent, so that it does not count as live. */
    public void cancelUnsent() {
        recording.unsent(this);
        cancel();
    }

    /**
     * Reports that a failure has cut the exchange short. With {@link Recorded#ERRORS} a failure of the network or the
     * server is recorded, with what had arrived of the response; otherwise the exchange is dropped.
     *
     * @param failure the exception that the client has thrown; futures and SDKs may have wrapped it
     * @param cancelled whether the caller has cancelled the call
     */
    public void fail(Throwable failure, boolean cancelled) {
        live.fail(failure, cancelled);
        pending.end();
    }

    /**
     * Reports that the exchange was cut short. The exchange is dropped.
     *
     * @param reason the reason in a few words, such as {@code connection lost}; without secrets
     */
    public void fail(String reason) {
        live.fail(reason);
        pending.end();
    }

    /** The filtered request. */
    HttpRequest request() {
        return request;
    }

    /** The position of the request among those of its session. */
    long number() {
        return number;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** Of the redaction, when the request was filtered. */
    Object version() {
        return version;
    }

    LiveResponse live() {
        return live;
    }
}
