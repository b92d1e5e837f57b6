package io.vcr.apache4;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.concurrent.Future;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of a client of HttpAsyncClient 4.1:
 * {@code VcrHttpAsyncClient.ambient(HttpAsyncClients.createDefault())}.
 *
 * <p>It wraps a client, so it sees responses after redirects and authentication. It does not see the headers that request
 * interceptors add later. A live response reaches the caller as it arrives; a replay runs on a background thread. The
 * adapter reads a request body to its end before it decides, so a call whose body waits for the response never ends.
 * Pipelined calls, which need another interface, are not offered. Thread-safe.
 */
public final class VcrHttpAsyncClient extends CloseableHttpAsyncClient {

    private final CloseableHttpAsyncClient client;
    private final Transport transport;

    VcrHttpAsyncClient(CloseableHttpAsyncClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a client for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param client makes the live calls; the returned client starts and closes it
     * @return a client
     */
    public static VcrHttpAsyncClient of(Session session, CloseableHttpAsyncClient client) {
        return new VcrHttpAsyncClient(client, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes, on the
     * thread that calls {@code execute}; outside any session it changes nothing.
     *
     * @param client makes the live calls; the returned client starts and closes it
     * @return a client
     */
    public static VcrHttpAsyncClient ambient(CloseableHttpAsyncClient client) {
        return new VcrHttpAsyncClient(client, Transport.ambient());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that gets the failure
    public <T> Future<T> execute(
            HttpAsyncRequestProducer producer,
            HttpAsyncResponseConsumer<T> consumer,
            @Nullable HttpContext context,
            @Nullable FutureCallback<T> callback) {
        if (!client.isRunning()) {
            return client.execute(producer, consumer, context, callback); // it fails
        }
        HttpContext own = context == null ? HttpClientContext.create() : context; // as the client makes one
        AsyncRecordedCall<T> call = new AsyncRecordedCall<>(client, producer, consumer, own, callback);
        try {
            AsyncOutgoingCall outgoing = call.begin();
            if (call.isCancelled()) {
                call.cancelConsumer(); // the caller has aborted the request before
                return call;
            }
            transport.executeAsync(outgoing, call).whenComplete((made, failure) -> {
                if (failure != null) {
                    call.fail(failure instanceof Exception e ? e : new IllegalStateException(failure));
                }
            });
        } catch (Exception e) {
            call.fail(e); // as the client: all its exceptions arrive by the future
        }
        return call;
    }

    @Override
    public boolean isRunning() {
        return client.isRunning();
    }

    @Override
    public void start() {
        client.start();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
