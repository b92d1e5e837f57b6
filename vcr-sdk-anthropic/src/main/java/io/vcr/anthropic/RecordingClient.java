package io.vcr.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.transport.Answer;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Optional;
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
        Decision decision = decide(outgoing);
        Optional<HttpResponse> answer = answer(request, decision);
        if (answer.isPresent()) {
            return answer.get();
        }
        if (!(decision instanceof Decision.Live live)) {
            return sent(outgoing, options);
        }
        try {
            return recorded(sent(outgoing, options), live.capture());
        } catch (RuntimeException | Error e) {
            live.capture().fail(e, false);
            throw e;
        }
    }

    private HttpResponse sent(OutgoingCall outgoing, RequestOptions options) {
        try (Transport.Mark mark = Transport.mark(outgoing::head)) {
            return next.execute(outgoing.toSend(), options);
        }
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        try {
            OutgoingCall outgoing = new OutgoingCall(request);
            Decision decision = decide(outgoing);
            Optional<HttpResponse> answer = answer(request, decision);
            if (answer.isPresent()) {
                return CompletableFuture.completedFuture(answer.get());
            }
            return decision instanceof Decision.Live live
                    ? recordedAsync(outgoing, options, live.capture())
                    : sentAsync(outgoing, options);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<HttpResponse> sentAsync(OutgoingCall outgoing, RequestOptions options) {
        try (Transport.Mark mark = Transport.mark(outgoing::head)) {
            return next.executeAsync(outgoing.toSend(), options);
        }
    }

    /** Cancelling the future cancels the call below, as without this interceptor. */
    @SuppressWarnings("FutureReturnValueIgnored") // of callbacks that throw nothing
    private CompletableFuture<HttpResponse> recordedAsync(
            OutgoingCall outgoing, RequestOptions options, Capture capture) {
        CompletableFuture<HttpResponse> response;
        try {
            response = sentAsync(outgoing, options);
        } catch (RuntimeException | Error e) {
            capture.fail(e, false);
            throw e;
        }
        CompletableFuture<HttpResponse> recorded = response.thenApply(arrived -> recorded(arrived, capture));
        recorded.whenComplete((arrived, failure) -> {
            if (failure != null) {
                capture.fail(failure, recorded.isCancelled());
                response.cancel(true);
            }
        });
        return recorded;
    }

    private Decision decide(OutgoingCall outgoing) {
        try {
            return transport.decide(outgoing);
        } catch (IOException e) {
            throw new AnthropicIoException("The request body cannot be read", e);
        }
    }

    private static Optional<HttpResponse> answer(HttpRequest request, Decision decision) {
        try {
            return Answer.to(decision, request.method().name()).map(AnthropicMessages::response);
        } catch (IOException e) {
            throw new AnthropicIoException("Request failed", e); // as the SDK's own client wraps it
        }
    }

    private static HttpResponse recorded(HttpResponse response, Capture capture) {
        return capture.head(() -> AnthropicMessages.head(response))
                ? AnthropicMessages.recorded(response, capture)
                : response;
    }

    @Override
    public void close() {
        next.close();
    }
}
