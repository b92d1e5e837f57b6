package io.vcr.aws;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** One attempt of a call, on which is decided when it is made. Confined, but for {@link #abort()}. */
final class RecordedCall implements ExecutableHttpRequest {

    private final SdkHttpClient client;
    private final OutgoingRequest outgoing;
    private final @Nullable Session session;
    private volatile @Nullable ExecutableHttpRequest sent;
    private volatile boolean aborted;

    RecordedCall(SdkHttpClient client, OutgoingRequest outgoing, @Nullable Session session) {
        this.client = client;
        this.outgoing = outgoing;
        this.session = session;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
        Decision decision = decide();
        if (decision instanceof Decision.Replay replay) {
            return AwsMessages.response(outgoing.head(), replay.episode().response(), replay.open());
        }
        if (decision instanceof Decision.Refuse refuse) {
            HttpResponse answer = refuse.answer();
            return AwsMessages.response(outgoing.head(), answer, answer.body().stream());
        }
        return decision instanceof Decision.Live live ? recorded(live.capture()) : proceeded();
    }

    private Decision decide() throws IOException {
        try {
            return OpenSessions.decide(outgoing.key(), session, null, outgoing::head, outgoing::body);
        } catch (UncheckedIOException e) {
            throw e.getCause(); // the request body cannot be read
        }
    }

    /** The SDK aborts from another thread, when a call takes too long; that may be before there is anything to abort. */
    private HttpExecuteResponse proceeded() throws IOException {
        ExecutableHttpRequest request = client.prepareRequest(outgoing.toSend());
        sent = request;
        if (aborted) {
            request.abort();
        }
        return request.call();
    }

    private HttpExecuteResponse recorded(Capture capture) throws IOException {
        HttpExecuteResponse response;
        try {
            response = proceeded();
        } catch (IOException | RuntimeException | Error e) {
            capture.fail(reason(e));
            throw e;
        }
        try {
            capture.head(AwsMessages.head(response.httpResponse()));
        } catch (IllegalArgumentException e) {
            capture.fail("a header that cannot be stored");
            return response;
        }
        if (response.responseBody().isEmpty()) {
            capture.end();
            return response;
        }
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(recorded(response.responseBody().get(), capture))
                .build();
    }

    private AbortableInputStream recorded(AbortableInputStream body, Capture capture) {
        InputStream tee = capture.tee(body, body, this::reason);
        return AbortableInputStream.create(tee, () -> {
            if (capture.isComplete()) {
                capture.close();
            } else {
                capture.fail("cancelled");
            }
            body.abort();
        });
    }

    private String reason(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (aborted || failure instanceof InterruptedIOException) {
            return "cancelled";
        }
        return failure instanceof IOException
                ? "connection lost"
                : failure.getClass().getSimpleName();
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
