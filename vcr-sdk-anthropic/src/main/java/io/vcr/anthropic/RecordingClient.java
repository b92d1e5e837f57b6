package io.vcr.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The client below an interceptor, recorded and replayed. Thread-safe. */
final class RecordingClient implements HttpClient {

    private final HttpClient next;
    private final @Nullable Session session;

    private RecordingClient(HttpClient next, @Nullable Session session) {
        this.next = next;
        this.session = session;
    }

    /** Of two interceptors on one client the outer one decides. */
    static RecordingClient over(HttpClient next, @Nullable Session session) {
        return new RecordingClient(next instanceof RecordingClient inner ? inner.next : next, session);
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        OutgoingRequest outgoing = new OutgoingRequest(request);
        Decision decision = decide(outgoing);
        Optional<HttpResponse> answer = answer(request, decision);
        if (answer.isPresent()) {
            return answer.get();
        }
        if (!(decision instanceof Decision.Live live)) {
            return next.execute(outgoing.toSend(), options);
        }
        try {
            return recorded(next.execute(outgoing.toSend(), options), live.capture());
        } catch (RuntimeException | Error e) {
            live.capture().fail(reason(e));
            throw e;
        }
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        try {
            OutgoingRequest outgoing = new OutgoingRequest(request);
            Decision decision = decide(outgoing);
            Optional<HttpResponse> answer = answer(request, decision);
            if (answer.isPresent()) {
                return CompletableFuture.completedFuture(answer.get());
            }
            return decision instanceof Decision.Live live
                    ? recordedAsync(outgoing, options, live.capture())
                    : next.executeAsync(outgoing.toSend(), options);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<HttpResponse> recordedAsync(
            OutgoingRequest outgoing, RequestOptions options, Capture capture) {
        try {
            return recorded(next.executeAsync(outgoing.toSend(), options), capture);
        } catch (RuntimeException | Error e) {
            capture.fail(reason(e));
            throw e;
        }
    }

    private Decision decide(OutgoingRequest outgoing) {
        try {
            return OpenSessions.decide(outgoing.key(), session, null, outgoing::head, outgoing::body);
        } catch (UncheckedIOException e) {
            throw new AnthropicIoException("The request body cannot be read", e.getCause());
        }
    }

    private static Optional<HttpResponse> answer(HttpRequest request, Decision decision) {
        if (decision instanceof Decision.Replay replay) {
            return Optional.of(
                    AnthropicMessages.response(request, replay.episode().response(), replay.open()));
        }
        if (decision instanceof Decision.Refuse refuse) {
            try {
                io.vcr.http.HttpResponse answer = refuse.answer();
                return Optional.of(AnthropicMessages.response(request, answer, answer.body().stream()));
            } catch (IOException e) {
                throw new AnthropicIoException("Request failed", e); // as the SDK's own client wraps it
            }
        }
        return Optional.empty();
    }

    /** A cancelled future cancels the call below, as it does without us. */
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private static CompletableFuture<HttpResponse> recorded(CompletableFuture<HttpResponse> response, Capture capture) {
        CompletableFuture<HttpResponse> recorded = response.whenComplete((arrived, failure) -> {
                    if (failure != null) {
                        capture.fail(reason(failure));
                    }
                })
                .thenApply(arrived -> recorded(arrived, capture));
        recorded.whenComplete((arrived, failure) -> {
            if (recorded.isCancelled()) {
                capture.fail("cancelled");
                response.cancel(true);
            }
        });
        return recorded;
    }

    private static HttpResponse recorded(HttpResponse response, Capture capture) {
        try {
            capture.head(AnthropicMessages.head(response));
        } catch (IllegalArgumentException e) {
            capture.fail("a header that cannot be stored");
            return response;
        }
        return new TeeResponse(response, capture);
    }

    static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof AnthropicIoException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof InterruptedIOException) {
            return "timeout";
        }
        if (cause instanceof IOException) {
            return "Canceled".equals(cause.getMessage()) ? "cancelled" : "connection lost"; // OkHttp's own word
        }
        return cause.getClass().getSimpleName();
    }

    @Override
    public void close() {
        next.close();
    }
}
