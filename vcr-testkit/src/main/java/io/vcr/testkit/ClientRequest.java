package io.vcr.testkit;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request as an application makes it. Immutable, except for an upload that can be read only once.
 *
 * @param method such as {@code POST}
 * @param url the absolute URL
 * @param headers the header fields that the application sets, in order; never content type and length of the upload
 * @param upload the body, or null
 */
public record ClientRequest(
        String method,
        String url,
        Headers headers,
        @Nullable Upload upload) {

    static ClientRequest get(String url) {
        return new ClientRequest("GET", url, Headers.EMPTY, null);
    }

    static ClientRequest post(String url, Upload upload) {
        return new ClientRequest("POST", url, Headers.EMPTY, upload);
    }

    static ClientRequest post(String url, String json) {
        return post(url, Upload.of("application/json", Body.of(json)));
    }

    ClientRequest withMethod(String newMethod) {
        return new ClientRequest(newMethod, url, headers, upload);
    }

    ClientRequest with(String... namesAndValues) {
        return new ClientRequest(method, url, Headers.of(namesAndValues), upload);
    }
}
