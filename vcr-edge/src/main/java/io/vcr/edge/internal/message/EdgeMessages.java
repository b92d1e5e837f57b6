package io.vcr.edge.internal.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Maps messages between the server, the client to the API and the core. Pure. */
public final class EdgeMessages {

    /** Of one connection, so not passed on (RFC 9110, 7.6.1), and what the client to the API sets itself. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length", "expect");

    /** Headers of responses that hold a URL of the API which the client requests next. */
    private static final Set<String> URLS = Set.of(
            "location",
            "content-location",
            "operation-location",
            "azure-asyncoperation",
            "x-goog-upload-url",
            "x-goog-upload-control-url");

    /** The URLs of a Link header stand in angle brackets (RFC 8288). */
    private static final Pattern LINK = Pattern.compile("<([^>]*)>");

    /** A cookie for a domain, or for https only, does not reach the edge. */
    private static final Pattern COOKIE_SCOPE =
            Pattern.compile(";\\s*(?:domain=[^;]*|secure)(?=;|$)", Pattern.CASE_INSENSITIVE);

    private EdgeMessages() {}

    /** The request to the API, without its body. It may carry {@link OpenSessions#KEY_HEADER}. */
    public static HttpRequest request(Request request, Uri uri) {
        Set<String> named = namedHopByHop(request.getHeaders());
        Headers.Builder headers = Headers.builder();
        for (HttpField field : request.getHeaders()) {
            String name = field.getLowerCaseName();
            if (!HOP_BY_HOP.contains(name)
                    && !SET_BY_CLIENT.contains(name)
                    && !named.contains(name)
                    && !name.startsWith(":")) {
                headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
            }
        }
        return new HttpRequest(request.getMethod(), uri, headers.build(), Body.EMPTY);
    }

    /** The same request with the scheme of a WebSocket. */
    public static HttpRequest asSocket(HttpRequest request) {
        return request.withUri(Uri.of("ws" + request.uri().text().substring("http".length())));
    }

    public static boolean isHopByHop(String name) {
        return HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The headers that the Connection header names. */
    private static Set<String> namedHopByHop(HttpFields fields) {
        return fields.contains("Connection")
                ? fields.getCSV("Connection", false).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** Status and headers of a live response; the client has no reason phrase. */
    static HttpResponse head(ResponseInfo response) {
        return new HttpResponse(response.statusCode(), "", headers(response.headers()), Body.EMPTY);
    }

    private static Headers headers(HttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.map().forEach((name, values) -> {
            if (!name.startsWith(":")) { // the status in HTTP/2
                values.forEach(value -> headers.add(name, value));
            }
        });
        return headers.build();
    }

    /** The response to a rejected handshake. The client shows its body as a text, decoded by the charset of its type. */
    public static HttpResponse rejection(java.net.http.HttpResponse<?> response) {
        Headers headers = headers(response.headers());
        Body body = Body.of(String.valueOf(response.body()).getBytes(charset(headers)));
        boolean hasLength = headers.contains("Content-Length");
        return new HttpResponse(
                response.statusCode(),
                "",
                hasLength ? headers.with("Content-Length", "" + body.length()) : headers,
                body);
    }

    private static Charset charset(Headers headers) {
        try {
            String name = MimeTypes.getCharsetFromContentType(
                    headers.first("Content-Type").orElse(""));
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8; // as the client does
        }
    }

    /** The failure itself, without the wrapper of a future. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Writes status and headers of a response, with URLs that lead to the edge. */
    static void respond(Response response, int status, Headers headers, UnaryOperator<String> atEdge) {
        response.setStatus(status);
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) && !lower.startsWith(":")) {
                response.getHeaders().add(name, value(lower, value, atEdge));
            }
        });
    }

    private static String value(String name, String value, UnaryOperator<String> atEdge) {
        if (URLS.contains(name)) {
            return atEdge.apply(value);
        }
        if (name.equals("set-cookie")) {
            return COOKIE_SCOPE.matcher(value).replaceAll("");
        }
        return name.equals("link")
                ? LINK.matcher(value)
                        .replaceAll(link -> Matcher.quoteReplacement("<" + atEdge.apply(link.group(1)) + ">"))
                : value;
    }

    /** The body of an error of the edge itself, with the fields that LLM SDKs read. */
    static String error(String message) {
        String quoted = quote(message);
        return "{\"type\":\"error\",\"error\":{\"type\":\"vcr_edge\",\"code\":\"vcr_edge\",\"message\":" + quoted
                + "},\"message\":" + quoted + "}";
    }

    /** What a client is told instead of the exception that it would get. */
    public static String noResponse(HttpRequest request, Throwable failure) {
        return "There is no response of " + request.uri().scheme() + "://"
                + request.uri().host() + ": " + failure;
    }

    public static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
