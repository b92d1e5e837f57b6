package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final Body TEXT = Body.of("hello, hello, hello");

    private interface Encoding {
        OutputStream over(OutputStream target) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip "})
    void gzipIsDecodedAndItsHeadersFit(String encoding) throws IOException {
        HttpResponse stored = Framing.stored(
                response(encoded(GZIPOutputStream::new), "Content-Encoding", encoding, "Content-Length", "39"),
                NO_LIMIT);

        assertThat(stored.body()).isEqualTo(TEXT);
        assertThat(stored.headers()).isEqualTo(Headers.of("Content-Length", "19"));
    }

    @Test
    void deflateIsDecoded() throws IOException {
        HttpResponse stored =
                Framing.stored(response(encoded(DeflaterOutputStream::new), "Content-Encoding", "deflate"), NO_LIMIT);

        assertThat(stored).isEqualTo(response(TEXT));
    }

    @Test
    void deflateWithoutItsZlibHeaderIsDecoded() throws IOException {
        Body raw = encoded(out -> new DeflaterOutputStream(out, new Deflater(9, true)));
        HttpResponse stored = Framing.stored(response(raw, "Content-Encoding", "deflate"), NO_LIMIT);

        assertThat(stored).isEqualTo(response(TEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void aLyingEncodingLeavesTheBodyAndLosesTheHeader(String encoding) throws IOException {
        assertThat(Framing.stored(response(TEXT, "Content-Encoding", encoding), NO_LIMIT))
                .isEqualTo(response(TEXT));
    }

    @Test
    void anUnknownEncodingStaysAsItIs() throws IOException {
        HttpResponse brotli = response(Body.of(new byte[] {1, 2}), "Content-Encoding", "br", "Content-Length", "2");

        assertThat(Framing.stored(brotli, NO_LIMIT)).isEqualTo(brotli);
    }

    @Test
    void chunkedIsOfTheWireOnly() throws IOException {
        assertThat(Framing.stored(response(TEXT, "Transfer-Encoding", "chunked"), NO_LIMIT))
                .isEqualTo(response(TEXT));
    }

    @Test
    void aWrongLengthIsCorrected() {
        assertThat(Framing.fitting(response(TEXT, "Content-Length", "5")))
                .isEqualTo(response(TEXT, "Content-Length", "19"));
    }

    @Test
    void noLengthIsAdded() {
        assertThat(Framing.fitting(response(TEXT)).headers()).isEqualTo(Headers.EMPTY);
    }

    @Test
    void aBodyThatGrowsOverTheLimitIsGivenUp() {
        Body bomb = encoded(GZIPOutputStream::new, Body.of(new byte[100_000]));

        assertThatExceptionOfType(Framing.TooLargeException.class)
                .isThrownBy(() -> Framing.stored(response(bomb, "Content-Encoding", "gzip"), 99_999));
    }

    @Test
    void aBodyOfExactlyTheLimitIsKept() throws IOException {
        Body body = encoded(GZIPOutputStream::new, Body.of(new byte[100_000]));

        assertThat(Framing.stored(response(body, "Content-Encoding", "gzip"), 100_000)
                        .body()
                        .length())
                .isEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 304"})
    void whereTheBodyIsLeftOutTheHeadersDescribeIt(String method, int status) {
        HttpResponse head = new HttpResponse(
                status, "", Headers.of("Content-Length", "500", "Content-Encoding", "gzip"), Body.EMPTY);

        assertThat(Framing.replayed(method, head)).isEqualTo(head);
    }

    @Test
    void elsewhereAnEmptyBodyHasNoLength() {
        HttpResponse emptied = response(Body.EMPTY, "Content-Length", "500");

        assertThat(Framing.replayed("GET", emptied)).isEqualTo(response(Body.EMPTY, "Content-Length", "0"));
    }

    @Test
    void noContentHasNone() {
        HttpResponse response = new HttpResponse(204, "No Content", Headers.EMPTY, Body.EMPTY);

        assertThat(Framing.replayed("DELETE", response)).isEqualTo(response);
    }

    @Test
    void whatVcrpyStoredWithGzipIsReplayedDecoded() {
        HttpResponse stored = response(encoded(GZIPOutputStream::new), "content-encoding", "gzip");

        assertThat(Framing.replayed("GET", stored)).isEqualTo(response(TEXT));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 503, 529})
    void nobodySleepsBeforeARetry(int status) {
        HttpResponse response =
                new HttpResponse(status, "", Headers.of("Retry-After", "30", "retry-after-ms", "30000"), Body.EMPTY);

        assertThat(Framing.replayed("GET", response).headers())
                .isEqualTo(Headers.of("Retry-After", "0", "Retry-After-Ms", "0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 301, 404})
    void aDelayThatIsNoRetryStays(int status) {
        HttpResponse response = new HttpResponse(status, "", Headers.of("Retry-After", "30"), Body.EMPTY);

        assertThat(Framing.replayed("GET", response)).isEqualTo(response);
    }

    @Test
    void noDelayIsAdded() {
        HttpResponse response = new HttpResponse(429, "", Headers.EMPTY, Body.EMPTY);

        assertThat(Framing.replayed("GET", response)).isEqualTo(response);
    }

    private static HttpResponse response(Body body, String... headers) {
        return new HttpResponse(200, "OK", Headers.of(headers), body);
    }

    private static Body encoded(Encoding encoding) {
        return encoded(encoding, TEXT);
    }

    private static Body encoded(Encoding encoding, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = encoding.over(bytes)) {
            out.write(body.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(bytes.toByteArray());
    }
}
