package io.vcr.aws;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.OutgoingRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread.
 */
final class OutgoingCall implements OutgoingRequest {

    private final HttpExecuteRequest given;
    private @Nullable Body read;

    OutgoingCall(HttpExecuteRequest given) {
        this.given = given;
    }

    @Override
    public HttpRequest head() {
        return AwsMessages.request(given.httpRequest());
    }

    @Override
    public Body body() throws IOException {
        if (given.contentStreamProvider().isEmpty()) {
            return Body.EMPTY;
        }
        try (InputStream content = given.contentStreamProvider().get().newStream()) {
            Body body = Body.of(content.readAllBytes());
            read = body;
            return body;
        }
    }

    HttpExecuteRequest toSend() {
        Body body = read;
        boolean keyed =
                given.httpRequest().firstMatchingHeader(OpenSessions.KEY_HEADER).isPresent();
        if (body == null && !keyed) {
            return given;
        }
        SdkHttpRequest request = given.httpRequest().copy(copy -> copy.removeHeader(OpenSessions.KEY_HEADER));
        HttpExecuteRequest.Builder sent = HttpExecuteRequest.builder().request(request);
        given.metricCollector().ifPresent(sent::metricCollector);
        if (body != null) {
            sent.contentStreamProvider(body::stream);
        } else {
            given.contentStreamProvider().ifPresent(sent::contentStreamProvider);
        }
        return sent.build();
    }
}
