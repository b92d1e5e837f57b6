package io.vcr.anthropic;

import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.transport.AsyncOutgoingRequest;
import io.vcr.transport.OutgoingRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: a one-shot body is read into memory and sent from there. Confined to one thread at a time, except
 * for {@link #cancel()}.
 */
final class OutgoingCall implements OutgoingRequest {

    private final HttpRequest given;
    private @Nullable ReadBody read;
    private volatile boolean isCancelled;

    OutgoingCall(HttpRequest given) {
        this.given = given;
    }

    @Override
    public io.vcr.http.HttpRequest head() {
        return AnthropicMessages.request(given);
    }

    @Override
    public Body body() throws IOException {
        if (given.body().isEmpty()) {
            return Body.EMPTY;
        }
        HttpRequestBody source = given.body().get();
        long length = source.contentLength(); // before it is consumed
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            source.writeTo(bytes);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (!source.repeatable()) {
            read = new ReadBody(source, length, bytes);
        }
        return Body.of(bytes.toByteArray());
    }

    /** The same request for an async call. The SDK has its bodies in memory, so they are read at once. */
    AsyncOutgoingRequest async() {
        return new AsyncOutgoingRequest() {
            @Override
            public io.vcr.http.HttpRequest head() {
                return OutgoingCall.this.head();
            }

            @Override
            public CompletionStage<Body> body() {
                try {
                    return CompletableFuture.completedFuture(OutgoingCall.this.body());
                } catch (IOException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    /** Gives up an async call that waits for another session. */
    void cancel() {
        isCancelled = true;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    HttpRequest toSend() {
        if (read == null && given.headers().values(OpenSessions.KEY_HEADER).isEmpty()) {
            return given;
        }
        HttpRequest.Builder request = given.toBuilder().removeHeaders(OpenSessions.KEY_HEADER);
        return read == null ? request.build() : request.body(read).build();
    }

    /** Sends the bytes like the original body: with its type, with or without a length, and only once. */
    private record ReadBody(HttpRequestBody source, long contentLength, ByteArrayOutputStream bytes)
            implements HttpRequestBody {

        @Override
        public void writeTo(OutputStream out) {
            try {
                bytes.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable String contentType() {
            return source.contentType();
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
