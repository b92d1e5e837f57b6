package io.vcr.http;

/**
 * A response with its whole body. Immutable. Its {@code toString} shows no header value or body.
 *
 * @param status the status code, 100 to 999
 * @param reason the reason phrase, empty in HTTP/2
 * @param headers the header fields
 * @param body the body; empty if only the head is known
 */
public record HttpResponse(int status, String reason, Headers headers, Body body) {

    /**
     * Checks the status.
     *
     * @throws IllegalArgumentException if the status is not a three-digit number
     */
    public HttpResponse {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("Not an HTTP status: " + status);
        }
    }

    /**
     * Returns this response with other header fields.
     *
     * @param newHeaders the header fields
     * @return the changed response
     */
    @SuppressWarnings("ReferenceEquality") // a look at the content costs more than a copy of the references
    public HttpResponse withHeaders(Headers newHeaders) {
        return newHeaders == headers ? this : new HttpResponse(status, reason, newHeaders, body);
    }

    /**
     * Returns this response with another body.
     *
     * @param newBody the body
     * @return the changed response
     */
    @SuppressWarnings("ReferenceEquality") // a look at the content costs more than a copy of the references
    public HttpResponse withBody(Body newBody) {
        return newBody == body ? this : new HttpResponse(status, reason, headers, newBody);
    }

    @Override
    public String toString() {
        return status + (reason.isEmpty() ? "" : " " + reason) + " " + body;
    }
}
