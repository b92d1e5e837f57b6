package io.vcr.apache;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
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
 * HttpClient 5.3 to 5.6, over HTTP/1.1 and HTTP/2. Thread-safe.
 */
public final class VcrAsyncExecInterceptor implements AsyncExecChainHandler {

    private final Transport transport;

    VcrAsyncExecInterceptor(Transport transport) {
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
        Attachment.byHand(builder);
        return addTo(builder);
    }

    HttpAsyncClientBuilder addTo(HttpAsyncClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this).addExecInterceptorAfter(Hops.BELOW, "vcr-hops", Hops.ASYNC);
    }

    /**
     * Adds this interceptor before those of a builder for clients that use HTTP/2 only.
     *
     * @param builder the builder; it is changed
     * @return the builder
     */
    public H2AsyncClientBuilder attachTo(H2AsyncClientBuilder builder) {
        Attachment.byHand(builder);
        return addTo(builder);
    }

    H2AsyncClientBuilder addTo(H2AsyncClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this).addExecInterceptorAfter(Hops.BELOW, "vcr-hops", Hops.ASYNC);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that gets the failure
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        AsyncOutgoingCall outgoing = new AsyncOutgoingCall(request, body, scope.route);
        scope.cancellableDependency.setDependency(outgoing::cancel);
        transport
                .executeAsync(outgoing, new Call(outgoing, scope, chain, callback))
                .whenComplete((called, failure) -> {
                    if (failure != null) {
                        callback.failed(failure instanceof Exception e ? e : new IllegalStateException(failure));
                    }
                });
    }

    /** One call and the rest of its chain. Returns the callback that gets the response. */
    private record Call(
            AsyncOutgoingCall outgoing, AsyncExecChain.Scope scope, AsyncExecChain chain, AsyncExecCallback callback)
            implements ClientCall<AsyncExecCallback, HttpException> {

        @Override
        public AsyncExecCallback answer(Answer answer) {
            new AsyncAnswer(answer, scope, callback).start();
            return callback;
        }

        @Override
        public AsyncExecCallback send() throws HttpException, IOException {
            return proceed(scope, callback);
        }

        @Override
        public AsyncExecCallback record(Capture capture) throws HttpException, IOException {
            return proceed(
                    CapturedCall.in(scope, capture),
                    new TeeCallback(callback, capture, scope, Hops.begin(scope.clientContext)));
        }

        private AsyncExecCallback proceed(AsyncExecChain.Scope in, AsyncExecCallback to)
                throws HttpException, IOException {
            chain.proceed(outgoing.toSend(), outgoing.bodyToSend(), in, to);
            return to;
        }

        @Override
        public boolean isCancelled() {
            return scope.cancellableDependency.isCancelled();
        }
    }
}
