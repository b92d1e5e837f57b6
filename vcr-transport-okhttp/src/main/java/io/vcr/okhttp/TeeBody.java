package io.vcr.okhttp;

import io.vcr.Capture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A response body that gives each piece to the caller as it arrives, and a copy to the capture. */
final class TeeBody extends ResponseBody {

    private final ResponseBody body;
    private final BufferedSource source;

    TeeBody(ResponseBody body, Capture capture, Call call) {
        this.body = body;
        this.source = Okio.buffer(new TeeSource(body.source(), capture, call));
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    /** Makes one read of the body for each read of the caller, so that no byte is delayed. */
    private static final class TeeSource extends ForwardingSource {

        /** How long the adapter reads on in a response that the caller has closed, to find its end. */
        private static final long DRAIN_MILLIS = 50;

        private final Capture capture;
        private final Call call;
        private boolean ended;

        TeeSource(Source delegate, Capture capture, Call call) {
            super(delegate);
            this.capture = capture;
            this.call = call;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long read;
            try {
                read = delegate().read(sink, byteCount);
            } catch (IOException | RuntimeException e) {
                ended = true;
                capture.fail(e, call.isCanceled());
                throw e;
            }
            if (read < 0) {
                ended = true;
                capture.end();
            } else if (!capture.isOver()) {
                Buffer copy = new Buffer();
                sink.copyTo(copy, sink.size() - read, read);
                capture.data(ByteBuffer.wrap(copy.readByteArray()));
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!ended && !capture.isComplete()) {
                drain();
            }
            capture.close();
            super.close();
        }

        private void drain() {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
            boolean had = timeout().hasDeadline();
            long before = had ? timeout().deadlineNanoTime() : 0;
            timeout().deadlineNanoTime(had ? Math.min(before, deadline) : deadline);
            try {
                Buffer rest = new Buffer();
                while (delegate().read(rest, 8192) >= 0) {
                    capture.data(ByteBuffer.wrap(rest.readByteArray()));
                }
                capture.end();
            } catch (IOException e) {
                // The end was not reached in time, so the capture is closed below. A cancelled call counts as a
                // failure.
                if (call.isCanceled()) {
                    capture.fail(e, call.isCanceled());
                }
            } finally {
                if (had) {
                    timeout().deadlineNanoTime(before);
                } else {
                    timeout().clearDeadline();
                }
            }
        }
    }
}
