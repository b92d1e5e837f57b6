package io.vcr.aws;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.transport.Answer;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * One attempt of a call; the transport decides when it is made. Confined to one thread, except for {@link #abort()}.
 */
final class RecordedCall implements ExecutableHttpRequest {

    private final SdkHttpClient client;
    private final OutgoingCall outgoing;
    private final Transport transport;
    private volatile @Nullable ExecutableHttpRequest sent;
    private volatile boolean aborted;

    RecordedCall(SdkHttpClient client, OutgoingCall outgoing, Transport transport) {
        this.client = client;
        this.outgoing = outgoing;
        this.transport = transport;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
        Decision decision = transport.decide(outgoing);
        Optional<Answer> answer = Answer.to(decision, outgoing.head().method());
        if (answer.isPresent()) {
            return AwsMessages.response(answer.get());
        }
        return decision instanceof Decision.Live live ? recorded(live.capture()) : sent();
    }

    /** The SDK aborts a call after a timeout from another thread, possibly before the call below exists. */
    private HttpExecuteResponse sent() throws IOException {
        ExecutableHttpRequest request = client.prepareRequest(outgoing.toSend());
        sent = request;
        if (aborted) {
            request.abort();
        }
        try (Transport.Mark mark = Transport.mark(outgoing::head)) {
            return request.call();
        }
    }

    private HttpExecuteResponse recorded(Capture capture) throws IOException {
        HttpExecuteResponse response;
        try {
            response = sent();
        } catch (IOException | RuntimeException | Error e) {
            capture.fail(e, aborted);
            throw e;
        }
        if (!capture.head(() -> AwsMessages.head(response.httpResponse()))) {
            return response;
        }
        if (response.responseBody().isEmpty()) {
            capture.end();
            return response;
        }
        return AwsMessages.recorded(response, response.responseBody().get(), capture, () -> aborted);
    }

    @Override
    public void abort() {
        aborted = true;
        ExecutableHttpRequest request = sent;
        if (request != null) {
            request.abort();
        }
    }
}
