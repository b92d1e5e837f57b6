package io.vcr.apache;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.BackgroundThreads;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of an async HttpClient: {@code VcrAsyncExecInterceptor.ambient().attachTo(builder)}.
 *
 * <p>It is the first exec interceptor, so it sees responses after redirects, retries and, since HttpClient 5.6,
 * decoding. A live response reaches the caller as it arrives; a replay runs on a background thread. The interceptor
 * reads a request body to its end before it decides, so a call whose body waits for the response never ends. Works with
 * HttpClient 5.5 and 5.6, over HTTP/1.1 and HTTP/2. Thread-safe.
 */
public final class VcrAsyncExecInterceptor implements AsyncExecChainHandler {

    private final Transport transport;

    private VcrAsyncExecInterceptor(Transport transport) {
        this.transport = transport;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrAsyncExecInterceptor of(Session session) {
        return new VcrAsyncExecInterceptor(Transport.of(session));
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes, on the thread that calls {@code execute}; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrAsyncExecInterceptor ambient() {
        return new VcrAsyncExecInterceptor(Transport.ambient());
    }

    /**
     * Adds this interceptor before those of a builder.
     *
     * @param builder the builder; it is changed
     * @return the builder
     */
    public HttpAsyncClientBuilder attachTo(HttpAsyncClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this);
    }

    /**
     * Adds this interceptor before those of a builder for clients that use HTTP/2 only.
     *
     * @param builder the builder; it is changed
     * @return the builder
     */
    public H2AsyncClientBuilder attachTo(H2AsyncClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this);
    }

    @Override
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        AsyncOutgoingCall outgoing = new AsyncOutgoingCall(request, body, scope.route);
        Call call = new Call(outgoing, scope, chain, callback);
        CompletionStage<Decision> decision = transport.decideAsync(outgoing);
        CompletableFuture<Decision> made = decision.toCompletableFuture();
        if (made.isDone() && !made.isCompletedExceptionally()) {
            call.follow(made.join()); // on this thread, which keeps the order of the calls
        } else {
            scope.cancellableDependency.setDependency(outgoing::cancel);
            decision.whenComplete((late, failure) -> BackgroundThreads.execute(() -> call.followLater(late, failure)));
        }
    }

    /** One call and the rest of its chain. */
    private record Call(
            AsyncOutgoingCall outgoing, AsyncExecChain.Scope scope, AsyncExecChain chain, AsyncExecCallback callback) {

        void follow(Decision decision) throws HttpException, IOException {
            Optional<Answer> answer;
            try {
                answer = Answer.to(decision, outgoing.method());
            } catch (IOException e) {
                BackgroundThreads.execute(() -> callback.failed(e));
                return;
            }
            if (answer.isPresent()) {
                new AsyncAnswer(answer.get(), scope, callback).start();
            } else if (decision instanceof Decision.Live live) {
                record(live.capture());
            } else {
                send(scope, callback);
            }
        }

        /** Reports exceptions to the callback, because the caller has already returned. */
        void followLater(@Nullable Decision decision, @Nullable Throwable failure) {
            try {
                if (decision == null) {
                    callback.failed(causeOf(failure));
                } else {
                    follow(decision);
                }
            } catch (HttpException | IOException | RuntimeException e) {
                callback.failed(e);
            }
        }

        private static Exception causeOf(@Nullable Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
        }

        private void record(Capture capture) throws HttpException, IOException {
            try {
                send(CapturedCall.in(scope, capture), new TeeCallback(callback, capture, scope));
            } catch (HttpException | IOException | RuntimeException | Error e) {
                capture.fail(e, scope.cancellableDependency.isCancelled());
                throw e;
            }
        }

        private void send(AsyncExecChain.Scope in, AsyncExecCallback to) throws HttpException, IOException {
            try (Transport.Mark mark = Transport.mark(outgoing::head)) {
                chain.proceed(outgoing.toSend(), outgoing.bodyToSend(), in, to);
            }
        }
    }
}
