package io.vcr.transport;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.guard.Guard;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the requests of an adapter: by the session that it was made for, or by the session that
 * {@link OpenSessions} finds. Immutable and thread-safe.
 *
 * <p>If a request passes several adapters, the outermost one decides. It marks the request while it hands
 * it on, and an adapter below lets a marked request pass.
 */
public final class Transport {

    private static final Decision DECIDED = new Decision.PassThrough("an outer adapter has decided");

    private static final ThreadLocal<@Nullable Mark> MARKS = new ThreadLocal<>();

    private final @Nullable Session session;
    private final boolean isAttached;

    private Transport(@Nullable Session session, boolean isAttached) {
        this.session = session;
        this.isAttached = isAttached;
    }

    /**
     * Returns a transport for one session.
     *
     * @param session decides on every request; after its end every request is refused
     * @return a transport
     */
    public static Transport of(Session session) {
        return new Transport(session, false);
    }

    /**
     * Returns a transport for a client that many tests share.
     *
     * @return a transport that finds the session of each request
     */
    public static Transport ambient() {
        return new Transport(null, false);
    }

    /**
     * Returns a transport for a client that an agent or a framework has attached, not the test. It differs from
     * {@link #ambient()} in one thing: requests to this machine pass through unless the session is configured to record
     * them, because they are for the application under test, a mock server or a container.
     *
     * @return a transport that finds the session of each request
     */
    public static Transport attached() {
        return new Transport(null, true);
    }

    /**
     * Decides on a request and makes the call accordingly. To be called once for each request.
     *
     * @param request the request
     * @param call the call
     * @param <R> what the client returns
     * @param <X> what the client throws
     * @return what the client returns
     * @throws IOException if the body of the request cannot be read, if the request is refused and {@code refusal} is
     *     {@code exception}, or if the call throws it
     * @throws X if the call throws it
     */
    public <R, X extends Exception> R execute(OutgoingRequest request, ClientCall<R, X> call) throws IOException, X {
        return execute(request, null, call);
    }

    /**
     * Decides on a request of a client that creates a call on one thread and makes it on another, and makes the call
     * accordingly. To be called once for each request.
     *
     * @param request the request
     * @param captured the session that was bound where the call was created, or null
     * @param call the call
     * @param <R> what the client returns
     * @param <X> what the client throws
     * @return what the client returns
     * @throws IOException as for {@link #execute(OutgoingRequest, ClientCall)}
     * @throws X if the call throws it
     */
    public <R, X extends Exception> R execute(
            OutgoingRequest request, @Nullable Session captured, ClientCall<R, X> call) throws IOException, X {
        Head head = new Head(request::head);
        return follow(decide(request, head, captured), head, call);
    }

    /**
     * Decides on a request whose body may still be produced, and makes the call accordingly. To be called once for each
     * request. Finds the session on the thread of the caller, before it returns.
     *
     * <table>
     * <caption>Which thread makes the call</caption>
     * <tr><th>decision</th><th>when</th><th>thread</th></tr>
     * <tr><td>the request goes over the network, and its body is available or not needed</td><td>at once</td>
     *     <td>this one, which keeps the order of the calls; the method throws what the call throws</td></tr>
     * <tr><td>the same, but the body is still produced, or another session makes the same call</td>
     *     <td>then, unless {@linkplain ClientCall#isCancelled() cancelled}</td><td>a background thread</td></tr>
     * <tr><td>a replay or a refusal</td><td>at once, or when the body is there</td>
     *     <td>a background thread: no callback may run inside the call that started the request</td></tr>
     * </table>
     *
     * @param request the request
     * @param call the call
     * @param <R> what the client returns
     * @param <X> what the client throws
     * @return what the client returns; completed exceptionally, on a background thread, if the body fails, if the
     *     request is refused and {@code refusal} is {@code exception}, or if a call on a background thread throws
     * @throws IOException if a call on this thread throws it
     * @throws X if a call on this thread throws it
     */
    public <R, X extends Exception> CompletableFuture<R> executeAsync(
            AsyncOutgoingRequest request, ClientCall<R, X> call) throws IOException, X {
        return executeAsync(request, null, call);
    }

    /**
     * Decides on a request of an asynchronous client that creates a call on one thread and makes it on another, and makes
     * the call accordingly. To be called once for each request.
     *
     * @param request the request
     * @param captured the session that was bound where the call was created, or null
     * @param call the call
     * @param <R> what the client returns
     * @param <X> what the client throws
     * @return as for {@link #executeAsync(AsyncOutgoingRequest, ClientCall)}
     * @throws IOException if a call on this thread throws it
     * @throws X if a call on this thread throws it
     */
    public <R, X extends Exception> CompletableFuture<R> executeAsync(
            AsyncOutgoingRequest request, @Nullable Session captured, ClientCall<R, X> call) throws IOException, X {
        return executeAsync(request, captured, false, call);
    }

    /**
     * Decides on a request whose body may still be produced, and makes the call accordingly, for a client whose caller
     * waits for the response. As {@link #executeAsync(AsyncOutgoingRequest, ClientCall)}, but the answer to a request whose
     * body is available is given on this thread.
     *
     * @param request the request
     * @param call the call
     * @param <R> what the client returns
     * @param <X> what the client throws
     * @return as for {@link #executeAsync(AsyncOutgoingRequest, ClientCall)}
     * @throws IOException if a call over the network throws it on this thread
     * @throws X if a call over the network throws it on this thread
     */
    public <R, X extends Exception> CompletableFuture<R> executeWaiting(
            AsyncOutgoingRequest request, ClientCall<R, X> call) throws IOException, X {
        return executeAsync(request, null, true, call);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private <R, X extends Exception> CompletableFuture<R> executeAsync(
            AsyncOutgoingRequest request, @Nullable Session captured, boolean callerWaits, ClientCall<R, X> call)
            throws IOException, X {
        Head head = new Head(request::head);
        CompletableFuture<Decision> decision =
                decideAsync(request, head, captured).toCompletableFuture();
        boolean isMade = decision.isDone() && !decision.isCompletedExceptionally();
        if (isMade && !Answer.isDue(decision.join())) {
            return CompletableFuture.completedFuture(follow(decision.join(), head, call));
        }
        CompletableFuture<R> result = new CompletableFuture<>();
        Runnable following = () -> {
            try {
                result.complete(followUnlessCancelled(decision.join(), head, call));
            } catch (CompletionException e) {
                result.completeExceptionally(e.getCause());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        if (isMade && callerWaits) {
            following.run();
        } else {
            decision.whenComplete((made, failure) -> BackgroundThreads.execute(following));
        }
        return result;
    }

    private static <R, X extends Exception> R follow(Decision decision, Head head, ClientCall<R, X> call)
            throws IOException, X {
        Optional<Answer> answer = Answer.to(decision, head, call.getClass().getClassLoader());
        if (answer.isPresent()) {
            answer.get().endsWhen(call::isCancelled);
            return call.answer(answer.get());
        }
        if (decision != DECIDED) {
            head.letThrough();
        }
        try (Mark mark = mark(head)) {
            if (decision instanceof Decision.Live live) {
                return record(live.capture(), call);
            }
            boolean outside = decision instanceof Decision.PassThrough passed && passed.isOutside();
            return outside ? call.sendOutside() : call.send();
        }
    }

    /** Sends nothing for a caller that has given the call up while its body or another session was waited for. */
    private static <R, X extends Exception> R followUnlessCancelled(Decision decision, Head head, ClientCall<R, X> call)
            throws IOException, X {
        if (Answer.isDue(decision) || !call.isCancelled()) {
            return follow(decision, head, call);
        }
        if (decision instanceof Decision.Live live) {
            live.capture().cancelUnsent();
        }
        throw new InterruptedIOException("Cancelled before the request was sent");
    }

    private static <R, X extends Exception> R record(Capture capture, ClientCall<R, X> call) throws IOException, X {
        try {
            return call.record(capture);
        } catch (Throwable e) {
            capture.fail(e, call.isCancelled());
            throw e;
        }
    }

    /** Maps the request of a call once. Confined to one thread at a time. */
    private static final class Head implements Supplier<HttpRequest> {

        private final Supplier<HttpRequest> source;
        private @Nullable HttpRequest mapped;

        Head(Supplier<HttpRequest> source) {
            this.source = source;
        }

        @Override
        public HttpRequest get() {
            if (mapped == null) {
                mapped = source.get();
            }
            return mapped;
        }

        /** Empty if the request cannot be mapped: outside any session it passes. */
        Optional<String> key() {
            try {
                return get().headers().first(OpenSessions.KEY_HEADER);
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        }

        /** Tells the guard that a session knows of the connection. */
        void letThrough() {
            if (Guard.isPresent()) {
                try {
                    Guard.letThrough(get().uri().host(), get().uri().port());
                } catch (RuntimeException e) {
                    // A request that cannot be mapped passes; the guard may then name its connection.
                }
            }
        }

        HttpRequest withoutKey() {
            HttpRequest request = get();
            return request.headers().contains(OpenSessions.KEY_HEADER)
                    ? request.withHeaders(request.headers().without(OpenSessions.KEY_HEADER))
                    : request;
        }
    }

    private Decision decide(OutgoingRequest request, Head head, @Nullable Session captured) throws IOException {
        if (isMarked(head)) {
            return DECIDED;
        }
        try {
            return OpenSessions.decide(origin(head, captured), head::withoutKey, () -> read(request));
        } catch (UnreadableBodyException e) {
            throw e.getCause();
        }
    }

    private CompletionStage<Decision> decideAsync(AsyncOutgoingRequest request, Head head, @Nullable Session captured) {
        return isMarked(head)
                ? CompletableFuture.completedFuture(DECIDED)
                : OpenSessions.decideAsync(origin(head, captured), head::withoutKey, request::body);
    }

    private OpenSessions.Origin origin(Head head, @Nullable Session captured) {
        return new OpenSessions.Origin(head.key(), session, captured, isAttached);
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

    /** Marks a request as decided while an adapter hands it on. To be closed on the thread that created it. */
    private static final class Mark implements AutoCloseable {

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
     * Until the mark is closed, an adapter below lets a request pass if it has the same method, host, port and path and
     * is made on the same thread.
     */
    private static Mark mark(Supplier<HttpRequest> head) {
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
