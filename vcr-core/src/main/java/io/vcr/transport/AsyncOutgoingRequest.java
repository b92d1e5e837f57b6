package io.vcr.transport;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The request of an asynchronous client, as its adapter sees it: an {@link OutgoingRequest} whose body may still be
 * produced. Used by one call.
 */
public interface AsyncOutgoingRequest {

    /**
     * Returns the cassette that the request names.
     *
     * @return the value of {@link OpenSessions#KEY_HEADER}, which is not sent
     */
    Optional<String> key();

    /**
     * Returns the request that the client sends, without its body and without {@link OpenSessions#KEY_HEADER}.
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
