package io.vcr.okhttp;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.OutgoingRequest;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The request of one call: its body is read once for the decision, and the same bytes are sent. Confined to one thread.
 */
final class OutgoingCall implements OutgoingRequest {

    private final Request given;
    private @Nullable ReadBody read;
    private @Nullable Request sent;

    OutgoingCall(Request given) {
        this.given = given;
    }

    /** A duplex body is written while the response is read, so it cannot be read before the decision. */
    boolean isDuplex() {
        return given.body() != null && given.body().isDuplex();
    }

    @Override
    public HttpRequest head() {
        return OkHttpMessages.request(given);
    }

    @Override
    public Body body() throws IOException {
        RequestBody source = given.body();
        if (source == null || source.isDuplex()) {
            return Body.EMPTY;
        }
        Buffer buffer = new Buffer();
        long length = source.contentLength(); // read first: some bodies count what is left of a stream
        source.writeTo(buffer);
        Body body = Body.of(buffer.readByteArray());
        read = new ReadBody(source, length, body);
        return body;
    }

    Request toSend() {
        if (read == null && given.header(OpenSessions.KEY_HEADER) == null) {
            sent = given;
            return given;
        }
        Request.Builder request = given.newBuilder().removeHeader(OpenSessions.KEY_HEADER);
        sent = (read == null ? request : request.method(given.method(), read)).build();
        return sent;
    }

    /** The response with the request of the caller, unless OkHttp has followed a redirect. */
    Response answered(Response response) {
        return response.request() == sent && sent != given
                ? response.newBuilder().request(given).build()
                : response;
    }

    /** Sends the bytes that were read like the original body: with its type, and with or without a length. */
    private static final class ReadBody extends RequestBody {

        private final RequestBody source;
        private final long length;
        private final Body body;

        ReadBody(RequestBody source, long length, Body body) {
            this.source = source;
            this.length = length;
            this.body = body;
        }

        @Override
        public @Nullable MediaType contentType() {
            return source.contentType();
        }

        @Override
        public long contentLength() {
            return length;
        }

        @Override
        public boolean isOneShot() {
            return source.isOneShot();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(body.buffer());
        }
    }
}
