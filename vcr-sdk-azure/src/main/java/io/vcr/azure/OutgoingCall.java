package io.vcr.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.azure.core.util.FluxUtil;
import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import io.vcr.transport.OutgoingRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread,
 * except for {@link #cancel()}.
 */
final class OutgoingCall implements AsyncOutgoingRequest {

    private static final HttpHeaderName KEY = HttpHeaderName.fromString(OpenSessions.KEY_HEADER);

    private final com.azure.core.http.HttpRequest given;
    private final @Nullable BinaryData source;
    private final boolean hasLength;
    private final CompletableFuture<Body> read = new CompletableFuture<>();
    private final Disposable.Swap reading = Disposables.swap();

    OutgoingCall(com.azure.core.http.HttpRequest given) {
        this.given = given;
        this.source = given.getBodyAsBinaryData();
        this.hasLength = source != null && source.getLength() != null; // before it is read: then all have a length
    }

    com.azure.core.http.HttpRequest given() {
        return given;
    }

    @Override
    public HttpRequest head() {
        return AzureMessages.request(given);
    }

    @Override
    public CompletionStage<Body> body() {
        if (source == null) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        reading.update(FluxUtil.collectBytesInByteBufferStream(source.toFluxByteBuffer())
                .map(Body::of)
                .subscribe(read::complete, read::completeExceptionally));
        return read;
    }

    /** The same request for a call that blocks. */
    OutgoingRequest blocking() {
        return new OutgoingRequest() {
            @Override
            public HttpRequest head() {
                return OutgoingCall.this.head();
            }

            @Override
            public Body body() throws IOException {
                if (source == null) {
                    return Body.EMPTY;
                }
                try {
                    Body body = Body.of(source.toBytes());
                    read.complete(body);
                    return body;
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        };
    }

    /** Gives up a body that is still being produced. */
    void cancel() {
        reading.dispose();
    }

    /** A copy of the request if it must change, because a policy may send its own again. */
    com.azure.core.http.HttpRequest toSend() {
        if (!read.isDone() && given.getHeaders().get(KEY) == null) {
            return given;
        }
        // Not copy(), which would set a length if the body was read.
        com.azure.core.http.HttpRequest sent = new com.azure.core.http.HttpRequest(
                given.getHttpMethod(), given.getUrl(), new HttpHeaders(given.getHeaders()));
        sent.getHeaders().remove(KEY);
        return sent.setBody(read.isDone() ? again(read.join().bytes()) : source);
    }

    private BinaryData again(byte[] bytes) {
        return hasLength ? BinaryData.fromBytes(bytes) : BinaryData.fromStream(new ByteArrayInputStream(bytes));
    }
}
