package io.vcr.apache4;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.transport.OutgoingRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.concurrent.Cancellable;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread.
 */
final class OutgoingCall implements OutgoingRequest {

    private final HttpHost target;
    private final HttpRequest given;
    private @Nullable ReadEntity read;

    OutgoingCall(HttpHost target, HttpRequest given) {
        this.target = target;
        this.given = given;
    }

    private @Nullable HttpEntity entity() {
        return given instanceof HttpEntityEnclosingRequest enclosing ? enclosing.getEntity() : null;
    }

    @Override
    public io.vcr.http.HttpRequest head() {
        return ApacheMessages.request(given, entity(), target);
    }

    @Override
    public Body body() throws IOException {
        HttpEntity source = entity();
        if (source == null) {
            return Body.EMPTY;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = source.getContentLength(); // read first: some entities count what is left of a stream
        source.writeTo(bytes);
        read = new ReadEntity(source, length, bytes.toByteArray());
        return Body.of(read.bytes);
    }

    /** A copy of the request if it must change, because the caller may send its own again. */
    HttpRequest toSend() {
        if (read == null && !given.containsHeader(OpenSessions.KEY_HEADER)) {
            return given;
        }
        HttpRequest sent = given instanceof HttpEntityEnclosingRequest enclosing
                ? new EnclosingCopy(enclosing, read == null ? enclosing.getEntity() : read)
                : new Copy(given);
        sent.setHeaders(given.getAllHeaders());
        sent.removeHeaders(OpenSessions.KEY_HEADER);
        copyParams(given, sent);
        return sent;
    }

    /** The configuration of requests that are written for HttpClient 4.2. */
    @SuppressWarnings("deprecation")
    private static void copyParams(HttpRequest from, HttpRequest to) {
        to.setParams(from.getParams());
    }

    /** What HttpClient asks the request of a caller for, besides the message. */
    private interface OfCaller extends HttpExecutionAware, Configurable {

        HttpRequest given();

        @Override
        default boolean isAborted() {
            return given() instanceof HttpExecutionAware call && call.isAborted();
        }

        @Override
        default void setCancellable(@Nullable Cancellable exchange) {
            if (given() instanceof HttpExecutionAware call) {
                call.setCancellable(exchange);
            }
        }

        @Override
        default @Nullable RequestConfig getConfig() {
            return given() instanceof Configurable configurable ? configurable.getConfig() : null;
        }
    }

    private static final class Copy extends BasicHttpRequest implements OfCaller {

        private final HttpRequest given;

        Copy(HttpRequest given) {
            super(given.getRequestLine());
            this.given = given;
        }

        @Override
        public HttpRequest given() {
            return given;
        }
    }

    private static final class EnclosingCopy extends BasicHttpEntityEnclosingRequest implements OfCaller {

        private final HttpRequest given;

        EnclosingCopy(HttpRequest given, @Nullable HttpEntity entity) {
            super(given.getRequestLine());
            this.given = given;
            setEntity(entity);
        }

        @Override
        public HttpRequest given() {
            return given;
        }
    }

    /** Sends the bytes that were read like the original entity: with its type, length and encoding. */
    private static final class ReadEntity extends HttpEntityWrapper {

        private final long length;
        private final byte[] bytes;

        ReadEntity(HttpEntity source, long length, byte[] bytes) {
            super(source);
            this.length = length;
            this.bytes = bytes;
        }

        @Override
        public long getContentLength() {
            return length;
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            target.write(bytes);
        }
    }
}
