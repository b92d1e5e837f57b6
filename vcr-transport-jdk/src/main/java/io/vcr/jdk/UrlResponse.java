package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.transport.Answer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a connection shows of a response. The first field is the status line, which has no name. The map holds the values
 * of a name in order; that of the JDK reverses them in Java 17.
 */
record UrlResponse(
        URL url,
        int status,
        String reason,
        List<Map.Entry<@Nullable String, String>> fields,
        Map<String, List<String>> map,
        InputStream body,
        @Nullable IOException failure) {

    /** The response that a connection has received. */
    static UrlResponse of(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        List<Map.Entry<@Nullable String, String>> fields = new ArrayList<>();
        for (int i = 0; connection.getHeaderField(i) != null; i++) {
            fields.add(new SimpleImmutableEntry<>(connection.getHeaderFieldKey(i), connection.getHeaderField(i)));
        }
        InputStream body;
        IOException failure = null;
        try {
            body = connection.getInputStream();
        } catch (IOException e) {
            failure = e;
            body = Objects.requireNonNullElse(connection.getErrorStream(), InputStream.nullInputStream());
        }
        String reason = Objects.requireNonNullElse(connection.getResponseMessage(), "");
        return new UrlResponse(
                connection.getURL(), status, reason, fields, connection.getHeaderFields(), body, failure);
    }

    /** The status line has no name: it stands under null, as in the connections of the JDK. */
    @SuppressWarnings("NullAway")
    static UrlResponse of(URL url, Answer answer) {
        List<Map.Entry<@Nullable String, String>> fields = new ArrayList<>();
        String line = "HTTP/1.1 " + answer.status() + (answer.reason().isEmpty() ? "" : " " + answer.reason());
        fields.add(new SimpleImmutableEntry<>(null, line));
        answer.headers().forEach((name, value) -> fields.add(new SimpleImmutableEntry<>(name, value)));
        Map<String, List<String>> map = new HashMap<>();
        fields.forEach(field ->
                map.computeIfAbsent(field.getKey(), name -> new ArrayList<>()).add(field.getValue()));
        return new UrlResponse(
                url,
                answer.status(),
                answer.reason(),
                fields,
                Collections.unmodifiableMap(map),
                answer.body(),
                failure(answer.status(), url));
    }

    static UrlResponse none(URL url) {
        return new UrlResponse(url, -1, "", List.of(), Map.of(), InputStream.nullInputStream(), null);
    }

    /** What getInputStream throws for an error. */
    private static @Nullable IOException failure(int status, URL url) {
        if (status < 400) {
            return null;
        }
        return status == 404 || status == 410
                ? new FileNotFoundException(url.toString())
                : new IOException("Server returned HTTP response code: " + status + " for URL: " + url);
    }

    HttpResponse head() {
        Headers.Builder headers = Headers.builder();
        fields.stream().skip(1).forEach(field -> headers.add(String.valueOf(field.getKey()), field.getValue()));
        return new HttpResponse(status, reason, headers.build(), Body.EMPTY);
    }

    /** What getInputStream throws although the status is no error: the connection was lost after the status line. */
    @Nullable
    IOException lost() {
        return status < 400 ? failure : null;
    }

    UrlResponse withBody(InputStream newBody) {
        return new UrlResponse(url, status, reason, fields, map, newBody, failure);
    }

    InputStream stream() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return body;
    }

    @Nullable
    InputStream errorStream() {
        return status < 400 ? null : body;
    }

    @Nullable
    String key(int index) {
        return index < fields.size() ? fields.get(index).getKey() : null;
    }

    @Nullable
    String value(int index) {
        return index < fields.size() ? fields.get(index).getValue() : null;
    }

    /** The last value, as of the JDK's connections. */
    @Nullable
    String value(@Nullable String name) {
        String value = null;
        for (Map.Entry<@Nullable String, String> field : fields) {
            if (name == null ? field.getKey() == null : name.equalsIgnoreCase(field.getKey())) {
                value = field.getValue();
            }
        }
        return value;
    }
}
