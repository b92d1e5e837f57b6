package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Failure.Kind;
import io.vcr.spi.Persister;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    private static final HttpRequest REQUEST = get("https://h/known");
    private static final String KEY = "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT5vX7".repeat(2);

    private final Persister store = Persisters.inMemory();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownHostException("h"), Kind.UNKNOWN_HOST),
                Arguments.of(new ConnectException("Connection refused"), Kind.REFUSED),
                Arguments.of(new NoRouteToHostException("No route to host"), Kind.REFUSED),
                Arguments.of(new SocketTimeoutException("Connect timed out"), Kind.CONNECT_TIMEOUT),
                Arguments.of(new SSLHandshakeException("PKIX path building failed"), Kind.TLS),
                Arguments.of(new SSLPeerUnverifiedException("Hostname h not verified"), Kind.TLS),
                Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), Kind.TLS),
                Arguments.of(new SocketTimeoutException("Read timed out"), Kind.TIMEOUT),
                Arguments.of(new InterruptedIOException("timeout"), Kind.TIMEOUT),
                Arguments.of(new SocketException("Connection reset"), Kind.RESET),
                Arguments.of(new IOException("Connection reset by peer"), Kind.RESET),
                Arguments.of(new EOFException("EOF reached while reading"), Kind.CUT),
                Arguments.of(new IOException("unexpected end of stream on http://h/"), Kind.CUT),
                Arguments.of(new ProtocolException("unexpected end of stream"), Kind.CUT),
                Arguments.of(new IOException("HTTP/1.1 header parser received no bytes"), Kind.LOST));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureBeforeAResponseIsThrownAgain(IOException failure, Kind kind) throws IOException {
        record(Recorded.ERRORS, capture -> capture.fail(failure, false));

        Episode replayed = replay().episode();

        assertThat(replayed.response()).isEqualTo(Episode.NO_RESPONSE);
        assertThat(replayed.failure())
                .isEqualTo(new Failure(kind, failure.getClass().getName(), failure.getMessage(), false));
        assertThat(replayed.failure().toException()).hasSameClassAs(failure).hasMessage(failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsDroppedByDefaultAndTheLineNamesTheSetting(IOException failure, Kind kind) {
        Report report = record(Recorded.SUCCESS, capture -> capture.fail(failure, false));

        String reason = kind == Kind.TIMEOUT || kind == Kind.CONNECT_TIMEOUT ? "timeout" : "connection lost";
        assertThat(report.counts().dropped()).isEqualTo(Map.of(reason, 1));
        assertThat(report.line("T#m")).endsWith(" :: T#m (vcr.record=errors records failed exchanges)");
    }

    @Test
    void failureThatAFutureHasWrappedIsRecordedAsTheClientThrewIt() throws IOException {
        record(Recorded.ERRORS, capture -> capture.fail(new CompletionException(new ConnectException()), false));

        assertThat(replay().episode().failure())
                .isEqualTo(new Failure(Kind.REFUSED, "java.net.ConnectException", "", false));
        assertThat(replay().episode().failure().toException()).hasMessage(null);
    }

    /** The reactive consumer of HttpClient 5.6 has one for a connection that is cut. */
    @Test
    void interruptionWithoutAMessageThatNobodyHasCausedIsALostConnection() throws IOException {
        record(Recorded.ERRORS, capture -> capture.fail(new InterruptedIOException(), false));

        assertThat(replay().episode().failure())
                .isEqualTo(new Failure(Kind.LOST, "java.io.InterruptedIOException", "", false));
    }

    @Test
    void cancelledCallIsNeverRecorded() {
        Report report = record(Recorded.ERRORS, capture -> capture.fail(new IOException("Canceled"), true));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void mistakeOfTheApplicationIsNeverRecorded() {
        Report report = record(Recorded.ERRORS, capture -> capture.fail(new IllegalStateException("bug"), false));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("IllegalStateException", 1));
    }

    @Test
    void bodyEndsAtTheSameByte() throws IOException {
        record(Recorded.ERRORS, capture -> cut(capture, Headers.of("Content-Length", "10"), bytes("1234")));

        InputStream body = replay().open();

        assertThat(body.readNBytes(4)).isEqualTo(bytes("1234"));
        assertThatThrownBy(body::read).isInstanceOf(EOFException.class).hasMessage("cut");
        assertThatThrownBy(() -> body.read(new byte[8])).isInstanceOf(EOFException.class);
        assertThat(replay().episode().response().headers().first("Content-Length"))
                .contains("10");
    }

    @Test
    void bodyThatTheClientTookForWholeEndsSilently() throws IOException {
        record(Recorded.ERRORS, capture -> {
            capture.head(response(Headers.of("Content-Length", "10")));
            capture.data(bytes("1234"), 0, 4);
            capture.end();
        });

        assertThat(replay().open().readAllBytes()).isEqualTo(bytes("1234"));
    }

    @Test
    void gzipIsDecodedAsFarAsItGoes() throws IOException {
        String text = "one two three ".repeat(2000);
        byte[] gzip = gzip(text);
        Headers headers = Headers.of("Content-Encoding", "gzip", "Content-Length", "" + gzip.length);
        record(Recorded.ERRORS, capture -> cut(capture, headers, java.util.Arrays.copyOf(gzip, gzip.length - 20)));

        HttpResponse response = replay().episode().response();

        assertThat(response.headers()).isEqualTo(Headers.EMPTY);
        assertThat(text).startsWith(response.body().text().orElseThrow());
        assertThat(response.body().length()).isPositive();
    }

    @Test
    void secretInThePartThatArrivedIsReplaced() throws IOException {
        String part = "{\"access_token\": \"" + KEY + "\", \"expires";
        record(Recorded.ERRORS, capture -> cut(capture, Headers.of("Content-Length", "500"), bytes(part)));

        HttpResponse response = replay().episode().response();

        assertThat(response.body().text().orElseThrow()).doesNotContain(KEY).endsWith("\"expires");
        assertThat(response.headers().first("Content-Length"))
                .contains("" + (500 - part.length() + response.body().length()));
    }

    @Test
    void secretInTheMessageOfAnExceptionIsReplaced() throws IOException {
        record(
                Recorded.ERRORS,
                capture ->
                        capture.fail(new IOException("unexpected end of stream on https://h/?api_key=" + KEY), false));

        assertThat(replay().episode().failure().message())
                .startsWith("unexpected end of stream on https://h/?api_key=")
                .doesNotContain(KEY);
    }

    @Test
    void exceptionOfAnotherLibraryIsReplacedByOneOfTheSameKind() {
        Failure failure = new Failure(Kind.TIMEOUT, "com.evil.Gadget", "text", false);

        assertThat(failure.toException())
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("text");
    }

    @Test
    void failedTestSavesNoFailure() {
        Session session = open(Recorded.ERRORS);
        ((Decision.Live) session.decide(REQUEST)).capture().fail(new ConnectException(), false);

        assertThat(session.finish(Outcome.FAILED).verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
    }

    private static void cut(Capture capture, Headers headers, byte[] part) {
        capture.head(response(headers));
        capture.data(part, 0, part.length);
        capture.fail(new EOFException("cut"), false);
    }

    private static HttpResponse response(Headers headers) {
        return new HttpResponse(200, "OK", headers, Body.EMPTY);
    }

    private static byte[] bytes(String text) {
        return Body.of(text).bytes();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(bytes(text));
        }
        return bytes.toByteArray();
    }

    private Report record(Recorded recorded, java.util.function.Consumer<Capture> exchange) {
        Session session = open(recorded);
        exchange.accept(((Decision.Live) session.decide(REQUEST)).capture());
        return session.finish(Outcome.PASSED);
    }

    private Session open(Recorded recorded) {
        return Vcr.builder(store).environment(Map.of()).record(recorded).build().open(ID);
    }

    private Decision.Replay replay() {
        try (Session session = Vcr.builder(store)
                .mode(RecordMode.NONE)
                .environment(Map.of())
                .build()
                .open(ID)) {
            return (Decision.Replay) session.decide(REQUEST);
        }
    }
}
