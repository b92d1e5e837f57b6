package io.vcr.okhttp;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
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
        return new HttpRequest(request.method(), Uri.of(request.url().toString()), headers, Body.EMPTY);
    }

    /** Status and headers of a live response. */
    static HttpResponse head(Response response) {
        return new HttpResponse(response.code(), response.message(), headers(response.headers()), Body.EMPTY);
    }

    /** The response for an answer. */
    static Response response(Request request, Answer answer) {
        long now = System.currentTimeMillis();
        okhttp3.Headers.Builder headers = new okhttp3.Headers.Builder();
        answer.headers().forEach(headers::addUnsafeNonAscii);
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.status())
                .message(answer.reason())
                .headers(headers.build())
                .body(StreamedBody.of(answer))
                .sentRequestAtMillis(now)
                .receivedResponseAtMillis(now)
                .build();
    }

    static void saveCookies(Response response, CookieJar jar) {
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
