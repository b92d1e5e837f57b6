package io.vcr.apache4;

import io.vcr.Capture;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Passes each event of a response to the capture and to the caller as it arrives. The capture comes first, because an
 * event may make the caller end the test and its session.
 */
record TeeConsumer<T>(HttpAsyncResponseConsumer<T> consumer, Capture capture, HttpContext context)
        implements HttpAsyncResponseConsumer<T> {

    /** What a consumer throws itself comes back as a failure of the call. It is none of the connection. */
    private static final String CONSUMER_FAILED = "the consumer of the response failed";

    @Override
    public void responseReceived(HttpResponse response) throws IOException, HttpException {
        capture.route(() -> ApacheMessages.route(context, response));
        capture.head(() -> ApacheMessages.head(response));
        if (response.getEntity() == null) {
            capture.end();
        }
        try {
            consumer.responseReceived(response);
        } catch (Throwable e) {
            capture.fail(CONSUMER_FAILED);
            throw e;
        }
    }

    @Override
    public void consumeContent(ContentDecoder decoder, IOControl connection) throws IOException {
        try {
            consumer.consumeContent(new TeeDecoder(decoder, capture), new TeeControl(connection, capture));
        } catch (Throwable e) {
            capture.fail(CONSUMER_FAILED);
            throw e;
        }
    }

    @Override
    public void responseCompleted(HttpContext context) {
        capture.end();
        consumer.responseCompleted(context);
    }

    @Override
    public void failed(Exception cause) {
        capture.fail(cause, false);
        consumer.failed(cause);
    }

    @Override
    public boolean cancel() {
        capture.cancel();
        return consumer.cancel();
    }

    @Override
    public void close() throws IOException {
        capture.close();
        consumer.close();
    }

    @Override
    public @Nullable Exception getException() {
        return consumer.getException();
    }

    @Override
    public T getResult() {
        return consumer.getResult();
    }

    @Override
    public boolean isDone() {
        return consumer.isDone();
    }

    /** A consumer that shuts the connection down wants no more. */
    private record TeeControl(IOControl connection, Capture capture) implements IOControl {

        @Override
        public void requestInput() {
            connection.requestInput();
        }

        @Override
        public void suspendInput() {
            connection.suspendInput();
        }

        @Override
        public void requestOutput() {
            connection.requestOutput();
        }

        @Override
        public void suspendOutput() {
            connection.suspendOutput();
        }

        @Override
        public void shutdown() throws IOException {
            capture.cancel();
            connection.shutdown();
        }
    }

    private record TeeDecoder(ContentDecoder decoder, Capture capture) implements ContentDecoder {

        @Override
        public int read(ByteBuffer target) throws IOException {
            int before = target.position();
            int read = readOrFail(target);
            if (read > 0) {
                capture.data(target.duplicate().limit(before + read).position(before));
            }
            if (decoder.isCompleted()) {
                capture.end();
            }
            return read;
        }

        private int readOrFail(ByteBuffer target) throws IOException {
            try {
                return decoder.read(target);
            } catch (IOException | RuntimeException e) {
                capture.fail(e, false);
                throw e;
            }
        }

        @Override
        public boolean isCompleted() {
            return decoder.isCompleted();
        }
    }
}
