package io.vcr.spi;

import io.vcr.http.HttpRequest;

/**
 * Defines which part of a request must be equal for a recorded episode to answer it.
 *
 * <p>A matcher <em>projects</em> a request to a value; two requests match if their values are equal. Therefore a
 * look-up is one hash probe, for any number of episodes, and a miss can be explained.
 *
 * <ul>
 *   <li>Called once per recorded request when a cassette is loaded and once per request, on the client's thread.
 *   <li>Both requests are already filtered.
 *   <li>Must be thread-safe. Must not throw: it projects content that it cannot parse to something simpler, if need be
 *       to the bytes. If it throws, the request is refused with the name of the matcher.
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
     * Returns the value that must be equal.
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
