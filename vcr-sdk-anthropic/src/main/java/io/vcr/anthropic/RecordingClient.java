package io.vcr.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Records and replays the calls of the client below an interceptor. Thread-safe. */
final class RecordingClient implements HttpClient {

    private final HttpClient next;
    private final Transport transport;

    RecordingClient(HttpClient next, Transport transport) {
        this.next = next;
        this.transport = transport;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        OutgoingCall outgoing = new OutgoingCall(request);
        return execute(outgoing, new Call(next, outgoing, options));
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        OutgoingCall outgoing = new OutgoingCall(request);
        try {
            return execute(outgoing, new AsyncCall(next, outgoing, options));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <R> R execute(OutgoingCall outgoing, ClientCall<R, RuntimeException> call) {
        try {
            return transport.execute(outgoing, call);
        } catch (IOException e) {
            throw new AnthropicIoException("Request failed", e); // as the SDK's own client wraps it
        }
    }

    @Override
    public void close() {
        next.close();
    }

    private record Call(HttpClient next, OutgoingCall outgoing, RequestOptions options)
            implements ClientCall<HttpResponse, RuntimeException> {

        @Override
        public HttpResponse answer(Answer answer) {
            return AnthropicMessages.response(answer);
        }

        @Override
        public HttpResponse send() {
            return next.execute(outgoing.toSend(), options);
        }

        @Override
        public HttpResponse record(Capture capture) {
            return AnthropicMessages.recorded(send(), capture);
        }
    }

    private record AsyncCall(HttpClient next, OutgoingCall outgoing, RequestOptions options)
            implements ClientCall<CompletableFuture<HttpResponse>, RuntimeException> {

        @Override
        public CompletableFuture<HttpResponse> answer(Answer answer) {
            return CompletableFuture.completedFuture(AnthropicMessages.response(answer));
        }

        @Override
        public CompletableFuture<HttpResponse> send() {
            return next.executeAsync(outgoing.toSend(), options);
        }

        /** Cancelling the future cancels the call below, as without this interceptor. */
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
        public CompletableFuture<HttpResponse> record(Capture capture) {
            CompletableFuture<HttpResponse> response = send();
            CompletableFuture<HttpResponse> recorded =
                    response.thenApply(arrived -> AnthropicMessages.recorded(arrived, capture));
            recorded.whenComplete((arrived, failure) -> {
                if (failure != null) {
                    capture.fail(failure, recorded.isCancelled());
                    response.cancel(true);
                }
            });
            return recorded;
        }
    }
}
