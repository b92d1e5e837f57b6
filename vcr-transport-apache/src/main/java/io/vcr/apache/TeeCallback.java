package io.vcr.apache;

import io.vcr.Capture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * Passes each event of a response to the capture and to the caller as it arrives. The capture comes first, because an
 * event may make the caller end the test and its session.
 */
final class TeeCallback implements AsyncExecCallback {

    /** What a consumer throws comes back as a failure of the call. It is none of the connection. */
    private static final String CONSUMER_FAILED = "the consumer of the response failed";

    private final AsyncExecCallback callback;
    private final Capture capture;
    private final AsyncExecChain.Scope scope;
    private final Hops hops;

    TeeCallback(AsyncExecCallback callback, Capture capture, AsyncExecChain.Scope scope, Hops hops) {
        this.hops = hops;
        this.callback = callback;
        this.capture = capture;
        this.scope = scope;
    }

    @Override
    public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails entity)
            throws HttpException, IOException {
        Hops.end(scope.clientContext);
        capture.route(() -> hops.route(response));
        capture.head(() -> ApacheMessages.head(response, entity));
        if (entity == null) {
            capture.end();
        }
        try {
            AsyncDataConsumer consumer = callback.handleResponse(response, entity);
            return consumer == null ? null : new TeeConsumer(consumer, capture);
        } catch (Throwable e) {
            capture.fail(CONSUMER_FAILED);
            throw e;
        }
    }

    @Override
    public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
        callback.handleInformationResponse(response);
    }

    @Override
    public void completed() {
        capture.close();
        callback.completed();
    }

    @Override
    public void failed(Exception cause) {
        Hops.end(scope.clientContext);
        if (scope.cancellableDependency.isCancelled()) {
            capture.cancel();
        } else {
            capture.fail(cause, false);
        }
        callback.failed(cause);
    }

    private static final class TeeConsumer implements AsyncDataConsumer {

        private final AsyncDataConsumer consumer;
        private final Capture capture;

        TeeConsumer(AsyncDataConsumer consumer, Capture capture) {
            this.consumer = consumer;
            this.capture = capture;
        }

        @Override
        public void updateCapacity(CapacityChannel channel) throws IOException {
            consumer.updateCapacity(channel);
        }

        @Override
        public void consume(ByteBuffer source) throws IOException {
            capture.data(source);
            try {
                consumer.consume(source);
            } catch (Throwable e) {
                capture.fail(CONSUMER_FAILED);
                throw e;
            }
        }

        @Override
        public void streamEnd(@Nullable List<? extends Header> trailers) throws HttpException, IOException {
            capture.end();
            consumer.streamEnd(trailers);
        }

        @Override
        public void releaseResources() {
            consumer.releaseResources();
        }
    }
}
