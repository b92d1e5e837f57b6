package io.vcr.http;

/**
 * A request with its whole body. Immutable. Its {@code toString} shows no header value, query or body.
 *
 * @param method the method in upper case, such as {@code POST}
 * @param uri the absolute URI
 * @param headers the header fields as the client's code set them
 * @param body the body as it goes over the wire
 */
public record HttpRequest(String method, Uri uri, Headers headers, Body body) {

    /**
     * Checks the method.
     *
     * @throws IllegalArgumentException if the method is empty
     */
    public HttpRequest {
        if (method.isEmpty()) {
            throw new IllegalArgumentException("A request has an empty method");
        }
    }

    /**
     * Returns this request with another URI.
     *
     * @param newUri the URI
     * @return the changed request
     */
    @SuppressWarnings("ReferenceEquality") // a look at the content costs more than a copy of the references
    public HttpRequest withUri(Uri newUri) {
        return newUri == uri ? this : new HttpRequest(method, newUri, headers, body);
    }

    /**
     * Returns this request with other header fields.
     *
     * @param newHeaders the header fields
     * @return the changed request
     */
    @SuppressWarnings("ReferenceEquality") // a look at the content costs more than a copy of the references
    public HttpRequest withHeaders(Headers newHeaders) {
        return newHeaders == headers ? this : new HttpRequest(method, uri, newHeaders, body);
    }

    /**
     * Returns this request with another body.
     *
     * @param newBody the body
     * @return the changed request
     */
    @SuppressWarnings("ReferenceEquality") // a look at the content costs more than a copy of the references
    public HttpRequest withBody(Body newBody) {
        return newBody == body ? this : new HttpRequest(method, uri, headers, newBody);
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
