package io.vcr.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponse;
import io.vcr.Capture;
import java.io.InputStream;

/** A response whose body goes to the caller as it arrives, and as a copy to the capture. Confined, like its body. */
final class TeeResponse implements HttpResponse {

    private final HttpResponse response;
    private final TeeStream body;

    TeeResponse(HttpResponse response, Capture capture) {
        this.response = response;
        this.body = new TeeStream(response, capture);
    }

    @Override
    public int statusCode() {
        return response.statusCode();
    }

    @Override
    public Headers headers() {
        return response.headers();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public void close() {
        body.close();
    }
}
