package io.vcr.okhttp;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** Maps messages between OkHttp and the core. Pure. */
final class OkHttpMessages {

    private OkHttpMessages() {}

    /** The request with the content type that OkHttp adds from its body further down. */
    static HttpRequest request(Request request, Body body) {
        Headers headers = headers(request.headers()).without(OpenSessions.KEY_HEADER);
        MediaType type = request.body() == null ? null : request.body().contentType();
        if (type != null) {
            headers = headers.with("Content-Type", type.toString());
        }
        return new HttpRequest(request.method(), Uri.of(request.url().toString()), headers, body);
    }

    /** Status and headers of a live response. */
    static HttpResponse head(Response response) {
        return new HttpResponse(response.code(), response.message(), headers(response.headers()), Body.EMPTY);
    }

    /** The answer that takes the place of a response; that to HEAD has no body. */
    static Response response(Request request, HttpResponse response) {
        boolean head = request.method().equals("HEAD");
        return response(request, response, head ? InputStream.nullInputStream() : response.body().stream());
    }

    static Response response(Request request, HttpResponse response, InputStream body) {
        long now = System.currentTimeMillis();
        okhttp3.Headers.Builder headers = new okhttp3.Headers.Builder();
        for (int i = 0; i < response.headers().size(); i++) {
            headers.addUnsafeNonAscii(
                    response.headers().name(i), response.headers().value(i));
        }
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(response.status())
                .message(response.reason())
                .headers(headers.build())
                .body(new ReplayedBody(response.headers(), body, hasBody(request, response)))
                .sentRequestAtMillis(now)
                .receivedResponseAtMillis(now)
                .build();
    }

    /** The answer to HEAD states a length; to whoever reads all of a body, OkHttp says that there is none. */
    private static boolean hasBody(Request request, HttpResponse response) {
        return !request.method().equals("HEAD") && response.status() != 204 && response.status() != 304;
    }

    private static Headers headers(okhttp3.Headers fields) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < fields.size(); i++) {
            headers.add(fields.name(i), fields.value(i));
        }
        return headers.build();
    }

    /** A subclass, because the factory methods of OkHttp 4 and 5 differ. */
    private static final class ReplayedBody extends ResponseBody {

        private final Headers headers;
        private final BufferedSource source;
        private final boolean hasBody;

        ReplayedBody(Headers headers, InputStream body, boolean hasBody) {
            this.headers = headers;
            this.hasBody = hasBody;
            this.source = Okio.buffer(Okio.source(body));
        }

        @Override
        public @Nullable MediaType contentType() {
            return headers.first("Content-Type").map(MediaType::parse).orElse(null);
        }

        @Override
        public long contentLength() {
            if (!hasBody) {
                return 0;
            }
            try {
                return headers.first("Content-Length").map(Long::parseLong).orElse(-1L);
            } catch (NumberFormatException e) {
                return -1; // as OkHttp reads a length that is no number
            }
        }

        @Override
        public BufferedSource source() {
            return source;
        }
    }
}
