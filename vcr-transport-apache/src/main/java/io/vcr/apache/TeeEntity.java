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
            InputStream body = super.getContent();
            content = capture.tee(body, body, () -> VcrExecInterceptor.isCancelled(scope), this::drain);
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

    /**
     * When a response is closed, HttpClient reads it to its end without a time limit, so that it can reuse the
     * connection. This method does so instead, so that these bytes are recorded.
     */
    private void drain(InputStream rest) throws IOException {
        ExecRuntime runtime = scope.execRuntime;
        boolean connected = runtime.isEndpointAcquired();
        try {
            rest.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // HttpClient's close would throw this too, unless the call was aborted or the exception comes from a
            // decoder.
            if (connected && !runtime.isEndpointAcquired()) {
                throw e;
            }
        }
    }
}
