package io.vcr.spring;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Records and replays the calls of a {@code RestClient} or {@code RestTemplate}:
 * {@code RestClient.builder().requestInterceptor(VcrClientInterceptor.ambient())}.
 *
 * <p>It works over every request factory. Redirects and authentication of the HTTP client happen below it. A live response
 * reaches the caller as it arrives. It has to be the last interceptor, because what those below add is not recorded.
 * Thread-safe.
 */
public final class VcrClientInterceptor implements ClientHttpRequestInterceptor {

    private final Transport transport;

    private VcrClientInterceptor(Transport transport) {
        this.transport = transport;
    }

    /**
     * Returns an interceptor for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @return an interceptor
     */
    public static VcrClientInterceptor of(Session session) {
        return new VcrClientInterceptor(Transport.of(session));
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link OpenSessions}
     * describes; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrClientInterceptor ambient() {
        return new VcrClientInterceptor(Transport.ambient());
    }

    /** For a client that Spring Boot builds. */
    static VcrClientInterceptor attached() {
        return new VcrClientInterceptor(Transport.attached());
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        OutgoingCall outgoing = new OutgoingCall(request, body);
        return transport.execute(outgoing, new RecordedCall(outgoing, execution));
    }
}
