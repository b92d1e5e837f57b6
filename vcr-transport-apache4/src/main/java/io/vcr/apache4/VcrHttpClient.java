package io.vcr.apache4;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.Configurable;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of a client of HttpClient 4.5:
 * {@code VcrHttpClient.ambient(HttpClients.createDefault())}.
 *
 * <p>It wraps a client, so it sees responses after redirects, retries and decoding. It does not see the headers that
 * request interceptors add later. A live response reaches the caller as it arrives. Thread-safe.
 */
public final class VcrHttpClient extends CloseableHttpClient implements Configurable {

    private final CloseableHttpClient client;
    private final Transport transport;

    VcrHttpClient(CloseableHttpClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a client for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param client makes the live calls; the returned client closes it
     * @return a client
     */
    public static VcrHttpClient of(Session session, CloseableHttpClient client) {
        return new VcrHttpClient(client, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes;
     * outside any session it changes nothing.
     *
     * @param client makes the live calls; the returned client closes it
     * @return a client
     */
    public static VcrHttpClient ambient(CloseableHttpClient client) {
        return new VcrHttpClient(client, Transport.ambient());
    }

    @Override
    protected CloseableHttpResponse doExecute(
            @Nullable HttpHost target, HttpRequest request, @Nullable HttpContext context) throws IOException {
        if (target == null) {
            return client.execute(null, request, context); // it fails: there is nothing to connect to
        }
        OutgoingCall outgoing = new OutgoingCall(target, request);
        try {
            return transport.execute(outgoing, new RecordedCall(client, target, request, context, outgoing));
        } catch (ConnectException e) {
            throw ApacheMessages.failure(e, target);
        }
    }

    /** The configuration of the client that makes the live calls; null if it shows none. */
    @Override
    public @Nullable RequestConfig getConfig() {
        return client instanceof Configurable configurable ? configurable.getConfig() : null;
    }

    @Override
    @Deprecated
    public org.apache.http.params.HttpParams getParams() {
        return client.getParams();
    }

    @Override
    @Deprecated
    public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
        return client.getConnectionManager();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
