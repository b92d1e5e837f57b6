package io.vcr.apache;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/** Maps messages between HttpClient and the core. Pure. */
final class ApacheMessages {

    private ApacheMessages() {}

    /** The request with the type and encoding of its entity, which HttpClient adds later. */
    static HttpRequest request(
            org.apache.hc.core5.http.HttpRequest request, @Nullable EntityDetails entity, HttpRoute route) {
        Headers headers = headers(request);
        if (entity != null) {
            headers = withDefault(headers, HttpHeaders.CONTENT_TYPE, entity.getContentType());
            headers = withDefault(headers, HttpHeaders.CONTENT_ENCODING, entity.getContentEncoding());
        }
        return new HttpRequest(request.getMethod(), uri(request, route.getTargetHost()), headers, Body.EMPTY);
    }

    private static Headers withDefault(Headers headers, String name, @Nullable String value) {
        return value == null || headers.contains(name) ? headers : headers.with(name, value);
    }

    /**
     * The URI of the request, from its parts: the host that HttpClient connects to may differ from the host of the
     * request.
     */
    static Uri uri(org.apache.hc.core5.http.HttpRequest request, HttpHost target) {
        String scheme = request.getScheme() == null ? target.getSchemeName() : request.getScheme();
        HttpHost host = new HttpHost(scheme, request.getAuthority() == null ? target : request.getAuthority());
        String path = Objects.requireNonNullElse(request.getPath(), "");
        return Uri.of(host.toURI() + (path.startsWith("/") ? path : "/" + path));
    }

    /**
     * Status and headers of a live response that fit the body that the caller reads. When HttpClient decodes a body,
     * 5.6 keeps the headers of the encoded body and 5.5 removes them.
     */
    static HttpResponse head(org.apache.hc.core5.http.HttpResponse response, @Nullable EntityDetails entity) {
        Headers headers = headers(response);
        if (entity != null && entity.getContentEncoding() == null && headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            headers = headers.without(HttpHeaders.CONTENT_ENCODING)
                    .without(HttpHeaders.CONTENT_LENGTH)
                    .without("Content-MD5");
        }
        String reason = Objects.requireNonNullElse(response.getReasonPhrase(), "");
        return new HttpResponse(response.getCode(), reason, headers, Body.EMPTY);
    }

    /** The version of HTTP as cassettes name it. */
    static String version(org.apache.hc.core5.http.HttpResponse response) {
        ProtocolVersion version = response.getVersion();
        if (version == null) {
            return "";
        }
        return version.getMajor() == 2 ? "HTTP/2" : version.format();
    }

    /** The response of the classic client for an answer. */
    static ClassicHttpResponse response(Answer answer) {
        ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status(), answer.reason());
        response.setEntity(entity(answer));
        return filled(response, answer);
    }

    /** The response of the async client for an answer, without its body. */
    static org.apache.hc.core5.http.HttpResponse head(Answer answer) {
        return filled(new BasicHttpResponse(answer.status(), answer.reason()), answer);
    }

    /** The body of an answer; null if HTTP allows none. */
    static @Nullable HttpEntity entity(Answer answer) {
        return answer.hasBody() ? new AnswerEntity(answer) : null;
    }

    /** Sets a version too, as HttpClient always does: Feign's client fails without one. */
    private static <T extends HttpMessage> T filled(T message, Answer answer) {
        message.setVersion(
                switch (answer.route().version()) {
                    case "HTTP/2", "HTTP/2.0" -> HttpVersion.HTTP_2;
                    case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
                    default -> HttpVersion.HTTP_1_1;
                });
        answer.headers().forEach(message::addHeader);
        return message;
    }

    private static Headers headers(HttpMessage message) {
        Headers.Builder headers = Headers.builder();
        for (Header header : message.getHeaders()) {
            headers.add(header.getName(), Objects.requireNonNullElse(header.getValue(), ""));
        }
        return headers.build();
    }

    private static final class AnswerEntity extends AbstractHttpEntity {

        private final Answer answer;

        AnswerEntity(Answer answer) {
            super(
                    answer.headers().first(HttpHeaders.CONTENT_TYPE).orElse(null),
                    answer.headers().first(HttpHeaders.CONTENT_ENCODING).orElse(null),
                    !answer.headers().contains(HttpHeaders.CONTENT_LENGTH));
            this.answer = answer;
        }

        @Override
        public long getContentLength() {
            return answer.contentLength();
        }

        @Override
        public InputStream getContent() {
            return answer.body();
        }

        @Override
        public boolean isStreaming() {
            return true;
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }
}
