package io.vcr.anthropic;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.Interceptor;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;

/**
 * Records and replays the calls of anthropic-java:
 * {@code AnthropicOkHttpClient.builder().addInterceptor(VcrAnthropicInterceptor.ambient())}.
 *
 * <p>Since 2.36 the SDK has its own type of interceptor. It sees each attempt of a call in the form of the Anthropic
 * API, even if a backend below converts it to a call of Bedrock or Vertex. A live response reaches the caller as it
 * arrives. Thread-safe.
 */
public final class VcrAnthropicInterceptor implements Interceptor {

    private final Transport transport;

    private VcrAnthropicInterceptor(Transport transport) {
        this.transport = transport;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrAnthropicInterceptor of(Session session) {
        return new VcrAnthropicInterceptor(Transport.of(session));
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as
     * {@link OpenSessions} describes; outside any session it changes nothing. The async client makes its calls on its
     * own threads, so parallel tests need the header {@link OpenSessions#KEY_HEADER}.
     *
     * @return an interceptor
     */
    public static VcrAnthropicInterceptor ambient() {
        return new VcrAnthropicInterceptor(Transport.ambient());
    }

    @Override
    public HttpClient intercept(HttpClient next) {
        return new RecordingClient(next, transport);
    }
}
