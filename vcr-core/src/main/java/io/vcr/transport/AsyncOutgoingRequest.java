package io.vcr.transport;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.util.concurrent.CompletionStage;

/**
 * The request of an asynchronous client, as its adapter sees it: an {@link OutgoingRequest} whose body may still be
 * produced. Used by one call.
 */
public interface AsyncOutgoingRequest {

    /**
     * Returns the request of the caller, without its body. It may carry {@link OpenSessions#KEY_HEADER}, which the
     * adapter does not send.
     *
     * @return method, URI and headers
     */
    HttpRequest head();

    /**
     * Begins to read the body. Called at most once, and never for a request that passes through.
     *
     * @return the body, empty if there is none; completed exceptionally if it cannot be read
     */
    CompletionStage<Body> body();
}
