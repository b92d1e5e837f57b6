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
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A request on its way: read once for the decision, and then sent with the very bytes that were read. Confined. */
final class OutgoingRequest {

    private final Request given;
    private final VcrInterceptor.Decided mark;
    private @Nullable ByteString body;
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

    HttpRequest toHttpRequest() {
        RequestBody source = given.body();
        if (source == null || source.isDuplex()) {
            return OkHttpMessages.request(given, Body.EMPTY);
        }
        if (body == null) {
            try {
                Buffer buffer = new Buffer();
                source.writeTo(buffer);
                body = buffer.readByteString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return OkHttpMessages.request(given, Body.of(body.toByteArray()));
    }

    Request toSend() {
        Request.Builder request =
                given.newBuilder().removeHeader(OpenSessions.KEY_HEADER).tag(VcrInterceptor.Decided.class, mark);
        RequestBody source = given.body();
        if (source != null && body != null) {
            request.method(given.method(), new ReadBody(source, body));
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
        private final ByteString bytes;

        ReadBody(RequestBody source, ByteString bytes) {
            this.source = source;
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return source.contentType();
        }

        @Override
        public long contentLength() throws IOException {
            return source.contentLength();
        }

        @Override
        public boolean isOneShot() {
            return source.isOneShot();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
