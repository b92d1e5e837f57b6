package io.vcr.apache4;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread, but for
 * {@link #cancel}.
 */
final class AsyncOutgoingCall implements AsyncOutgoingRequest {

    private final HttpAsyncRequestProducer source;
    private final HttpHost target;
    private final org.apache.http.HttpRequest given;
    private volatile @Nullable ProducedBody read;

    AsyncOutgoingCall(HttpAsyncRequestProducer source) throws IOException, HttpException {
        this.source = source;
        this.target = source.getTarget();
        this.given = source.generateRequest();
    }

    HttpHost target() {
        return target;
    }

    org.apache.http.HttpRequest given() {
        return given;
    }

    @Override
    public HttpRequest head() {
        return ApacheMessages.request(given, RequestCopy.entity(given), target);
    }

    @Override
    public CompletionStage<Body> body() {
        HttpEntity entity = RequestCopy.entity(given);
        if (entity == null) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        read = new ProducedBody(source);
        return read.read(entity.isStreaming() && !entity.isRepeatable());
    }

    /** Cancels a body that is still being produced. */
    void cancel() {
        ProducedBody begun = read;
        if (begun != null) {
            begun.cancel();
        }
    }

    /** A producer of the request, with the bytes that were read. */
    HttpAsyncRequestProducer toSend() {
        return new SentRequest(source, target, RequestCopy.of(given, null), read);
    }

    /** Sends what was read like the original producer. */
    private record SentRequest(
            HttpAsyncRequestProducer source,
            HttpHost target,
            org.apache.http.HttpRequest request,
            @Nullable ProducedBody read)
            implements HttpAsyncRequestProducer {

        @Override
        public HttpHost getTarget() {
            return target;
        }

        @Override
        public org.apache.http.HttpRequest generateRequest() {
            return request;
        }

        @Override
        public void produceContent(ContentEncoder encoder, IOControl connection) throws IOException {
            if (read == null) {
                source.produceContent(encoder, connection);
            } else {
                read.writeTo(encoder);
            }
        }

        @Override
        public void requestCompleted(HttpContext context) {
            source.requestCompleted(context);
        }

        @Override
        public void failed(Exception cause) {
            source.failed(cause);
        }

        @Override
        public boolean isRepeatable() {
            return source.isRepeatable();
        }

        @Override
        public void resetRequest() throws IOException {
            if (read != null) {
                read.rewind();
            }
            source.resetRequest();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
