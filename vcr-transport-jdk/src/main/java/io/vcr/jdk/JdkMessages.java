package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

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

    /** Status and headers of the response to a handshake that failed. */
    static HttpResponse head(java.net.http.HttpResponse<?> response) {
        return new HttpResponse(response.statusCode(), "", headers(response.headers()), Body.EMPTY);
    }

    /** The response to a handshake that fails: the client shows its body as a text, and the URI as one of HTTP. */
    static java.net.http.HttpResponse<String> rejection(URI socket, Answer answer) throws IOException {
        URI uri = URI.create("http" + socket.toString().substring("ws".length()));
        String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        return new AnsweredResponse<>(HttpRequest.newBuilder(uri).build(), head(answer), body, Optional.empty());
    }

    /** How the client came to a response, which it shows as previous responses. */
    static Route route(java.net.http.HttpResponse<?> response) {
        List<Hop> hops = new ArrayList<>();
        Optional<? extends java.net.http.HttpResponse<?>> previous = response.previousResponse();
        while (previous.isPresent()) {
            java.net.http.HttpResponse<?> each = previous.get();
            hops.add(0, new Hop(each.request().method(), Uri.of(each.uri().toString()), head(each)));
            previous = each.previousResponse();
        }
        Uri last = hops.isEmpty() ? null : Uri.of(response.uri().toString());
        return new Route(hops, last, response.version() == Version.HTTP_2 ? "HTTP/2" : "");
    }

    /** Status and headers of an answer. */
    static ResponseInfo head(Answer answer) {
        return head(answer.status(), answer.headers(), answer.route());
    }

    private static ResponseInfo head(int status, Headers headers, Route route) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) ->
                fields.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
        boolean isHttp2 = route.version().equals("HTTP/2") || fields.containsKey(HTTP_2_STATUS);
        HttpHeaders all = HttpHeaders.of(fields, (name, value) -> true);
        return new AnswerInfo(status, all, isHttp2 ? Version.HTTP_2 : Version.HTTP_1_1);
    }

    /** The previous responses of an answer, oldest first. */
    static <T> List<java.net.http.HttpResponse<T>> hops(HttpRequest request, Route route) {
        List<java.net.http.HttpResponse<T>> hops = new ArrayList<>();
        for (Hop hop : route.hops()) {
            ResponseInfo head = head(hop.response().status(), hop.response().headers(), route);
            HttpRequest asked = request(request, hop.method(), hop.uri());
            hops.add(new AnsweredResponse<>(asked, head, null, last(hops)));
        }
        return hops;
    }

    /** The response for an answer, when its body is there. */
    static <T> java.net.http.HttpResponse<T> response(
            HttpRequest request, Route route, List<java.net.http.HttpResponse<T>> hops, ResponseInfo head, T body) {
        return new AnsweredResponse<>(last(request, route), head, body, last(hops));
    }

    private static <T> Optional<T> last(List<T> hops) {
        return hops.isEmpty() ? Optional.empty() : Optional.of(hops.get(hops.size() - 1));
    }

    /** The request to which the client got the response. */
    static HttpRequest last(HttpRequest first, Route route) {
        Uri last = route.uri();
        return last == null ? first : request(first, route.method(first.method()), last);
    }

    private static HttpRequest request(HttpRequest first, String method, Uri uri) {
        try {
            URI parsed = new URI(uri.text().replace("<", "%3C").replace(">", "%3E"));
            if (parsed.equals(first.uri()) && method.equals(first.method())) {
                return first;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(parsed);
            first.headers().map().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
            first.version().ifPresent(request::version);
            first.timeout().ifPresent(request::timeout);
            BodyPublisher body =
                    method.equals(first.method()) ? first.bodyPublisher().orElse(null) : null;
            return request.method(method, body == null ? BodyPublishers.noBody() : body)
                    .build();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return first; // the recording has a URL that the client does not accept
        }
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
        copyMethod(from.getRequestMethod(), to);
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

    /** Clients put a method that the JDK refuses, such as PATCH, into the field (Jersey 3.1, with {@code --add-opens}). */
    private static void copyMethod(String method, HttpURLConnection to) throws ProtocolException {
        try {
            to.setRequestMethod(method);
        } catch (ProtocolException e) {
            try {
                Field field = HttpURLConnection.class.getDeclaredField("method");
                field.setAccessible(true);
                field.set(to instanceof HttpsURLConnection ? delegate(to) : to, method);
            } catch (ReflectiveOperationException | InaccessibleObjectException cause) {
                e.addSuppressed(cause);
                throw e;
            }
        }
    }

    /** The connection of the JDK that does the work of one over https. */
    private static Object delegate(HttpURLConnection secure) throws ReflectiveOperationException {
        Field field = secure.getClass().getDeclaredField("delegate");
        field.setAccessible(true);
        return field.get(secure);
    }

    private static Headers headers(HttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return headers.build();
    }

    private record AnswerInfo(int statusCode, HttpHeaders headers, Version version) implements ResponseInfo {}

    private record AnsweredResponse<T>(
            HttpRequest request,
            ResponseInfo head,
            @Nullable T body,
            Optional<java.net.http.HttpResponse<T>> previousResponse)
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
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }
    }
}
