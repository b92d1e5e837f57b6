package io.vcr.aws;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Maps messages between the SDK and the core. Pure. */
final class AwsMessages {

    private AwsMessages() {}

    /** Without its body. */
    static HttpRequest request(SdkHttpRequest request) {
        Headers headers = headers(request).without(OpenSessions.KEY_HEADER);
        return new HttpRequest(request.method().name(), Uri.of(request.getUri().toString()), headers, Body.EMPTY);
    }

    /** Status and headers of a live response. */
    static HttpResponse head(SdkHttpResponse response) {
        return new HttpResponse(response.statusCode(), response.statusText().orElse(""), headers(response), Body.EMPTY);
    }

    /** The answer that takes the place of a response; none has a body where HTTP allows none. */
    static HttpExecuteResponse response(HttpRequest request, HttpResponse response, InputStream body) {
        SdkHttpFullResponse.Builder head =
                SdkHttpResponse.builder().statusCode(response.status()).statusText(response.reason());
        for (int i = 0; i < response.headers().size(); i++) {
            head.appendHeader(response.headers().name(i), response.headers().value(i));
        }
        boolean hasBody = !request.method().equals("HEAD") && response.status() != 204 && response.status() != 304;
        HttpExecuteResponse.Builder answer = HttpExecuteResponse.builder().response(head.build());
        return hasBody ? answer.responseBody(AbortableInputStream.create(body)).build() : answer.build();
    }

    private static Headers headers(SdkHttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        return headers.build();
    }
}
