package io.vcr.anthropic;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.Interceptor;
import io.vcr.OpenSessions;
import io.vcr.Session;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of anthropic-java: {@code
 * AnthropicOkHttpClient.builder().addInterceptor(VcrAnthropicInterceptor.ambient())}.
 *
 * <p>The SDK, from 2.36 on, takes interceptors of a type of its own. They see each attempt of a call in the shape of the
 * Anthropic API, also where a backend below turns it into one of Bedrock's or Vertex's; a response reaches the caller as it
 * arrives. Thread-safe.
 */
public final class VcrAnthropicInterceptor implements Interceptor {

    private final @Nullable Session session;

    private VcrAnthropicInterceptor(@Nullable Session session) {
        this.session = session;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrAnthropicInterceptor of(Session session) {
        return new VcrAnthropicInterceptor(session);
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes; outside any session it changes nothing. The async client makes its calls on threads of its
     * own: in parallel tests give it {@link OpenSessions#KEY_HEADER}.
     *
     * @return an interceptor
     */
    public static VcrAnthropicInterceptor ambient() {
        return new VcrAnthropicInterceptor(null);
    }

    @Override
    public HttpClient intercept(HttpClient next) {
        return RecordingClient.over(next, session);
    }
}
