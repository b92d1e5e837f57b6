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
        try {
            return transport.execute(outgoing, new Call(next, outgoing, options));
        } catch (IOException e) {
            throw wrapped(e);
        }
    }

    /** On the SDK's thread, unless another session makes the same call: that is not waited for here. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is not
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        OutgoingCall outgoing = new OutgoingCall(request);
        CompletableFuture<CompletableFuture<HttpResponse>> made;
        try {
            made = transport.executeWaiting(outgoing.async(), new AsyncCall(next, outgoing, options));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(wrapped(e));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return made.isDone() && !made.isCompletedExceptionally() ? made.join() : later(made, outgoing);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of callbacks that throw nothing
    private static CompletableFuture<HttpResponse> later(
            CompletableFuture<CompletableFuture<HttpResponse>> made, OutgoingCall outgoing) {
        CompletableFuture<HttpResponse> result = new CompletableFuture<>();
        made.whenComplete((call, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure instanceof IOException e ? wrapped(e) : failure);
            } else {
                call.whenComplete((response, lost) -> {
                    if (lost != null) {
                        result.completeExceptionally(lost);
                    } else {
                        result.complete(response);
                    }
                });
            }
        });
        result.whenComplete((response, failure) -> {
            if (result.isCancelled()) {
                outgoing.cancel();
                made.thenAccept(call -> call.cancel(true));
            }
        });
        return result;
    }

    /** As the SDK's own client wraps it. */
    private static AnthropicIoException wrapped(IOException failure) {
        return new AnthropicIoException("Request failed", failure);
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

        @Override
        public boolean isCancelled() {
            return outgoing.isCancelled();
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
