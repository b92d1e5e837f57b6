package io.vcr.anthropic;

import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import io.vcr.Capture;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Maps messages between the SDK and the core. Pure. */
final class AnthropicMessages {

    private AnthropicMessages() {}

    /** The request with the content type of its body, which the SDK adds later. */
    static io.vcr.http.HttpRequest request(HttpRequest request) {
        Headers headers = headers(request.headers());
        String type = request.body().map(HttpRequestBody::contentType).orElse(null);
        if (type != null) {
            headers = headers.with("Content-Type", type);
        }
        return new io.vcr.http.HttpRequest(request.method().name(), Uri.of(request.url()), headers, Body.EMPTY);
    }

    /** Status and headers of a live response; the SDK has no reason phrase. */
    private static io.vcr.http.HttpResponse head(HttpResponse response) {
        return new io.vcr.http.HttpResponse(response.statusCode(), "", headers(response.headers()), Body.EMPTY);
    }

    /** The response for an answer. */
    static HttpResponse response(Answer answer) {
        com.anthropic.core.http.Headers.Builder headers = com.anthropic.core.http.Headers.builder();
        answer.headers().forEach(headers::put);
        if (answer.headers().first("Retry-After").filter("0"::equals).isPresent()) {
            // A replay sets Retry-After to 0. anthropic-java 3.11 treats 0 like a missing header and sleeps half a
            // second.
            headers.replace("Retry-After-Ms", "1");
        }
        return new StreamedResponse(answer.status(), headers.build(), answer.body());
    }

    /** The live response, whose body reaches the caller as it arrives and is copied to the capture. */
    static HttpResponse recorded(HttpResponse response, Capture capture) {
        if (!capture.head(() -> head(response))) {
            return response;
        }
        InputStream body = capture.tee(response.body(), response::close, () -> false);
        return new StreamedResponse(response.statusCode(), response.headers(), body);
    }

    private static Headers headers(com.anthropic.core.http.Headers fields) {
        Headers.Builder headers = Headers.builder();
        for (String name : fields.names()) {
            fields.values(name).forEach(value -> headers.add(name, value));
        }
        return headers.build();
    }

    private record StreamedResponse(int statusCode, com.anthropic.core.http.Headers headers, InputStream body)
            implements HttpResponse {

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
