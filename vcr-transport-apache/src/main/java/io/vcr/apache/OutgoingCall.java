package io.vcr.apache;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.OutgoingRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread.
 */
final class OutgoingCall implements OutgoingRequest {

    private final ClassicHttpRequest given;
    private final HttpRoute route;
    private @Nullable ReadEntity read;

    OutgoingCall(ClassicHttpRequest given, HttpRoute route) {
        this.given = given;
        this.route = route;
    }

    @Override
    public HttpRequest head() {
        return ApacheMessages.request(given, given.getEntity(), route);
    }

    @Override
    public Body body() throws IOException {
        HttpEntity source = given.getEntity();
        if (source == null) {
            return Body.EMPTY;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = source.getContentLength(); // read first: some entities count what is left of a stream
        source.writeTo(bytes);
        read = new ReadEntity(source, length, bytes.toByteArray());
        return Body.of(read.bytes);
    }

    /** A copy of the request if it must change, because an outer interceptor may send its own again. */
    ClassicHttpRequest toSend() {
        if (read == null && !given.containsHeader(OpenSessions.KEY_HEADER)) {
            return given;
        }
        ClassicHttpRequest sent = ClassicRequestBuilder.copy(given).build();
        sent.removeHeaders(OpenSessions.KEY_HEADER);
        if (read != null) {
            sent.setEntity(read);
        }
        return sent;
    }

    /** Sends the bytes that were read like the original entity: with its type, length and trailers. */
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
