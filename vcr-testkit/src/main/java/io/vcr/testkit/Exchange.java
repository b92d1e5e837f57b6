package io.vcr.testkit;

import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A sent request and its response, as the application sees them. Use {@link PushedExchange} for a client that pushes
 * its response. Confined to one thread, except for {@link #cancel()}.
 */
public interface Exchange extends AutoCloseable {

    /**
     * Waits for status and headers.
     *
     * @return the response as the client shows it, without its body
     * @throws IOException the exception of the client, or its cause if the client wraps it
     */
    HttpResponse head() throws IOException;

    /**
     * Returns the body. A read returns the bytes that have arrived, and waits only if there are none.
     *
     * @return the body as the client shows it, decoded if the client decodes it; empty if there is none
     * @throws IOException the exception of the client, or its cause if the client wraps it
     */
    InputStream body() throws IOException;

    /**
     * Returns what the client shows of how it came to its response. Called after {@link #head()}.
     *
     * @return the URLs of the requests that were redirected, as far as the client shows them, and the URL that the response
     *     is from; empty if the client shows none
     * @throws IOException the exception of the client
     */
    default List<String> urls() throws IOException {
        return List.of();
    }

    /** Cancels the exchange with the client's own method. May be called from any thread. */
    void cancel();

    /**
     * Closes the response, as an application does that has read enough. Does nothing if there is no response, or at a
     * second call.
     *
     * @throws IOException the exception of the client
     */
    @Override
    void close() throws IOException;
}
