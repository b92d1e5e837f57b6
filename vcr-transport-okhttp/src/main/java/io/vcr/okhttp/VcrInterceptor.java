package io.vcr.okhttp;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of an OkHttp client: {@code builder.addInterceptor(VcrInterceptor.ambient())}.
 *
 * <p>An application interceptor, added behind those that change requests. Added as a network interceptor it cannot
 * replay: OkHttp wants such a one to go to the network exactly once. It sees redirects followed and bodies decompressed;
 * a response reaches the caller as it arrives. Works with OkHttp 4.12 and 5. Thread-safe.
 */
public final class VcrInterceptor implements Interceptor {

    private final @Nullable Session session;
    private final CallSessions callSessions = new CallSessions();

    private VcrInterceptor(@Nullable Session session) {
        this.session = session;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrInterceptor of(Session session) {
        return new VcrInterceptor(session);
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrInterceptor ambient() {
        return new VcrInterceptor(null);
    }

    /**
     * Returns a copy of a client with this interceptor behind its own, which also remembers for each call the session
     * that was bound where it was created: what {@code enqueue} needs when tests run in parallel on one client.
     *
     * @param client the client; it is not changed, and shares its connections and threads with the copy
     * @return the copy
     */
    public OkHttpClient attachTo(OkHttpClient client) {
        return client.newBuilder()
                .addInterceptor(this)
                .eventListenerFactory(callSessions.remembering(client.eventListenerFactory()))
                .build();
    }

    /** Marks the request of a call on which an adapter further out has decided. */
    record Decided(Call call) {}

    @Override
    public Response intercept(Chain chain) throws IOException {
        Decided decided = chain.request().tag(Decided.class);
        if (decided != null && decided.call().equals(chain.call())) {
            return chain.proceed(chain.request());
        }
        OutgoingRequest outgoing = new OutgoingRequest(chain.request(), new Decided(chain.call()));
        Decision decision = decide(outgoing, chain.call());
        if (decision instanceof Decision.Replay replay) {
            return OkHttpMessages.response(outgoing.given(), replay.episode().response(), replay.open());
        }
        if (decision instanceof Decision.Refuse refuse) {
            return OkHttpMessages.response(outgoing.given(), refuse.answer());
        }
        if (decision instanceof Decision.Live live) {
            return recorded(chain, outgoing, live.capture());
        }
        return returned(chain.proceed(outgoing.toSend()), outgoing);
    }

    private Decision decide(OutgoingRequest outgoing, Call call) throws IOException {
        try {
            return OpenSessions.decide(outgoing.key(), session, callSessions.of(call), outgoing::head, outgoing::body);
        } catch (UncheckedIOException e) {
            throw e.getCause(); // the request body cannot be read
        }
    }

    private static Response recorded(Chain chain, OutgoingRequest outgoing, Capture capture) throws IOException {
        Response response;
        try {
            response = chain.proceed(outgoing.toSend());
        } catch (IOException | RuntimeException | Error e) {
            capture.fail(reason(e, chain.call()));
            throw e;
        }
        if (outgoing.isDuplex() || response.code() == 101) {
            capture.fail(outgoing.isDuplex() ? "duplex request body" : "protocol upgrade");
            return returned(response, outgoing);
        }
        try {
            capture.head(OkHttpMessages.head(response));
        } catch (IllegalArgumentException e) {
            capture.fail("a header that cannot be stored"); // OkHttp reads some that no server should send
            return returned(response, outgoing);
        }
        return response.newBuilder()
                .request(outgoing.answered(response.request()))
                .body(new TeeBody(Objects.requireNonNull(response.body()), capture, chain.call()))
                .build();
    }

    private static Response returned(Response response, OutgoingRequest outgoing) {
        return response.newBuilder()
                .request(outgoing.answered(response.request()))
                .build();
    }

    static String reason(Throwable failure, Call call) {
        if (call.isCanceled()) {
            return "cancelled";
        }
        if (failure instanceof InterruptedIOException) {
            return "timeout";
        }
        return failure instanceof IOException
                ? "connection lost"
                : failure.getClass().getSimpleName();
    }
}
