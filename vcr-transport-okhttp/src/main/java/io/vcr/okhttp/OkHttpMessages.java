package io.vcr.okhttp;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import io.vcr.transport.Answer;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** Maps messages between OkHttp and the core. Pure. */
final class OkHttpMessages {

    private OkHttpMessages() {}

    /** The request with the content type of its body, which OkHttp adds later. */
    static HttpRequest request(Request request) {
        Headers headers = headers(request.headers());
        MediaType type = request.body() == null ? null : request.body().contentType();
        if (type != null) {
            headers = headers.with("Content-Type", type.toString());
        }
        return new HttpRequest(request.method(), uri(request), headers, Body.EMPTY);
    }

    /** Status and headers of a live response. */
    static HttpResponse head(Response response) {
        return new HttpResponse(response.code(), response.message(), headers(response.headers()), Body.EMPTY);
    }

    /** How OkHttp came to a response, which it shows as prior responses. */
    static Route route(Response response) {
        List<Hop> hops = new ArrayList<>();
        for (Response prior = response.priorResponse(); prior != null; prior = prior.priorResponse()) {
            Request request = prior.request();
            hops.add(0, new Hop(request.method(), uri(request), head(prior)));
        }
        Uri last = hops.isEmpty() ? null : uri(response.request());
        return new Route(hops, last, version(response.protocol()));
    }

    private static Uri uri(Request request) {
        return Uri.of(request.url().toString());
    }

    /** The response for an answer. */
    static Response response(Request request, Answer answer) {
        Response prior = null;
        for (Hop hop : answer.route().hops()) {
            Request asked = request(request, hop.method(), hop.uri());
            prior = head(asked, hop.response(), answer.route())
                    .priorResponse(prior)
                    .build();
        }
        Uri last = answer.route().uri();
        Request asked = last == null ? request : request(request, answer.route().method(request.method()), last);
        HttpResponse head = new HttpResponse(answer.status(), answer.reason(), answer.headers(), Body.EMPTY);
        return head(asked, head, answer.route())
                .priorResponse(prior)
                .body(StreamedBody.of(answer))
                .build();
    }

    private static Response.Builder head(Request request, HttpResponse head, Route route) {
        long now = System.currentTimeMillis();
        okhttp3.Headers.Builder headers = new okhttp3.Headers.Builder();
        head.headers().forEach(headers::addUnsafeNonAscii);
        return new Response.Builder()
                .request(request)
                .protocol(protocol(route.version()))
                .code(head.status())
                .message(head.reason())
                .headers(headers.build())
                .sentRequestAtMillis(now)
                .receivedResponseAtMillis(now);
    }

    private static String version(Protocol protocol) {
        return switch (protocol) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_2, H2_PRIOR_KNOWLEDGE -> "HTTP/2";
            default -> "HTTP/1.1";
        };
    }

    private static Protocol protocol(String version) {
        return switch (version) {
            case "HTTP/2", "HTTP/2.0" -> Protocol.HTTP_2;
            case "HTTP/1.0" -> Protocol.HTTP_1_0;
            default -> Protocol.HTTP_1_1;
        };
    }

    /** The request that OkHttp makes of another one when it follows a redirect; without a body, which nobody sends again. */
    private static Request request(Request first, String method, Uri uri) {
        HttpUrl url = HttpUrl.parse(uri.text());
        if (url == null || (url.equals(first.url()) && method.equals(first.method()))) {
            return first;
        }
        boolean isSame = method.equals(first.method());
        return first.newBuilder()
                .url(url)
                .method(isSame ? first.method() : method, isSame ? first.body() : null)
                .build();
    }

    /** Saves the cookies of a replay, and of its redirects. */
    static void saveCookies(Response response, CookieJar jar) {
        Response prior = response.priorResponse();
        if (prior != null) {
            saveCookies(prior, jar);
        }
        List<Cookie> cookies = Cookie.parseAll(response.request().url(), response.headers());
        if (!cookies.isEmpty()) {
            jar.saveFromResponse(response.request().url(), cookies);
        }
    }

    private static Headers headers(okhttp3.Headers fields) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < fields.size(); i++) {
            headers.add(fields.name(i), fields.value(i));
        }
        return headers.build();
    }
}
