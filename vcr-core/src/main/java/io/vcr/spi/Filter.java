package io.vcr.spi;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.util.Optional;

/**
 * Changes the values of an exchange that are compared, stored and printed, or prevents its storage.
 *
 * <ul>
 *   <li>A filter works on copies: the server and the calling code always see the originals.
 *   <li>{@link #request} is called once per request before it is matched, and once per recorded request when a cassette
 *       is loaded. It must therefore be idempotent: a second call must change nothing.
 *   <li>{@link #response} and {@link #dropReason} are called once per live exchange, after its end was seen. They are
 *       never called for a stored episode, so a filter cannot delete stored data.
 *   <li>Must be thread-safe. An exception never reaches the client directly. If {@link #request} throws, the request is
 *       refused; if the others throw, the episode is dropped. Both reports name the filter.
 * </ul>
 */
public interface Filter {

    /**
     * Returns the request in the form that is compared and stored.
     *
     * @param request the request after the filters before this one
     * @return the changed request, or the same
     */
    default HttpRequest request(HttpRequest request) {
        return request;
    }

    /**
     * Returns the response in the form that is stored.
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
     * @return the reason in a few words, such as {@code status 429}; empty to store the exchange
     */
    default Optional<String> dropReason(HttpRequest request, HttpResponse response) {
        return Optional.empty();
    }
}
