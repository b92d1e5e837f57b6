package io.vcr.spi;

import io.vcr.http.HttpRequest;

/**
 * Says what of a request must be equal for a recorded episode to answer it.
 *
 * <p>A matcher <em>projects</em> a request on a value; two requests match if their values are equal. So a look-up is
 * one hash probe, however many episodes there are, and a miss can be explained.
 *
 * <ul>
 *   <li>Called once per recorded request when a cassette is loaded and once per request, on the client's thread.
 *   <li>Both sides have passed the request filters before.
 *   <li>Must be thread-safe. Must not throw: what cannot be understood is projected on something simpler, at last on
 *       its bytes. An exception fails the request as a refusal that names the matcher.
 *   <li>The value must have {@code equals} and {@code hashCode} and must not change.
 * </ul>
 */
public interface Matcher {

    /**
     * Returns the name that messages show.
     *
     * @return such as {@code path}
     */
    String name();

    /**
     * Returns what must be equal.
     *
     * @param request a filtered request
     * @return a value with {@code equals} and {@code hashCode}
     */
    Object project(HttpRequest request);

    /**
     * Describes the first difference of two requests whose projections differ.
     *
     * @param recorded the recorded request, filtered
     * @param sent the request that was sent, filtered
     * @return one line, such as {@code recorded /v1/a, sent /v1/b}
     */
    default String difference(HttpRequest recorded, HttpRequest sent) {
        return "recorded " + project(recorded) + ", sent " + project(sent);
    }
}
