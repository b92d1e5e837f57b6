package io.vcr.testkit;

import java.io.IOException;

/**
 * An HTTP client, such as an application uses it: what an author of an adapter shows to {@link TransportContract}.
 *
 * <p>To be configured as little as possible; it should give up after some 30 seconds without an answer. Thread-safe.
 */
public interface TransportClient extends AutoCloseable {

    /**
     * Sends a request. A client that blocks returns when the head of the response has arrived; one that does not returns
     * at once, and {@link Exchange#head()} waits. The call is created on the calling thread.
     *
     * @param request what to send
     * @return the exchange, to be closed by the caller
     * @throws IOException what the client threw, or the cause if it wraps it
     */
    Exchange send(ClientRequest request) throws IOException;

    /**
     * Releases connections and threads.
     *
     * @throws IOException if something could not be released
     */
    @Override
    void close() throws IOException;
}
