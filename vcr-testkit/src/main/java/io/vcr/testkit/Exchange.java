package io.vcr.testkit;

import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request that was sent, as its application sees it. A client that pushes its response is shown by a {@link
 * PushedExchange}. Confined to one thread, but for {@link #cancel()}.
 */
public interface Exchange extends AutoCloseable {

    /**
     * Waits for status and headers.
     *
     * @return the response as the client shows it, without its body
     * @throws IOException what the client threw, or the cause if it wraps it
     */
    HttpResponse head() throws IOException;

    /**
     * Returns the body. A read returns what has arrived and waits only if that is nothing.
     *
     * @return the body as the client shows it, decoded if it decodes; empty if there is none
     * @throws IOException what the client threw, or the cause if it wraps it
     */
    InputStream body() throws IOException;

    /** Breaks the exchange off, as the client's own way to cancel does. May be called from any thread. */
    void cancel();

    /**
     * Ends the exchange as an application does that has read enough: by closing the response. Does
     * nothing if there is none, or a second time.
     *
     * @throws IOException what the client threw
     */
    @Override
    void close() throws IOException;
}
