package io.vcr.testkit;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * An HTTP client as an application uses it. The author of an adapter implements it for {@link TransportContract}.
 *
 * <p>Configure the client as little as possible; it should time out after about 30 seconds without a response.
 * Thread-safe.
 */
public interface TransportClient extends AutoCloseable {

    /**
     * Sends a request. A blocking client returns when the head of the response has arrived; another client returns at
     * once, and {@link Exchange#head()} waits. The call is created on the calling thread.
     *
     * @param request the request
     * @return the exchange, to be closed by the caller
     * @throws IOException the exception of the client, or its cause if the client wraps it
     */
    Exchange send(ClientRequest request) throws IOException;

    /**
     * Returns the cookies that the client keeps for its next request.
     *
     * @return their names; empty if the client keeps no cookies, or those of other clients too
     */
    default Optional<Set<String>> cookies() {
        return Optional.empty();
    }

    /**
     * Releases connections and threads.
     *
     * @throws IOException if a resource cannot be released
     */
    @Override
    void close() throws IOException;
}
