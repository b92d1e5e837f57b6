package io.vcr.okhttp;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A request on its way: read once for the decision, and then sent with the very bytes that were read. Confined. */
final class OutgoingRequest {

    private final Request given;
    private final VcrInterceptor.Decided mark;
    private @Nullable ReadBody read;
    private @Nullable Request sent;

    OutgoingRequest(Request given, VcrInterceptor.Decided mark) {
        this.given = given;
        this.mark = mark;
    }

    Request given() {
        return given;
    }

    Optional<String> key() {
        return Optional.ofNullable(given.header(OpenSessions.KEY_HEADER));
    }

    /** A duplex body is written while the response is read: it cannot be known before. */
    boolean isDuplex() {
        return given.body() != null && given.body().isDuplex();
    }

    HttpRequest head() {
        return OkHttpMessages.request(given, Body.EMPTY);
    }

    /** Reads the body; from then on it is sent from memory. */
    Body body() {
        RequestBody source = given.body();
        if (source == null || source.isDuplex()) {
            return Body.EMPTY;
        }
        try {
            Buffer buffer = new Buffer();
            long length = source.contentLength(); // before it is consumed: some ask the stream how much is left
            source.writeTo(buffer);
            Body body = Body.of(buffer.readByteArray());
            read = new ReadBody(source, length, body);
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Request toSend() {
        Request.Builder request =
                given.newBuilder().removeHeader(OpenSessions.KEY_HEADER).tag(VcrInterceptor.Decided.class, mark);
        if (read != null) {
            request.method(given.method(), read);
        }
        sent = request.build();
        return sent;
    }

    /**
     * The request that a response names: the one that the caller gave, or the last one if the network has followed a
     * redirect. Never a marked one, for the caller may send it again.
     */
    Request answered(Request named) {
        return named == sent
                ? given
                : named.newBuilder().tag(VcrInterceptor.Decided.class, null).build();
    }

    /** The bytes that were read, sent as the original would have been: with its type and with or without a length. */
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
