package io.vcr.apache4;

import io.vcr.Capture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/** A live response whose body reaches the caller as it arrives, with a copy to the capture. Confined to one thread. */
final class TeeResponse extends BasicHttpResponse implements CloseableHttpResponse {

    /** How long a busy machine may take to start a thread. */
    private static final long START_MILLIS = 500;

    private final CloseableHttpResponse response;
    private final Capture capture;
    private final BooleanSupplier isCancelled;
    private final TeeEntity tee;

    TeeResponse(CloseableHttpResponse response, HttpEntity entity, Capture capture, BooleanSupplier isCancelled) {
        super(response.getStatusLine());
        this.response = response;
        this.capture = capture;
        this.isCancelled = isCancelled;
        this.tee = new TeeEntity(entity);
        setHeaders(response.getAllHeaders());
        setLocale(response.getLocale());
        setEntity(tee);
    }

    /**
     * HttpClient closes the connection, and reads nothing more. An end that has arrived is recorded all the same. Events
     * mark their end, and a caller that closes their stream does not want more of them.
     */
    @Override
    public void close() throws IOException {
        if (capture.isComplete() || capture.isEventStream()) {
            capture.close();
            response.close();
        } else {
            capture.tee(tee.body(), response, isCancelled, this::readOnForAMoment)
                    .close();
        }
    }

    /**
     * Reads on in a thread of its own, because a read may wait for ever. The caller closes the response after the drain
     * time, which ends such a read: the connection goes back to its pool, and the thread ends.
     */
    private void readOnForAMoment(InputStream rest) {
        CountDownLatch begun = new CountDownLatch(1);
        Thread reader = new Thread(
                () -> {
                    begun.countDown();
                    try {
                        rest.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException | RuntimeException e) {
                        // The end was not reached, and the capture learns of it from the close.
                    }
                },
                "vcr-drain");
        reader.setDaemon(true);
        reader.start();
        try {
            begun.await(START_MILLIS, TimeUnit.MILLISECONDS);
            reader.join(capture.drainTime().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class TeeEntity extends HttpEntityWrapper {

        private @Nullable InputStream body;
        private @Nullable InputStream content;

        TeeEntity(HttpEntity entity) {
            super(entity);
        }

        /** The body of the client, always the same stream. */
        InputStream body() throws IOException {
            if (body == null) {
                body = super.getContent();
            }
            return body;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                // HttpClient reads a body to its end when it is closed. The tee does so instead, so that it is
                // recorded.
                content = capture.tee(
                        body(), body(), isCancelled, rest -> rest.transferTo(OutputStream.nullOutputStream()));
            }
            return content;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            try (InputStream in = getContent()) {
                in.transferTo(target);
            }
        }

        @Override
        @SuppressWarnings("deprecation")
        public void consumeContent() throws IOException {
            getContent().close();
        }
    }
}
