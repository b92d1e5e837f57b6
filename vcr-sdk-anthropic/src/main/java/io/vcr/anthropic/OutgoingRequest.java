package io.vcr.anthropic;

import com.anthropic.core.http.HttpRequest;
import io.vcr.OpenSessions;
import io.vcr.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A request on its way: a body that can be read once is read into memory, and sent from there. Confined. */
final class OutgoingRequest {

    private HttpRequest request;

    OutgoingRequest(HttpRequest request) {
        this.request = request;
    }

    Optional<String> key() {
        return request.headers().values(OpenSessions.KEY_HEADER).stream().findFirst();
    }

    io.vcr.http.HttpRequest head() {
        return AnthropicMessages.request(request, Body.EMPTY);
    }

    /**
     * Reads the body.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    Body body() {
        if (request.body().isEmpty()) {
            return Body.EMPTY;
        }
        request = request.buffered();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        request.body().orElseThrow().writeTo(bytes);
        return Body.of(bytes.toByteArray());
    }

    HttpRequest toSend() {
        return request.headers().values(OpenSessions.KEY_HEADER).isEmpty()
                ? request
                : request.toBuilder().removeHeaders(OpenSessions.KEY_HEADER).build();
    }
}
