package io.vcr.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.Context;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.transport.Answer;
import reactor.core.publisher.Mono;

/** Maps messages between the SDK and the core. Pure. */
final class AzureMessages {

    private AzureMessages() {}

    /** The request without its body. */
    static HttpRequest request(com.azure.core.http.HttpRequest request) {
        return new HttpRequest(
                request.getHttpMethod().toString(),
                Uri.of(request.getUrl().toString()),
                headers(request.getHeaders()),
                Body.EMPTY);
    }

    /** Status and headers of a live response; the SDK has no reason phrase. */
    static HttpResponse head(com.azure.core.http.HttpResponse response) {
        return new HttpResponse(response.getStatusCode(), "", headers(response.getHeaders()), Body.EMPTY);
    }

    /** The headers of an answer. */
    static HttpHeaders headers(Answer answer) {
        HttpHeaders headers = new HttpHeaders();
        answer.headers().forEach((name, value) -> headers.add(HttpHeaderName.fromString(name), value));
        return headers;
    }

    private static Headers headers(HttpHeaders fields) {
        Headers.Builder headers = Headers.builder();
        fields.forEach(field -> field.getValuesList().forEach(value -> headers.add(field.getName(), value)));
        return headers.build();
    }

    /**
     * The response, with its body in memory if the SDK asks for that: then it fails as a whole, and nobody else may read
     * the body.
     */
    static Mono<com.azure.core.http.HttpResponse> asAskedFor(
            com.azure.core.http.HttpResponse response, Context context) {
        if (!isSet(context, "azure-eagerly-read-response") && !isSet(context, "azure-ignore-response-body")) {
            return Mono.just(response);
        }
        com.azure.core.http.HttpResponse buffered = response.buffer();
        return buffered.getBodyAsByteArray().then(Mono.just(buffered));
    }

    private static boolean isSet(Context context, String name) {
        return context.getData(name).filter(Boolean.TRUE::equals).isPresent();
    }
}
