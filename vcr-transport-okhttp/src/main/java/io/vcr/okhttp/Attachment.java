package io.vcr.okhttp;

import io.vcr.transport.CallSessions;
import io.vcr.transport.Transport;
import java.util.List;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocketListener;

/** What the agent calls when a program creates a client or a call: {@code META-INF/vcr/attach} says where. Thread-safe. */
final class Attachment {

    private static final CallSessions<Call> CALLS = new CallSessions<>();
    private static final VcrInterceptor VCR = new VcrInterceptor(Transport.attached(), CALLS);

    private Attachment() {}

    /**
     * Adds an interceptor to the builder of a client, unless the test has done so. It goes to the end, behind interceptors
     * that were added to a client that is derived from another.
     */
    static Object client(Object given) {
        OkHttpClient.Builder builder = (OkHttpClient.Builder) given;
        List<Interceptor> interceptors = builder.interceptors();
        interceptors.removeIf(each -> each instanceof ClientInterceptor ours && ours.isByAgent());
        if (interceptors.stream()
                .noneMatch(each -> each instanceof VcrInterceptor || each instanceof ClientInterceptor)) {
            interceptors.add(new ClientInterceptor(VCR, builder.getCookieJar$okhttp(), true));
        }
        return builder;
    }

    /**
     * Opens a WebSocket in the place of the client.
     *
     * @param given the client, the request and the listener in an array; returned if another adapter has decided
     */
    static Object socket(Object given) {
        Object[] call = (Object[]) given;
        Request request = (Request) call[1];
        return request.tag(VcrWebSockets.Decided.class) == null
                ? VcrWebSockets.attached((OkHttpClient) call[0]).newWebSocket(request, (WebSocketListener) call[2])
                : given;
    }

    /** Remembers the session of a call, which OkHttp may make on another thread. */
    static Object call(Object call) {
        CALLS.created((Call) call);
        return call;
    }
}
