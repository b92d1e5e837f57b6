package io.vcr;

import static io.vcr.Exchanges.CLOCK;
import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.capture;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds whatever else changes; the numbers are those of the design. */
class InvariantsTest {

    private static final HttpRequest REQUEST = get("https://h/a");
    private static final String SECRET = "sk-" + "x1y2".repeat(10);

    private final StubPersister store = new StubPersister();

    @Test
    void i1OneDecidePerRequestAndACaptureCompletesOnce() throws IOException {
        store(episode(REQUEST, "1"));
        Session session = open(RecordMode.NEW_EPISODES);
        session.decide(REQUEST);
        Capture capture = ((Decision.Live) session.decide(REQUEST)).capture();
        capture(capture, ok("2"));
        capture(capture, ok("3"));
        capture.close();
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().replayed()).isEqualTo(1);
        assertThat(report.counts().recorded()).isEqualTo(1);
        assertThat(report.counts().live()).isEqualTo(1);
    }

    @Test
    void i2FindAndConsumeIsAtomic() throws Exception {
        int episodes = 400;
        Episode[] all = new Episode[episodes];
        for (int i = 0; i < episodes; i++) {
            all[i] = episode(REQUEST, Integer.toString(i));
        }
        store(all);
        Session session = open(RecordMode.NONE);
        Set<String> replayed = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < episodes; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                Decision.Replay replay = (Decision.Replay) session.decide(REQUEST);
                replayed.add(replay.episode().response().body().text().orElseThrow());
            });
        }
        start.countDown();
        threads.shutdown();

        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(replayed).hasSize(episodes);
        assertThat(session.finish(Outcome.PASSED).counts().refused()).isZero();
    }

    @Test
    void i3WhatIsComparedPrintedOrStoredHasPassedTheFilters() throws IOException {
        HttpRequest raw = get("https://user:s3cret@h/a?api_key=s3cret")
                .withHeaders(Headers.of("Authorization", "Bearer s3cret", "X-Api-Key", "s3cret"));
        Session recording = open(RecordMode.ONCE);
        capture(((Decision.Live) recording.decide(raw)).capture(), ok("{}"));
        recording.finish(Outcome.PASSED);
        Session replaying = open(RecordMode.NONE);
        Decision replay = replaying.decide(raw.withHeaders(Headers.of("Authorization", "Bearer other")));
        Decision.Refuse refuse = (Decision.Refuse) replaying.decide(raw);
        Report report = replaying.finish(Outcome.PASSED);

        assertThat(storedText()).doesNotContain("s3cret");
        assertThat(replay).isInstanceOf(Decision.Replay.class);
        assertThat(refuse + refuse.message() + report).doesNotContain("s3cret");
    }

    @Test
    void i4TheStoreIsReadOnceAndWrittenOnceAtTheEnd() throws IOException {
        Session session = open(RecordMode.NEW_EPISODES);
        for (int i = 0; i < 5; i++) {
            capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("{}"));
        }
        assertThat(store.loads).hasValue(1);
        assertThat(store.saves).hasValue(0);
        session.finish(Outcome.PASSED);
        session.finish(Outcome.PASSED);

        assertThat(store.loads).hasValue(1);
        assertThat(store.saves).hasValue(1);
    }

    @Test
    void i5ARefusalCannotBeSwallowed() {
        Session session = open(RecordMode.NONE);
        session.decide(REQUEST);

        assertThatThrownBy(session::close).isInstanceOf(RefusedRequestError.class);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void i6WhatIsReplayedIsWhatTheClientSaw() throws IOException {
        Body binary = Body.of(new byte[] {0, (byte) 0xff, '\r', '\n', 0x1a});
        HttpResponse network = new HttpResponse(
                201, "Created", Headers.of("Content-Type", "image/png", "Vary", "a, b", "vary", "c"), binary);
        Session recording = open(RecordMode.ONCE);
        capture(((Decision.Live) recording.decide(REQUEST)).capture(), network);
        recording.finish(Outcome.PASSED);
        Session replaying = open(RecordMode.NONE);
        Decision.Replay replay = (Decision.Replay) replaying.decide(REQUEST);
        replaying.finish(Outcome.PASSED);

        assertThat(replay.episode().response()).isEqualTo(network);
        assertThat(replay.open().readAllBytes()).isEqualTo(binary.bytes());
    }

    @Test
    void i7ABreachedLimitDiscardsAndSaysSo() throws IOException {
        Session session = builder(RecordMode.ONCE)
                .limits(Limits.DEFAULT.withMaxEpisodes(2).withMaxBodyBytes(10))
                .build()
                .open(ID);
        capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("x".repeat(11)));
        for (int i = 0; i < 3; i++) {
            capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("{}"));
        }
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().dropped()).containsOnlyKeys("body over maxBodyBytes");
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_OVERFLOW);
        assertThat(report.save()).contains("3 episodes are more than maxEpisodes=2");
        assertThat(store.memory.load(ID)).isEmpty();
    }

    @Test
    void i8UnreadableIsNotAbsent() {
        store.loadFailure = new CassetteFormatException("a.yaml", 1, "cut off");
        Session session = open(RecordMode.ONCE);

        assertThat(session.decide(REQUEST)).isInstanceOf(Decision.Refuse.class);
        assertThat(session.finish(Outcome.PASSED).warnings()).hasSize(1);
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void i9ALiveCallIsNeverHidden() throws IOException {
        Session session =
                builder(RecordMode.ONCE).passThroughHosts("passing").build().open(ID);
        capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("{}"));
        ((Decision.Live) session.decide(get("https://lost/"))).capture().fail("connection lost");
        session.decide(get("https://unread/"));
        session.decide(get("https://passing/"));
        session.decide(get("https://accounts.google.com/token"));
        Report report = session.finish(Outcome.FAILED);
        Decision late = session.decide(get("https://late/"));

        assertThat(report.counts().live()).isEqualTo(5);
        assertThat(report.liveHosts()).containsOnlyKeys("accounts.google.com", "h", "lost", "passing", "unread");
        assertThat(late).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void i10NothingSecretIsStoredPrintedOrUsedInAnId() throws IOException {
        Session recording =
                builder(RecordMode.ONCE).secrets(SecretPolicy.refuse()).build().open(ID);
        capture(((Decision.Live) recording.decide(REQUEST)).capture(), ok("{\"key\":\"" + SECRET + "\"}"));
        Report report = recording.finish(Outcome.PASSED);
        Session refusing = open(RecordMode.NONE);
        Decision.Refuse refuse =
                (Decision.Refuse) refusing.decide(post("https://h/" + SECRET, "{\"key\":\"" + SECRET + "\"}"));
        Report refused = refusing.finish(Outcome.PASSED);

        assertThat(store.saves).hasValue(0);
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(report.save()).contains("holds an OpenAI API key in its response body");
        assertThat(report.toString() + refuse + refused).doesNotContain(SECRET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(RecordMode.ONCE).build().open("a/" + SECRET))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }

    @Test
    void i11InterceptionIsOverBeforeTheStoreIsTouched() throws IOException {
        Session session = open(RecordMode.ONCE);
        capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("{}"));
        Decision[] during = new Decision[1];
        boolean[] bound = new boolean[1];
        store.beforeSaves.add(() -> {
            during[0] = session.decide(REQUEST);
            bound[0] = OpenSessions.bound().isPresent();
            throw new IOException("disk full");
        });
        Report report = session.finish(Outcome.PASSED);

        assertThat(during[0]).isInstanceOf(Decision.Refuse.class);
        assertThat(bound[0]).isFalse();
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
    }

    private Vcr.Builder builder(RecordMode mode) {
        return Vcr.builder(store).environment(Map.of()).clock(CLOCK).mode(mode);
    }

    private Session open(RecordMode mode) {
        return builder(mode).build().open(ID);
    }

    private void store(Episode... episodes) throws IOException {
        store.memory.save(cassette(episodes));
    }

    private String storedText() throws IOException {
        byte[] bytes = CassetteCodec.YAML.encode(store.memory.load(ID).orElseThrow());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
