package io.vcr.spring;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Records and replays the calls of a {@code WebClient}:
 * {@code WebClient.builder().clientConnector(VcrClientConnector.ambient(new ReactorClientHttpConnector()))}.
 *
 * <p>It wraps a connector, so redirects of the HTTP client happen below it. A live response reaches the subscriber as it
 * arrives; a replay comes on a background thread, as much as the subscriber requests. The body of a request is read to its
 * end before the decision. Thread-safe.
 */
public final class VcrClientConnector implements ClientHttpConnector {

    private final ClientHttpConnector connector;
    private final Transport transport;

    private VcrClientConnector(ClientHttpConnector connector, Transport transport) {
        this.connector = connector;
        this.transport = transport;
    }

    /**
     * Returns a connector for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param connector makes the live calls
     * @return a connector
     */
    public static VcrClientConnector of(Session session, ClientHttpConnector connector) {
        return new VcrClientConnector(connector, Transport.of(session));
    }

    /**
     * Returns a connector that many tests share. It finds the session of each call as {@link OpenSessions} describes, on the
     * thread that subscribes; outside any session it changes nothing.
     *
     * @param connector makes the live calls
     * @return a connector
     */
    public static VcrClientConnector ambient(ClientHttpConnector connector) {
        return new VcrClientConnector(connector, Transport.ambient());
    }

    /** For a client that Spring Boot or the agent attaches. */
    static VcrClientConnector attached(ClientHttpConnector connector) {
        return new VcrClientConnector(connector, Transport.attached());
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
        return Mono.create(sink -> {
            AsyncOutgoingCall outgoing = new AsyncOutgoingCall(method, uri, requestCallback);
            new AsyncRecordedCall(connector, outgoing, sink).start(transport);
        });
    }
}
