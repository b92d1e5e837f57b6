package io.vcr.transport;

import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the requests of an adapter: by the session that it was made for, or by the session that
 * {@link OpenSessions} finds. Immutable and thread-safe.
 *
 * <p>If a request passes several adapters, the outermost one decides. It {@linkplain #mark marks} the request while it
 * hands it on, and an adapter below lets a marked request pass.
 */
public final class Transport {

    private static final Decision DECIDED = new Decision.PassThrough("an outer adapter has decided");

    private static final ThreadLocal<@Nullable Mark> MARKS = new ThreadLocal<>();

    private final @Nullable Session session;

    private Transport(@Nullable Session session) {
        this.session = session;
    }

    /**
     * Returns a transport for one session.
     *
     * @param session decides on every request; after its end every request is refused
     * @return a transport
     */
    public static Transport of(Session session) {
        return new Transport(session);
    }

    /**
     * Returns a transport for a client that many tests share.
     *
     * @return a transport that finds the session of each request
     */
    public static Transport ambient() {
        return new Transport(null);
    }

    /**
     * Decides on a request. To be called once for each request.
     *
     * @param request the request
     * @return what to do
     * @throws IOException if the body of the request cannot be read
     */
    public Decision decide(OutgoingRequest request) throws IOException {
        return decide(request, null);
    }

    /**
     * Decides on a request of a client that creates a call on one thread and makes it on another. To be called once for
     * each request.
     *
     * @param request the request
     * @param captured the session that was bound where the call was created, or null
     * @return what to do
     * @throws IOException if the body of the request cannot be read
     */
    public Decision decide(OutgoingRequest request, @Nullable Session captured) throws IOException {
        if (isMarked(request::head)) {
            return DECIDED;
        }
        try {
            return OpenSessions.decide(request.key(), session, captured, request::head, () -> read(request));
        } catch (UnreadableBodyException e) {
            throw e.getCause();
        }
    }

    private static Body read(OutgoingRequest request) {
        try {
            return request.body();
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
    }

    /**
     * Distinguishes a body that cannot be read from an UncheckedIOException of the client, which reaches the caller
     * unchanged.
     */
    private static final class UnreadableBodyException extends UncheckedIOException {

        private static final long serialVersionUID = 1;

        UnreadableBodyException(IOException cause) {
            super(cause);
        }
    }

    /**
     * Decides on a request whose body may still be produced. To be called once for each request. Finds the session on
     * the thread of the caller, before it returns.
     *
     * @param request the request
     * @return what to do; completed on the thread that completes the body, at once if the body is available or not
     *     needed, and exceptionally if the body fails
     */
    public CompletionStage<Decision> decideAsync(AsyncOutgoingRequest request) {
        return isMarked(request::head)
                ? CompletableFuture.completedFuture(DECIDED)
                : OpenSessions.decideAsync(request.key(), session, null, request::head, request::body);
    }

    /** Marks a request as decided while an adapter hands it on. To be closed on the thread that created it. */
    public static final class Mark implements AutoCloseable {

        private final Supplier<HttpRequest> head;
        private final @Nullable Mark outer;

        private Mark(Supplier<HttpRequest> head, @Nullable Mark outer) {
            this.head = head;
            this.outer = outer;
        }

        @Override
        public void close() {
            if (outer == null) {
                MARKS.remove();
            } else {
                MARKS.set(outer);
            }
        }

        /** Compares method, host, port and path. The query is left out, because clients escape it differently. */
        private boolean isOf(HttpRequest other) {
            HttpRequest request = head.get();
            return request.method().equals(other.method())
                    && request.uri().host().equals(other.uri().host())
                    && request.uri().port() == other.uri().port()
                    && request.uri().path().equals(other.uri().path());
        }
    }

    /**
     * Marks a request as decided while an adapter hands it on. Until the mark is closed, an adapter below lets a
     * request pass if it has the same method, host, port and path and is made on the same thread.
     *
     * @param head returns the decided request; called only if an adapter below decides on a request
     * @return the mark, to be closed on the same thread, when the client below has accepted the request
     */
    public static Mark mark(Supplier<HttpRequest> head) {
        Mark mark = new Mark(head, MARKS.get());
        MARKS.set(mark);
        return mark;
    }

    private static boolean isMarked(Supplier<HttpRequest> head) {
        Mark innermost = MARKS.get();
        if (innermost == null) {
            return false;
        }
        try {
            HttpRequest request = head.get();
            for (Mark mark = innermost; mark != null; mark = mark.outer) {
                if (mark.isOf(request)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException e) {
            return false; // a request that cannot be mapped matches no mark
        }
    }
}
