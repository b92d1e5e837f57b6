package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSession;

/** Maps messages between the clients and the core. Pure. */
final class JdkMessages {

    /** In HTTP/2 the client shows the status among the headers. */
    private static final String HTTP_2_STATUS = ":status";

    private JdkMessages() {}

    /** The request without its body. */
    static io.vcr.http.HttpRequest request(HttpRequest request) {
        return new io.vcr.http.HttpRequest(
                request.method(), Uri.of(request.uri().toString()), headers(request.headers()), Body.EMPTY);
    }

    /** Status and headers of a live response; the client has no reason phrase. */
    static HttpResponse head(ResponseInfo response) {
        return new HttpResponse(response.statusCode(), "", headers(response.headers()), Body.EMPTY);
    }

    /** Status and headers of an answer. */
    static ResponseInfo head(Answer answer) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers()
                .forEach((name, value) ->
                        fields.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
        Version version = fields.containsKey(HTTP_2_STATUS) ? Version.HTTP_2 : Version.HTTP_1_1;
        return new AnswerInfo(answer.status(), HttpHeaders.of(fields, (name, value) -> true), version);
    }

    /** The response for an answer, when its body is there. */
    static <T> java.net.http.HttpResponse<T> response(HttpRequest request, ResponseInfo head, T body) {
        return new AnsweredResponse<>(request, head, body);
    }

    /** The request without its body. With a body the client makes a GET a POST and adds a content type. */
    static io.vcr.http.HttpRequest request(
            HttpURLConnection connection, List<Map.Entry<String, String>> fields, boolean hasBody) {
        Headers.Builder headers = Headers.builder();
        fields.forEach(field -> headers.add(field.getKey(), field.getValue()));
        Headers given = headers.build();
        if (hasBody && !given.contains("Content-Type")) {
            given = given.with("Content-Type", "application/x-www-form-urlencoded");
        }
        String method = connection.getRequestMethod();
        return new io.vcr.http.HttpRequest(
                hasBody && method.equals("GET") ? "POST" : method,
                Uri.of(connection.getURL().toString()),
                given,
                Body.EMPTY);
    }

    /** The settings of a connection, without its headers. */
    static void copySettings(HttpURLConnection from, HttpURLConnection to) throws ProtocolException {
        to.setRequestMethod(from.getRequestMethod());
        to.setDoInput(from.getDoInput());
        to.setDoOutput(from.getDoOutput());
        to.setAllowUserInteraction(from.getAllowUserInteraction());
        to.setUseCaches(from.getUseCaches());
        to.setIfModifiedSince(from.getIfModifiedSince());
        to.setInstanceFollowRedirects(from.getInstanceFollowRedirects());
        to.setConnectTimeout(from.getConnectTimeout());
        to.setReadTimeout(from.getReadTimeout());
        if (from instanceof HttpsURLConnection given && to instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(given.getSSLSocketFactory());
            secure.setHostnameVerifier(given.getHostnameVerifier());
        }
    }

    private static Headers headers(HttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return headers.build();
    }

    private record AnswerInfo(int statusCode, HttpHeaders headers, Version version) implements ResponseInfo {}

    private record AnsweredResponse<T>(HttpRequest request, ResponseInfo head, T body)
            implements java.net.http.HttpResponse<T> {

        @Override
        public int statusCode() {
            return head.statusCode();
        }

        @Override
        public HttpHeaders headers() {
            return head.headers();
        }

        @Override
        public Version version() {
            return head.version();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Optional<java.net.http.HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }
    }
}
