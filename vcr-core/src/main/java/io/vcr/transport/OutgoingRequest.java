package io.vcr.transport;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;

/**
 * The request of a blocking client, as its adapter sees it.
 *
 * <p>An implementation reads the body of the client's request at most once, and after that sends the bytes that it has
 * read. Used by one call, on the thread that makes it.
 */
public interface OutgoingRequest {

    /**
     * Returns the request of the caller, without its body. It may carry {@link OpenSessions#KEY_HEADER}, which the
     * adapter does not send.
     *
     * @return method, URI and headers
     */
    HttpRequest head();

    /**
     * Reads the body. Called at most once, and never for a request that passes through.
     *
     * @return the body, empty if there is none
     * @throws IOException if it cannot be read
     */
    Body body() throws IOException;
}
