package io.vcr.spring;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpResponse;

/** Maps messages between Spring and the core. Pure. */
final class SpringMessages {

    /** The encodings that HTTP clients decode. */
    private static final Set<String> DECODED = Set.of("gzip", "x-gzip", "deflate", "br", "zstd");

    private SpringMessages() {}

    /** The request without its body. */
    static HttpRequest request(HttpMethod method, URI uri, HttpHeaders headers) {
        return new HttpRequest(method.name(), Uri.of(uri.toString()), headers(headers), Body.EMPTY);
    }

    /** The request without its body, of a client that keeps the cookies apart. */
    static HttpRequest request(HttpMethod method, URI uri, HttpHeaders headers, List<HttpCookie> cookies) {
        HttpRequest request = request(method, uri, headers);
        return cookies.isEmpty()
                ? request
                : request.withHeaders(request.headers()
                        .with(
                                "Cookie",
                                cookies.stream().map(HttpCookie::toString).collect(Collectors.joining("; "))));
    }

    /**
     * Status and headers of a live response. HttpClient 5.6 decodes a body and leaves its headers as they were, so the
     * length of an encoded body may not be that of the bytes that arrive.
     */
    static HttpResponse head(int status, String reason, HttpHeaders fields) {
        Headers headers = headers(fields);
        boolean mayBeDecoded = headers.first(HttpHeaders.CONTENT_ENCODING)
                .filter(coding -> DECODED.contains(coding.toLowerCase(Locale.ROOT)))
                .isPresent();
        return new HttpResponse(
                status, reason, mayBeDecoded ? headers.without(HttpHeaders.CONTENT_LENGTH) : headers, Body.EMPTY);
    }

    /** Status and headers of a live response; WebClient has no reason phrase. */
    static HttpResponse head(ClientHttpResponse response) {
        return head(response.getStatusCode().value(), "", response.getHeaders());
    }

    /** The headers of an answer. */
    static HttpHeaders headers(Answer answer) {
        HttpHeaders headers = new HttpHeaders();
        answer.headers().forEach(headers::add);
        return headers;
    }

    /** What is sent: all but the key of the cassette. */
    static HttpHeaders withoutKey(HttpHeaders given) {
        HttpHeaders headers = new HttpHeaders();
        given.forEach((name, values) -> {
            if (!name.equalsIgnoreCase(OpenSessions.KEY_HEADER)) {
                headers.addAll(name, values);
            }
        });
        return headers;
    }

    private static Headers headers(HttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return headers.build();
    }
}
