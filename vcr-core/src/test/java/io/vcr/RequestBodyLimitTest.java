package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of a request body over the limit, and what it matches. */
class RequestBodyLimitTest {

    private static final int LIMIT = 200;
    private static final String FILLING = "x".repeat(LIMIT);
    private static final String BINARY = "application/octet-stream";

    private final StubPersister store = new StubPersister();

    @Test
    void bodyOfAsManyBytesAsTheLimitIsKeptWhole() throws IOException {
        HttpRequest request = typed(BINARY, FILLING);
        record(request);

        assertThat(stored().request().body()).isEqualTo(request.body());
    }

    @Test
    void largerBodyIsKeptAsItsLengthAndTheDigestOfItsBytes() throws Exception {
        byte[] bytes = (FILLING + "\0").getBytes(StandardCharsets.ISO_8859_1);
        record(typed(BINARY, FILLING + "\0"));

        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertThat(stored().request().body().text()).contains("<request body of 201 bytes, SHA-256 " + digest + ">");
    }

    @ParameterizedTest
    @EnumSource
    void recordedDigestAnswersTheSameBodyInAnotherProcess(CassetteCodec format) throws IOException {
        HttpRequest request = typed(BINARY, FILLING + "1");
        record(request);
        Cassette read = CassetteCodec.decode(ID, format.encode(cassette()), "test");
        store.memory.delete(ID);
        store.save(Cassette.of(ID, read.episodes()));

        assertThat(replay(request)).isEqualTo("answer");
    }

    @Test
    void otherBodyOfTheSameLengthIsRefusedWithBothDigests() throws IOException {
        record(typed(BINARY, FILLING + "1"));

        assertThat(replay(typed(BINARY, FILLING + "2")))
                .contains("differs in  body")
                .containsPattern("body: recorded 201 bytes with SHA-256 [0-9a-f]{16}\\.\\.\\.,"
                        + " sent 201 bytes with SHA-256 [0-9a-f]{16}\\.\\.\\.")
                .doesNotContain("ignore it");
    }

    @Test
    void boundaryOfAnyLengthDoesNotCount() throws IOException {
        record(multipart("a", FILLING));

        assertThat(replay(multipart("another-boundary", FILLING))).isEqualTo("answer");
    }

    @ParameterizedTest
    @CsvSource({"file.txt, y", "other.txt, x"})
    void contentAndHeadersOfAPartCount(String name, String content) throws IOException {
        record(multipart("a", FILLING));
        HttpRequest other = multipart("a", content.repeat(LIMIT));

        assertThat(replay(
                        other.withBody(Body.of(other.body().text().orElseThrow().replace("file.txt", name)))))
                .contains("differs in  body");
    }

    @Test
    void orderOfKeysAndIgnoredPlacesDoNotCount() throws IOException {
        Vcr vcr = builder().ignoring("$.run").build();
        record(vcr, post("{\"run\":9,\"text\":\"" + FILLING + "\"}"));

        assertThat(replay(vcr, post("{\"text\":\"" + FILLING + "\",\"run\":10}")))
                .isEqualTo("answer");
        assertThat(replay(vcr, post("{\"text\":\"" + FILLING + "2\",\"run\":10}")))
                .contains("differs in  body");
    }

    @Test
    void secretsDoNotCount() throws IOException {
        record(post("{\"password\":\"correct horse 1\",\"text\":\"" + FILLING + "\"}"));

        assertThat(replay(post("{\"password\":\"battery staple\",\"text\":\"" + FILLING + "\"}")))
                .isEqualTo("answer");
    }

    @Test
    void filtersRunOnTheWholeBody() throws IOException {
        Filter time = new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return request.body()
                        .text()
                        .map(text -> request.withBody(Body.of(text.replaceAll("at=[0-9]+", "at="))))
                        .orElse(request);
            }
        };
        Vcr vcr = builder().filter(time).build();
        record(vcr, typed("text/plain", FILLING + "at=1"));

        assertThat(replay(vcr, typed("text/plain", FILLING + "at=2"))).isEqualTo("answer");
    }

    @Test
    void encodedBodyIsMeasuredAndComparedDecoded() throws IOException {
        record(gzip(1, FILLING + FILLING));

        assertThat(stored().request().body().text().orElseThrow()).startsWith("<request body of 400 bytes");
        assertThat(replay(gzip(9, FILLING + FILLING))).isEqualTo("answer");
    }

    @Test
    void cassetteThatHoldsTheWholeBodyAnswersIt() throws IOException {
        HttpRequest request = post("{\"text\":\"" + FILLING + "\"}");
        store.save(Cassette.of(ID, List.of(Exchanges.episode(request, "answer"))));

        assertThat(replay(request)).isEqualTo("answer");
    }

    @Test
    void digestOfASmallerLimitIsNamedInTheMiss() throws IOException {
        HttpRequest request = typed(BINARY, FILLING + "1");
        record(request);

        assertThat(replay(builder().limits(Limits.DEFAULT).build(), request))
                .contains("..., which a smaller maxRequestBodyBytes has kept of it, sent 201 bytes");
    }

    @Test
    void idOfAJsonRpcRequestCountsBecauseTheResponseCannotRepeatIt() throws IOException {
        String rpc = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"m\",\"params\":[\"" + FILLING + "\"]}";
        record(post(rpc.formatted(1)));

        assertThat(replay(post(rpc.formatted(1)))).isEqualTo("answer");
        assertThat(replay(post(rpc.formatted(2)))).contains("differs in  body");
    }

    @Test
    void matchersOfTheUserSeeTheDigestOnBothSides() throws IOException {
        Vcr vcr = builder()
                .matchers(List.of(
                        Matchers.method(),
                        Matchers.projecting("text", request -> request.body().text())))
                .build();
        record(vcr, typed("text/plain", FILLING + "1"));

        assertThat(replay(vcr, typed("text/plain", FILLING + "1"))).isEqualTo("answer");
        assertThat(replay(vcr, typed("text/plain", FILLING + "2"))).contains("differs in  text");
    }

    @Test
    void largeBodiesFitIntoASmallCassette() throws IOException {
        Vcr vcr = builder()
                .limits(Limits.DEFAULT.withMaxRequestBodyBytes(LIMIT).withMaxCassetteBytes(1000))
                .build();

        assertThat(record(vcr, typed(BINARY, FILLING.repeat(100))).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ONCE", "ALL"})
    void openSessionHoldsNoBodyOverTheLimit(RecordMode mode) throws InterruptedException {
        Session session = builder().mode(mode).build().open(ID);
        ReferenceQueue<Body> released = new ReferenceQueue<>();
        WeakReference<Body> body = sent(session, released);

        Object found = null;
        for (int i = 0; i < 100 && found == null; i++) {
            System.gc();
            found = released.remove(100);
        }
        session.finish(Outcome.PASSED);

        assertThat(found).isSameAs(body);
    }

    /** Sends a body of which the caller keeps nothing, and leaves the call open. */
    private static WeakReference<Body> sent(Session session, ReferenceQueue<Body> released) {
        HttpRequest request = typed(BINARY, FILLING.repeat(2));
        assertThat(session.decide(request)).isInstanceOf(Decision.Live.class);
        return new WeakReference<>(request.body(), released);
    }

    private static HttpRequest multipart(String boundary, String file) {
        String body = """
                --%1$s
                Content-Disposition: form-data; name="file"; filename="file.txt"

                %2$s
                --%1$s--
                """.formatted(boundary, file).replace("\n", "\r\n");
        return typed("multipart/form-data; boundary=" + boundary, body);
    }

    private static HttpRequest gzip(int level, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(level);
            }
        }) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return post("").withHeaders(Headers.of("Content-Type", "text/plain", "Content-Encoding", "gzip"))
                .withBody(Body.of(bytes.toByteArray()));
    }

    private Vcr.Builder builder() {
        return Vcr.builder(store).environment(Map.of()).maxRequestBodyBytes(LIMIT);
    }

    private Report record(HttpRequest request) throws IOException {
        return record(builder().build(), request);
    }

    private static Report record(Vcr vcr, HttpRequest request) throws IOException {
        Session session = vcr.open(ID);
        exchange(session, request, ok("answer"));
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.counts().recorded()).isEqualTo(1);
        return report;
    }

    private String replay(HttpRequest request) throws IOException {
        return replay(builder().build(), request);
    }

    private static String replay(Vcr vcr, HttpRequest request) throws IOException {
        Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);
        try {
            return exchange(session, request, ok("live"));
        } finally {
            session.finish(Outcome.PASSED);
        }
    }

    private Cassette cassette() throws IOException {
        return store.load(ID).orElseThrow();
    }

    private Episode stored() throws IOException {
        return cassette().episodes().get(0);
    }
}
