package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import reactor.core.Exceptions;

/** What both clients of the contract share. */
final class AzureRequests {

    private AzureRequests() {}

    static HttpClient attached(Attachment attachment, HttpClient client) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrAzureHttpClient.of(explicit.session(), client);
        }
        return attachment instanceof Attachment.Ambient ? VcrAzureHttpClient.ambient(client) : client;
    }

    static HttpRequest request(ClientRequest given) throws IOException {
        HttpRequest request = new HttpRequest(HttpMethod.valueOf(given.method()), given.url());
        for (int i = 0; i < given.headers().size(); i++) {
            request.getHeaders()
                    .add(
                            HttpHeaderName.fromString(given.headers().name(i)),
                            given.headers().value(i));
        }
        Upload upload = given.upload();
        if (upload == null) {
            return request;
        }
        request.setHeader(HttpHeaderName.CONTENT_TYPE, upload.contentType());
        return request.setBody(
                upload.length() < 0
                        ? BinaryData.fromStream(new UploadStream(upload))
                        : BinaryData.fromStream(new UploadStream(upload), upload.length()));
    }

    /** Sorted by name, because the headers of the SDK are a hash map. */
    static HttpResponse head(com.azure.core.http.HttpResponse response) {
        Headers.Builder headers = Headers.builder();
        response.getHeaders().stream()
                .sorted(Comparator.comparing(HttpHeader::getName, String.CASE_INSENSITIVE_ORDER))
                .forEach(field -> field.getValuesList().forEach(value -> headers.add(field.getName(), value)));
        return new HttpResponse(response.getStatusCode(), "", headers.build(), Body.EMPTY);
    }

    /** The exception of the client below, which the SDK wraps. */
    static Throwable cause(Throwable failure) {
        Throwable unwrapped = Exceptions.unwrap(failure);
        return unwrapped instanceof UncheckedIOException ? unwrapped.getCause() : unwrapped;
    }
}
