package io.vcr.aws;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * One attempt of a call; the transport decides when it is made. Confined to one thread, except for {@link #abort()}.
 */
final class RecordedCall implements ExecutableHttpRequest, ClientCall<HttpExecuteResponse, RuntimeException> {

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
        return transport.execute(outgoing, this);
    }

    @Override
    public HttpExecuteResponse answer(Answer answer) {
        return AwsMessages.response(answer);
    }

    /** The SDK aborts a call after a timeout from another thread, possibly before the call below exists. */
    @Override
    public HttpExecuteResponse send() throws IOException {
        ExecutableHttpRequest request = client.prepareRequest(outgoing.toSend());
        sent = request;
        if (aborted) {
            request.abort();
        }
        return request.call();
    }

    @Override
    public HttpExecuteResponse record(Capture capture) throws IOException {
        HttpExecuteResponse response = send();
        if (!capture.head(() -> AwsMessages.head(response.httpResponse()))) {
            return response;
        }
        if (response.responseBody().isEmpty()) {
            capture.end();
            return response;
        }
        return AwsMessages.recorded(response, response.responseBody().get(), capture, this::isCancelled);
    }

    @Override
    public boolean isCancelled() {
        return aborted;
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
