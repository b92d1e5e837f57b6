package io.vcr.aws;

import io.vcr.Capture;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Maps messages between the SDK and the core. Pure. */
final class AwsMessages {

    private AwsMessages() {}

    /** The request without its body. */
    static HttpRequest request(SdkHttpRequest request) {
        Headers headers = headers(request);
        return new HttpRequest(request.method().name(), Uri.of(request.getUri().toString()), headers, Body.EMPTY);
    }

    /** Status and headers of a live response. */
    static HttpResponse head(SdkHttpResponse response) {
        return new HttpResponse(response.statusCode(), response.statusText().orElse(""), headers(response), Body.EMPTY);
    }

    /** The response for an answer. */
    static HttpExecuteResponse response(Answer answer) {
        AbortableInputStream body =
                answer.hasBody() ? AbortableInputStream.create(answer.body(), () -> close(answer.body())) : null;
        return HttpExecuteResponse.builder()
                .response(head(answer))
                .responseBody(body)
                .build();
    }

    /** Ends a read on another thread that waits for an event. */
    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory throw none
        }
    }

    /** Status and headers of an answer. */
    static SdkHttpResponse head(Answer answer) {
        SdkHttpFullResponse.Builder head =
                SdkHttpResponse.builder().statusCode(answer.status()).statusText(answer.reason());
        answer.headers().forEach(head::appendHeader);
        return head.build();
    }

    /** The live response, whose body reaches the caller as it arrives and is copied to the capture. */
    static HttpExecuteResponse recorded(
            HttpExecuteResponse response, AbortableInputStream body, Capture capture, BooleanSupplier isAborted) {
        InputStream tee = capture.tee(body, body, isAborted);
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(AbortableInputStream.create(tee, () -> {
                    capture.cancel();
                    body.abort();
                }))
                .build();
    }

    private static Headers headers(SdkHttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        return headers.build();
    }
}
