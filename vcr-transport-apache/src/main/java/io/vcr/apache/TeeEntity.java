package io.vcr.apache;

import io.vcr.Capture;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** A response body that gives each piece to the caller as it arrives, and a copy to the capture. */
final class TeeEntity extends HttpEntityWrapper {

    private final Capture capture;
    private final ExecChain.Scope scope;
    private @Nullable InputStream content;

    TeeEntity(HttpEntity entity, Capture capture, ExecChain.Scope scope) {
        super(entity);
        this.capture = capture;
        this.scope = scope;
    }

    /** Returns the same stream for each call, as HttpClient's own streaming entities do. */
    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new TeeStream(super.getContent(), capture, scope);
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
    public void close() throws IOException {
        try (Closeable wrapped = super::close) {
            getContent().close();
        }
    }

    /** Makes one read of the body for each read of the caller, so that no byte is delayed. */
    private static final class TeeStream extends InputStream {

        private final InputStream in;
        private final Capture capture;
        private final ExecChain.Scope scope;
        private boolean ended;

        TeeStream(InputStream in, Capture capture, ExecChain.Scope scope) {
            this.in = in;
            this.capture = capture;
            this.scope = scope;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return readOn(target, offset, length);
            } catch (IOException | RuntimeException e) {
                capture.fail(e, VcrExecInterceptor.isCancelled(scope));
                throw e;
            }
        }

        private int readOn(byte[] target, int offset, int length) throws IOException {
            int read;
            try {
                read = in.read(target, offset, length);
            } catch (IOException | RuntimeException e) {
                ended = true;
                throw e;
            }
            if (read < 0) {
                ended = true;
                capture.end();
            } else {
                capture.data(target, offset, read);
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            try {
                if (!ended) {
                    drain();
                }
            } finally {
                if (VcrExecInterceptor.isCancelled(scope)) {
                    capture.cancel();
                }
                capture.close();
                in.close();
            }
        }

        /**
         * When a response is closed, HttpClient reads it to its end without a time limit, so that it can reuse the
         * connection. This method does so instead, so that these bytes are recorded.
         */
        private void drain() throws IOException {
            ExecRuntime runtime = scope.execRuntime;
            boolean connected = runtime.isEndpointAcquired();
            try {
                byte[] rest = new byte[8192];
                while (readOn(rest, 0, rest.length) >= 0) {
                    // to the end
                }
            } catch (IOException e) {
                // HttpClient's close would throw this too, unless the call was aborted or the exception comes from a
                // decoder.
                if (connected && !runtime.isEndpointAcquired()) {
                    throw e;
                }
            }
        }
    }
}
