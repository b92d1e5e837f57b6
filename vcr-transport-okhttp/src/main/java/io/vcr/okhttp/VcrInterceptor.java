package io.vcr.okhttp;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.CallSessions;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Records and replays the calls of an OkHttp client: {@code builder.addInterceptor(VcrInterceptor.ambient())}.
 *
 * <p>Add it as an application interceptor, after the interceptors that change requests. It cannot replay as a network
 * interceptor, because OkHttp requires a network interceptor to call the network exactly once. It sees responses after
 * redirects and decompression. A live response reaches the caller as it arrives. Works with OkHttp 4.12 and 5.
 * Thread-safe.
 */
public final class VcrInterceptor implements Interceptor {

    private final Transport transport;
    private final CallSessions<Call> callSessions;

    VcrInterceptor(Transport transport, CallSessions<Call> callSessions) {
        this.transport = transport;
        this.callSessions = callSessions;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrInterceptor of(Session session) {
        return new VcrInterceptor(Transport.of(session), new CallSessions<>());
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrInterceptor ambient() {
        return new VcrInterceptor(Transport.ambient(), new CallSessions<>());
    }

    /**
     * Returns a copy of a client with this interceptor after its own. The copy also remembers, for each call, the
     * session that was bound where the call was created. {@code enqueue} needs this when parallel tests share one
     * client. In a replay the copy saves the cookies of the response in the jar of the client, as OkHttp does when a
     * response comes from the network.
     *
     * @param client the client; it is not changed, and the copy shares its connections and threads
     * @return the copy
     */
    public OkHttpClient attachTo(OkHttpClient client) {
        EventListener.Factory listeners = client.eventListenerFactory();
        return client.newBuilder()
                .addInterceptor(new ClientInterceptor(this, client.cookieJar(), false))
                .eventListenerFactory(
                        call -> { // runs in newCall, on the thread of the caller
                            callSessions.created(call);
                            return listeners.create(call);
                        })
                .build();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        return intercept(chain, CookieJar.NO_COOKIES);
    }

    Response intercept(Chain chain, CookieJar jar) throws IOException {
        if (chain.request().tag(VcrWebSockets.Decided.class) != null) {
            return chain.proceed(chain.request());
        }
        OutgoingCall outgoing = new OutgoingCall(chain.request());
        CallLimit limit = CallLimit.of(chain.call());
        return transport.execute(
                outgoing, callSessions.of(chain.call()), new RecordedCall(chain, outgoing, jar, limit));
    }

    private record RecordedCall(Chain chain, OutgoingCall outgoing, CookieJar jar, CallLimit limit)
            implements ClientCall<Response, RuntimeException> {

        @Override
        public Response answer(Answer answer) {
            Response response = OkHttpMessages.response(chain.request(), answer);
            OkHttpMessages.saveCookies(response, jar);
            return response;
        }

        @Override
        public Response send() throws IOException {
            return outgoing.answered(chain.proceed(outgoing.toSend()));
        }

        @Override
        public Response record(Capture capture) throws IOException {
            Response response;
            try {
                response = send();
            } catch (IOException e) {
                capture.fail(limit.seenFromOutside(e, chain.call()), isCancelled());
                throw e; // OkHttp itself makes it a timeout, if it is one
            }
            if (outgoing.isDuplex() || response.code() == 101) {
                capture.fail(outgoing.isDuplex() ? "duplex request body" : "protocol upgrade");
            }
            capture.route(() -> OkHttpMessages.route(response));
            return capture.head(() -> OkHttpMessages.head(response))
                    ? response.newBuilder()
                            .body(StreamedBody.recorded(Objects.requireNonNull(response.body()), capture, chain.call()))
                            .build()
                    : response;
        }

        @Override
        public boolean isCancelled() {
            return chain.call().isCanceled();
        }
    }
}
