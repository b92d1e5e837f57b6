package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Filter;
import java.util.function.UnaryOperator;

/** Changes everything that is text: the URI, header values and text bodies. */
public record TextFilter(UnaryOperator<String> change) implements Filter {

    @Override
    public HttpRequest request(HttpRequest request) {
        return request.withUri(uri(request.uri()))
                .withHeaders(headers(request.headers()))
                .withBody(body(request.body()));
    }

    @Override
    public HttpResponse response(HttpRequest request, HttpResponse response) {
        return response.withHeaders(headers(response.headers())).withBody(body(response.body()));
    }

    /** One that would be no URI any more stays as it is; if it holds a secret, the guard refuses to save it. */
    private Uri uri(Uri uri) {
        String changed = change.apply(uri.text());
        try {
            return changed.equals(uri.text()) ? uri : Uri.of(changed);
        } catch (IllegalArgumentException e) {
            return uri;
        }
    }

    private Headers headers(Headers headers) {
        Headers.Builder changed = Headers.builder();
        for (int i = 0; i < headers.size(); i++) {
            changed.add(headers.name(i), change.apply(headers.value(i)));
        }
        return changed.build();
    }

    private Body body(Body body) {
        return body.text()
                .map(text -> {
                    String changed = change.apply(text);
                    return changed.equals(text) ? body : Body.of(changed);
                })
                .orElse(body);
    }
}
