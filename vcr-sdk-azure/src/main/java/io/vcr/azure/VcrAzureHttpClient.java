package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;

/**
 * Records and replays the calls of a client of the Azure SDK for Java, blocking and async:
 * {@code new OpenAIClientBuilder().httpClient(VcrAzureHttpClient.ambient(HttpClient.createDefault()))}.
 *
 * <p>It wraps the HTTP client of the SDK, below policies such as retries, so each attempt is a separate request. A live
 * response reaches the SDK as it arrives, as much as it requests; a replay of an async call comes on a background thread.
 * Thread-safe.
 */
public final class VcrAzureHttpClient implements HttpClient {

    private final HttpClient client;
    private final Transport transport;

    private VcrAzureHttpClient(HttpClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a client for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param client makes the live calls
     * @return a client
     */
    public static VcrAzureHttpClient of(Session session, HttpClient client) {
        return new VcrAzureHttpClient(client, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes, on the
     * thread that makes the attempt; outside any session it changes nothing.
     *
     * @param client makes the live calls
     * @return a client
     */
    public static VcrAzureHttpClient ambient(HttpClient client) {
        return new VcrAzureHttpClient(client, Transport.ambient());
    }

    /** For a client that the agent or the SDK attaches. */
    static VcrAzureHttpClient attached(HttpClient client) {
        return new VcrAzureHttpClient(client, Transport.attached());
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.create(sink -> new AsyncRecordedCall(client, request, context, sink).start(transport));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        OutgoingCall outgoing = new OutgoingCall(request);
        try {
            return transport.execute(outgoing.blocking(), new RecordedCall(client, outgoing, context));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
