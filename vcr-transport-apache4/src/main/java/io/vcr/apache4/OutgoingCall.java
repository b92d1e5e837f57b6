package io.vcr.apache4;

import io.vcr.http.Body;
import io.vcr.transport.OutgoingRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.entity.HttpEntityWrapper;
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

    @Override
    public io.vcr.http.HttpRequest head() {
        return ApacheMessages.request(given, RequestCopy.entity(given), target);
    }

    @Override
    public Body body() throws IOException {
        HttpEntity source = RequestCopy.entity(given);
        if (source == null) {
            return Body.EMPTY;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = source.getContentLength(); // read first: some entities count what is left of a stream
        source.writeTo(bytes);
        read = new ReadEntity(source, length, bytes.toByteArray());
        return Body.of(read.bytes);
    }

    HttpRequest toSend() {
        return RequestCopy.of(given, read);
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
