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
 * Where an adapter asks what to do with a request: the session that it was made for, or the one that {@link OpenSessions}
 * finds. Immutable and thread-safe.
 *
 * <p>Of several adapters on the way of one request the outermost decides. It hands the request on with a {@link #mark},
 * and an adapter below lets a marked request pass.
 */
public final class Transport {

    private static final Decision DECIDED = new Decision.PassThrough("an adapter further out has decided");

    private static final ThreadLocal<@Nullable Mark> MARKS = new ThreadLocal<>();

    private final @Nullable Session session;

    private Transport(@Nullable Session session) {
        this.session = session;
    }

    /**
     * Returns the transport of one session.
     *
     * @param session decides on every request; after its end every request is refused
     * @return a transport
     */
    public static Transport of(Session session) {
        return new Transport(session);
    }

    /**
     * Returns the transport of a client that many tests share.
     *
     * @return a transport that finds the session of each request
     */
    public static Transport ambient() {
        return new Transport(null);
    }

    /**
     * Decides on a request, once.
     *
     * @param request the request
     * @return what to do
     * @throws IOException if the body of the request cannot be read
     */
    public Decision decide(OutgoingRequest request) throws IOException {
        return decide(request, null);
    }

    /**
     * Decides on a request, once, for a client that makes its calls on another thread than the one that created them.
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

    /** Of ours, so that what a body throws itself reaches the caller as it is. */
    private static final class UnreadableBodyException extends UncheckedIOException {

        private static final long serialVersionUID = 1;

        UnreadableBodyException(IOException cause) {
            super(cause);
        }
    }

    /**
     * Decides on a request, once, whose body may still be produced. The session is found before this method returns, on
     * the thread of the caller.
     *
     * @param request the request
     * @return what to do, on the thread that completes the body; done at once if the body is there or not needed, and
     *     failed if the body is
     */
    public CompletionStage<Decision> decideAsync(AsyncOutgoingRequest request) {
        return isMarked(request::head)
                ? CompletableFuture.completedFuture(DECIDED)
                : OpenSessions.decideAsync(request.key(), session, null, request::head, request::body);
    }

    /** A request that an adapter hands on. Closed on the thread that has made it. */
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

        /** Up to the query, which clients escape in their own ways. */
        private boolean isOf(HttpRequest other) {
            HttpRequest request = head.get();
            return request.method().equals(other.method())
                    && request.uri().host().equals(other.uri().host())
                    && request.uri().port() == other.uri().port()
                    && request.uri().path().equals(other.uri().path());
        }
    }

    /**
     * Marks a request as decided while it is handed on: until the mark is closed, an adapter below lets each request with
     * the same method, host, port and path pass that is made on the same thread.
     *
     * @param head the request that was decided on; only called if an adapter below asks
     * @return to be closed on the same thread, when the client below has the request
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
            return false; // a request that cannot be mapped is no one's
        }
    }
}
