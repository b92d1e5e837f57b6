package io.vcr.apache4;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Route;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.HttpMessage;
import org.apache.http.HttpStatus;
import org.apache.http.HttpVersion;
import org.apache.http.ProtocolVersion;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.client.utils.URIUtils;
import org.apache.http.conn.HttpHostConnectException;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.client.RedirectLocations;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicHttpResponse;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Maps messages between HttpClient and the core. Pure. */
final class ApacheMessages {

    private ApacheMessages() {}

    /** The request with the type and encoding of its entity, which HttpClient adds later. */
    static HttpRequest request(org.apache.http.HttpRequest request, @Nullable HttpEntity entity, HttpHost target) {
        Headers headers = headers(request);
        if (entity != null) {
            headers = withDefault(headers, HttpHeaders.CONTENT_TYPE, entity.getContentType());
            headers = withDefault(headers, HttpHeaders.CONTENT_ENCODING, entity.getContentEncoding());
        }
        return new HttpRequest(
                request.getRequestLine().getMethod(),
                uri(request.getRequestLine().getUri(), target),
                headers,
                Body.EMPTY);
    }

    private static Headers withDefault(Headers headers, String name, @Nullable Header field) {
        return field == null || headers.contains(name) ? headers : headers.with(name, value(field));
    }

    /** The host that HttpClient connects to may differ from the host of the request. */
    private static Uri uri(String text, HttpHost target) {
        boolean isAbsolute =
                text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8);
        if (isAbsolute) {
            return Uri.of(text);
        }
        return Uri.of(target.toURI() + (text.startsWith("/") ? text : "/" + text));
    }

    /** Status and headers of a live response. HttpClient removes the headers of the encoded body when it decodes it. */
    static HttpResponse head(org.apache.http.HttpResponse response) {
        String reason = Objects.requireNonNullElse(response.getStatusLine().getReasonPhrase(), "");
        return new HttpResponse(response.getStatusLine().getStatusCode(), reason, headers(response), Body.EMPTY);
    }

    /** Where the redirects of a call have ended. Their responses stay inside the client. */
    static Route route(HttpContext context, org.apache.http.HttpResponse response) {
        ProtocolVersion version = response.getStatusLine().getProtocolVersion();
        List<URI> locations = HttpClientContext.adapt(context).getRedirectLocations();
        Uri last = locations == null || locations.isEmpty()
                ? null
                : Uri.of(locations.get(locations.size() - 1).toString());
        return new Route(List.of(), last, version.toString());
    }

    /**
     * Leaves in the context of a replay the configuration of the call, as the client does: that of the request, that of the
     * context or its own. Async clients do not show their own.
     */
    static void configure(HttpContext context, org.apache.http.HttpRequest request, Object client) {
        RequestConfig config = config(request);
        if (config == null && context.getAttribute(HttpClientContext.REQUEST_CONFIG) == null) {
            config = config(client);
        }
        if (config != null) {
            context.setAttribute(HttpClientContext.REQUEST_CONFIG, config);
        }
    }

    private static @Nullable RequestConfig config(Object requestOrClient) {
        return requestOrClient instanceof Configurable configurable ? configurable.getConfig() : null;
    }

    /** Leaves in the context of a replay what the client leaves there. To be called when it is configured. */
    static void fill(
            HttpContext context,
            HttpHost target,
            org.apache.http.HttpRequest request,
            org.apache.http.HttpResponse response,
            Route route) {
        context.setAttribute(HttpCoreContext.HTTP_TARGET_HOST, target);
        context.setAttribute(HttpCoreContext.HTTP_REQUEST, request);
        context.setAttribute(HttpCoreContext.HTTP_RESPONSE, response);
        List<URI> earlier = HttpClientContext.adapt(context).getRedirectLocations();
        if (earlier != null) {
            earlier.clear();
        }
        redirected(context, request, route);
        Uri first = uri(request.getRequestLine().getUri(), target);
        ReplayedCookies.save(
                HttpClientContext.adapt(context), Objects.requireNonNullElse(route.uri(), first), response);
    }

    /** Where the redirects have ended. */
    private static void redirected(HttpContext context, org.apache.http.HttpRequest request, Route route) {
        Uri last = route.uri();
        if (last == null) {
            return;
        }
        try {
            URI uri = new URI(last.text().replace("<", "%3C").replace(">", "%3E"));
            RedirectLocations locations = new RedirectLocations();
            locations.add(uri);
            context.setAttribute(HttpClientContext.REDIRECT_LOCATIONS, locations);
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
            context.setAttribute(HttpCoreContext.HTTP_TARGET_HOST, URIUtils.extractHost(uri));
            context.setAttribute(
                    HttpCoreContext.HTTP_REQUEST,
                    new BasicHttpRequest(route.method(request.getRequestLine().getMethod()), target));
        } catch (URISyntaxException e) {
            // The recording has a URL that HttpClient does not accept.
        }
    }

    /** The response for an answer. */
    static CloseableHttpResponse response(Answer answer) {
        Answered response = new Answered(answer);
        answer.headers().forEach(response::addHeader);
        if (hasEntity(answer)) {
            BasicHttpEntity entity = entity(answer, response);
            entity.setContent(answer.body());
            response.setEntity(entity);
        }
        return response;
    }

    /** The response for an answer to an async client, whose body is delivered beside it. */
    static org.apache.http.HttpResponse asyncResponse(Answer answer) {
        BasicHttpResponse response = new BasicHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.reason());
        answer.headers().forEach(response::addHeader);
        if (hasEntity(answer)) {
            response.setEntity(entity(answer, response));
        }
        return response;
    }

    /** HttpClient expects no body with status 205 either. */
    private static boolean hasEntity(Answer answer) {
        return answer.hasBody() && answer.status() != HttpStatus.SC_RESET_CONTENT;
    }

    private static BasicHttpEntity entity(Answer answer, HttpMessage response) {
        BasicHttpEntity entity = new BasicHttpEntity();
        entity.setContentLength(answer.contentLength());
        entity.setChunked(answer.contentLength() < 0);
        entity.setContentType(response.getFirstHeader(HttpHeaders.CONTENT_TYPE));
        entity.setContentEncoding(response.getFirstHeader(HttpHeaders.CONTENT_ENCODING));
        return entity;
    }

    /**
     * The exception of HttpClient for a connection that is refused. A replay has its superclass, because HttpClient does
     * not make it from a message.
     */
    static ConnectException failure(ConnectException failure, HttpHost target) {
        return failure.getClass() == ConnectException.class ? new RefusedConnection(failure, target) : failure;
    }

    private static Headers headers(HttpMessage message) {
        Headers.Builder headers = Headers.builder();
        for (Header header : message.getAllHeaders()) {
            headers.add(header.getName(), value(header));
        }
        return headers.build();
    }

    private static String value(Header header) {
        return Objects.requireNonNullElse(header.getValue(), "");
    }

    private static final class Answered extends BasicHttpResponse implements CloseableHttpResponse {

        private final Answer answer;

        Answered(Answer answer) {
            super(HttpVersion.HTTP_1_1, answer.status(), answer.reason());
            this.answer = answer;
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }

    private static final class RefusedConnection extends HttpHostConnectException {

        private static final long serialVersionUID = 1;

        private final @Nullable String message;

        RefusedConnection(ConnectException recorded, HttpHost target) {
            super(recorded, target);
            this.message = recorded.getMessage();
        }

        @Override
        public @Nullable String getMessage() {
            return message;
        }
    }
}
