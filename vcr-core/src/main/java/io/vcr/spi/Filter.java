package io.vcr.spi;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.util.Optional;

/**
 * Changes what is compared, stored and printed of an exchange, or keeps it from being stored.
 *
 * <ul>
 *   <li>Works on values: the wire and the calling code always see the originals.
 *   <li>{@link #request} is called once per request before it is matched, and once per recorded request when a
 *       cassette is loaded; it must therefore leave alone what it has already changed.
 *   <li>{@link #response} and {@link #dropReason} are called once per exchange that went over the network, after its
 *       end was seen, never for a stored episode: a filter cannot delete what is stored.
 *   <li>Must be thread-safe. An exception never reaches the client as such: thrown by {@link #request} it refuses the
 *       request, thrown by the others it drops the episode, each with the name of the filter.
 * </ul>
 */
public interface Filter {

    /**
     * Returns the request as it may be compared and stored.
     *
     * @param request the request after the filters before this one
     * @return the changed request, or the same
     */
    default HttpRequest request(HttpRequest request) {
        return request;
    }

    /**
     * Returns the response as it may be stored.
     *
     * @param request the filtered request
     * @param response the response with its decoded body, after the filters before this one
     * @return the changed response, or the same
     */
    default HttpResponse response(HttpRequest request, HttpResponse response) {
        return response;
    }

    /**
     * Returns why an exchange must not be stored.
     *
     * @param request the filtered request
     * @param response the filtered response with its decoded body
     * @return a few words such as {@code status 429}, empty to store it
     */
    default Optional<String> dropReason(HttpRequest request, HttpResponse response) {
        return Optional.empty();
    }
}
