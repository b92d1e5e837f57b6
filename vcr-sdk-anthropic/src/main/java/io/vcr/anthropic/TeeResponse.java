package io.vcr.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponse;
import io.vcr.Capture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A response whose body goes to the caller as it arrives, and as a copy to the capture. Confined, like its body. */
final class TeeResponse implements HttpResponse {

    private final HttpResponse response;
    private final InputStream body;

    TeeResponse(HttpResponse response, Capture capture) {
        this.response = response;
        this.body = capture.tee(response.body(), response::close, RecordingClient::reason);
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
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
