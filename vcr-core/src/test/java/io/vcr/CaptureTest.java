package io.vcr;

import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {

    private final Persister persister = Persisters.inMemory();
    private final AtomicReference<Instant> now = new AtomicReference<>(Exchanges.NOON);
    private final Session session = Vcr.builder(persister)
            .clock(new SettableClock())
            .limits(Limits.DEFAULT.withMaxBodyBytes(10))
            .build()
            .open(Exchanges.ID);

    @AfterEach
    void finish() {
        session.finish(Outcome.FAILED);
    }

    @Test
    void theEndOfTheBodyCompletesIt() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "hello");
        capture.end();

        assertThat(recorded().get(0).response().body()).isEqualTo(Body.of("hello"));
    }

    @Test
    void aCloseAfterTheStatedLengthCompletesIt() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Length", "5");
        data(capture, "hello");
        capture.close();

        assertThat(recorded()).hasSize(1);
    }

    @Test
    void aCloseBeforeTheStatedLengthDropsIt() {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Length", "6");
        data(capture, "hello");
        capture.close();

        assertThat(dropped()).containsOnlyKeys("closed early");
    }

    /** HttpURLConnection of Java 17 takes a connection that is cut for the end of the body. */
    @Test
    void anEndBeforeTheStatedLengthDropsIt() {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Length", "6");
        data(capture, "hello");
        capture.end();

        assertThat(dropped()).containsOnlyKeys("connection lost");
    }

    /** A parser of the AWS SDK drops half a frame without an error, so nobody else would notice. */
    @Test
    void anEndInsideAFrameDropsIt() {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Type", "application/vnd.amazon.eventstream");
        data(capture, "\0\0\0\u0020");
        capture.end();

        assertThat(dropped()).containsOnlyKeys("event stream cut short");
    }

    @Test
    void aCloseWithoutAnyLengthDropsIt() {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "hello");
        capture.close();

        assertThat(dropped()).containsOnlyKeys("closed early");
    }

    /** Jackson closes a body behind the last bracket, and the end of the stream may be late. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{}]\n", "{\"a\":1}", "{\"}\":[]}", "{\"\\\"{\":1}"})
    void aCloseBehindTheLastBracketOfJsonCompletesIt(String json) throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Type", "application/json; charset=utf-8");
        data(capture, json);
        capture.close();

        assertThat(recorded()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json       | {\"a\":[1]",
                "application/json       | {\"a\":\"}",
                "application/json       | {}}",
                "application/json       | {} {}",
                "application/json       | 12",
                "application/x-ndjson   | {}",
                "application/x-seq+json | {}"
            })
    void aCloseAnywhereElseInJsonDropsIt(String type, String body) {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Type", type);
        data(capture, body);
        capture.close();

        assertThat(dropped()).containsOnlyKeys("closed early");
    }

    @Test
    void aCloseBehindTheLastBracketButBeforeTheStatedLengthDropsIt() {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Type", "application/json", "Content-Length", "3");
        data(capture, "{}");
        capture.close();

        assertThat(dropped()).containsOnlyKeys("closed early");
    }

    @Test
    void aCloseAfterATerminalEventCompletesIt() throws IOException {
        Session streams = Vcr.builder(persister).build().open("streams");
        Capture capture = ((Decision.Live) streams.decide(get("https://h/"))).capture();
        head(capture, "Content-Type", "text/event-stream");
        data(capture, "data: {}\n\ndata: [DONE]\n\n");
        capture.close();

        assertThat(streams.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void aResponseThatHasNoBodyIsCompleteWithItsHead(String method, int status) {
        Capture capture = live(new HttpRequest(method, get("https://h/").uri(), Headers.EMPTY, Body.EMPTY));
        capture.head(new HttpResponse(status, "", Headers.of("Content-Length", "500"), Body.EMPTY));

        assertThat(capture.isComplete()).isTrue();
        session.finish(Outcome.PASSED);
    }

    @Test
    void withoutAHeadNothingIsComplete() {
        Capture capture = live(get("https://h/"));

        assertThat(capture.isComplete()).isFalse();
        session.finish(Outcome.PASSED);
    }

    @Test
    void anEndWithoutAHeadDropsIt() {
        live(get("https://h/")).end();

        assertThat(dropped()).containsOnlyKeys("no response");
    }

    @Test
    void aFailureDropsItWithItsReason() {
        Capture capture = live(get("https://h/"));
        head(capture);
        capture.fail("connection lost");

        assertThat(dropped()).containsOnlyKeys("connection lost");
    }

    @Test
    void aBodyOfExactlyTheLimitIsRecorded() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "0123456789");
        capture.end();

        assertThat(recorded()).hasSize(1);
    }

    @Test
    void aBodyOverTheLimitIsDroppedAsAWhole() {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "0123456789");
        data(capture, "x");
        capture.end();

        assertThat(dropped()).containsOnlyKeys("body over maxBodyBytes");
    }

    @Test
    void aBodyOverTheLimitIsDroppedWhenItIsAndNotWhenItEnds() {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "0123456789x");

        assertThat(capture.isOver()).isTrue();
    }

    @Test
    void aBodyThatAnnouncesMoreThanTheLimitIsDroppedBeforeItComes() {
        Capture capture = live(get("https://h/"));
        head(capture, "Content-Length", "11");

        assertThat(capture.isOver()).isTrue();
        assertThat(dropped()).containsOnlyKeys("body over maxBodyBytes");
    }

    @Test
    void theAnswerToHeadMayAnnounceMoreThanTheLimit() throws IOException {
        Capture capture = live(new HttpRequest("HEAD", get("https://h/").uri(), Headers.EMPTY, Body.EMPTY));
        head(capture, "Content-Length", "11");

        assertThat(recorded()).hasSize(1);
    }

    @Test
    void aBodyOfManyPiecesIsTheirConcatenation() throws IOException {
        Session large = Vcr.builder(persister).build().open("large");
        Capture capture = ((Decision.Live) large.decide(get("https://h/"))).capture();
        head(capture);
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            String piece = "piece " + i + "; ".repeat(i % 500);
            sent.append(piece);
            data(capture, piece);
        }
        capture.end();
        large.finish(Outcome.PASSED);

        assertThat(persister
                        .load(large.id())
                        .orElseThrow()
                        .episodes()
                        .get(0)
                        .response()
                        .body())
                .isEqualTo(Body.of(sent.toString()));
    }

    @Test
    void nothingAfterTheEndHasAnyEffect() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "a");
        capture.end();
        data(capture, "b");
        capture.end();
        capture.close();
        capture.fail("late");

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).isEmpty();
        assertThat(stored()).extracting(e -> e.response().body()).containsExactly(Body.of("a"));
    }

    @Test
    void anEndAfterAFailureDoesNotRecord() {
        Capture capture = live(get("https://h/"));
        head(capture);
        capture.fail("cancelled");
        capture.end();

        assertThat(dropped()).containsOnlyKeys("cancelled");
    }

    @Test
    void ofManyThreadsThatEndItOneDoes() throws Exception {
        Capture capture = live(get("https://h/"));
        head(capture);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    if (i % 2 == 0) {
                        capture.end();
                    } else {
                        capture.fail("cancelled");
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().recorded()
                        + report.counts().dropped().values().stream()
                                .mapToInt(i -> i)
                                .sum())
                .isEqualTo(1);
    }

    @Test
    void whatIsStillOpenAtTheEndIsDropped() {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "hel");

        assertThat(dropped()).containsOnlyKeys("not read to its end");
    }

    @Test
    void chunksKeepTheirTimes() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        now.set(Exchanges.NOON.plusMillis(30));
        data(capture, "ab");
        now.set(Exchanges.NOON.plusMillis(80));
        data(capture, "c");
        now.set(Exchanges.NOON.plusMillis(100));
        capture.end();

        assertThat(recorded().get(0).timing())
                .isEqualTo(new Episode.Timing(
                        Duration.ofMillis(30),
                        Duration.ofMillis(100),
                        List.of(
                                new Episode.Chunk(Duration.ofMillis(30), 2),
                                new Episode.Chunk(Duration.ofMillis(80), 1))));
    }

    @Test
    void onePieceNeedsNoChunks() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        data(capture, "ab");
        capture.end();

        assertThat(recorded().get(0).timing().chunks()).isEmpty();
    }

    @Test
    void aClockThatGoesBackDoesNoHarm() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        now.set(Exchanges.NOON.minusSeconds(5));
        data(capture, "ab");
        capture.end();

        assertThat(recorded().get(0).timing().total()).isEqualTo(Duration.ZERO);
    }

    @Test
    void theArrayIsCopied() throws IOException {
        Capture capture = live(get("https://h/"));
        head(capture);
        byte[] bytes = {'a', 'b', 'c'};
        capture.data(bytes, 1, 1);
        bytes[1] = 'x';
        capture.end();

        assertThat(recorded().get(0).response().body()).isEqualTo(Body.of("b"));
    }

    private final class SettableClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    private Capture live(HttpRequest request) {
        return ((Decision.Live) session.decide(request)).capture();
    }

    private static void head(Capture capture, String... headers) {
        capture.head(new HttpResponse(200, "OK", Headers.of(headers), Body.EMPTY));
    }

    private static void data(Capture capture, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        capture.data(bytes, 0, bytes.length);
    }

    private List<Episode> recorded() throws IOException {
        session.finish(Outcome.PASSED);
        return stored();
    }

    private List<Episode> stored() throws IOException {
        return persister.load(Exchanges.ID).orElseThrow().episodes();
    }

    private java.util.Map<String, Integer> dropped() {
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.counts().recorded()).isZero();
        return report.counts().dropped();
    }
}
