package io.vcr;

import static io.vcr.Exchanges.CLOCK;
import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.NOON;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

    private static final HttpRequest KNOWN = get("https://h/known");
    private static final HttpRequest OTHER = get("https://h/other");

    private final StubPersister store = new StubPersister();

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # mode,       stored, known,    other,    entries after
                    none,         true,   recorded, refused,  1
                    none,         false,  refused,  refused,  0
                    once,         true,   recorded, refused,  1
                    once,         false,  live,     live,     2
                    new_episodes, true,   recorded, live,     2
                    new_episodes, false,  live,     live,     2
                    all,          true,   live,     live,     2
                    all,          false,  live,     live,     2
                    """)
    void modesFollowTheTable(String mode, boolean stored, String known, String other, int entries) throws IOException {
        if (stored) {
            store(episode(KNOWN, "recorded"));
        }
        Session session = builder().mode(RecordMode.of(mode)).build().open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo(known);
        assertThat(answer(session, OTHER)).isEqualTo(other);
        assertThat(session.finish(Outcome.PASSED).counts().entries()).isEqualTo(entries);
    }

    @Test
    void whatIsRecordedOnceIsReplayedNextTime() throws IOException {
        run(Outcome.PASSED, KNOWN);
        Report second = run(Outcome.PASSED, KNOWN);

        assertThat(second.verdict()).isEqualTo(Verdict.HIT);
        assertThat(second.line("T#m")).isEqualTo("[VCR HIT] replayed=1 recorded=0 live=0 entries=1 :: T#m");
    }

    @Test
    void threeEqualRequestsOfAColdSessionAllGoLive() throws IOException {
        assertThat(run(Outcome.PASSED, KNOWN, KNOWN, KNOWN).counts().recorded()).isEqualTo(3);
        assertThat(run(Outcome.PASSED, KNOWN, KNOWN, KNOWN).counts().replayed()).isEqualTo(3);
    }

    @Test
    void anEpisodeOfThisSessionIsNotReplayedInAWarmOneEither() throws IOException {
        store(episode(OTHER, "recorded"));
        Session session = builder().mode(RecordMode.NEW_EPISODES).build().open(ID);

        assertThat(List.of(answer(session, KNOWN), answer(session, KNOWN))).containsExactly("live", "live");
        session.finish(Outcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"LAST", "CYCLE"})
    void repeatsReplayAnEpisodeOfThisSession(Repeats repeats) throws IOException {
        Session session = builder().repeats(repeats).build().open(ID);
        answer(session, KNOWN);

        assertThat(session.decide(KNOWN)).isInstanceOf(Decision.Replay.class);
        session.finish(Outcome.PASSED);
    }

    @Test
    void episodesAreSavedInTheOrderOfTheirRequests() throws IOException {
        Session session = builder().build().open(ID);
        Capture first = ((Decision.Live) session.decide(KNOWN)).capture();
        Capture second = ((Decision.Live) session.decide(OTHER)).capture();
        Exchanges.capture(second, ok("2"));
        Exchanges.capture(first, ok("1"));
        session.finish(Outcome.PASSED);

        assertThat(stored()).extracting(e -> e.response().body()).containsExactly(Body.of("1"), Body.of("2"));
    }

    @Test
    void aStatusThatIsNoSuccessIsCountedAndNotRecorded() throws IOException {
        Session session = builder().build().open(ID);
        Exchanges.capture(((Decision.Live) session.decide(KNOWN)).capture(), status(429));
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().dropped()).containsExactly(Map.entry("status 429", 1));
        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
    }

    @Test
    void gzipIsStoredDecodedWithoutItsHeaders() throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
            gzip.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Body wire = Body.of(bytes.toByteArray());
        Headers headers = Headers.of("Content-Encoding", "gzip", "Content-Length", "" + wire.length());
        Session session = builder().build().open(ID);
        Exchanges.capture(
                ((Decision.Live) session.decide(KNOWN)).capture(), new HttpResponse(200, "OK", headers, wire));
        session.finish(Outcome.PASSED);

        assertThat(stored().get(0).response())
                .isEqualTo(new HttpResponse(200, "OK", Headers.of("Content-Length", "5"), Body.of("hello")));
    }

    @Test
    void failedTestSavesNothing() throws IOException {
        Report report = run(Outcome.FAILED, KNOWN);

        assertThat(store.saves).hasValue(0);
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
    }

    @Test
    void aFailedRunInModeAllLeavesTheGoodCassette() throws IOException {
        store(episode(KNOWN, "good"));
        Session session = builder().mode(RecordMode.ALL).build().open(ID);
        answer(session, KNOWN);
        session.finish(Outcome.FAILED);

        assertThat(stored()).containsExactly(episode(KNOWN, "good"));
    }

    @Test
    void modeAllReplacesTheCassette() throws IOException {
        store(episode(KNOWN, "old"), episode(OTHER, "old"));
        Session session = builder().mode(RecordMode.ALL).build().open(ID);
        answer(session, KNOWN);
        session.finish(Outcome.PASSED);

        assertThat(stored()).extracting(e -> e.response().body()).containsExactly(Body.of("live"));
    }

    @Test
    void aSessionWithoutRequestsNeverTouchesTheStore() {
        Report report = builder().build().open(ID).finish(Outcome.PASSED);

        assertThat(store.loads).hasValue(0);
        assertThat(store.saves).hasValue(0);
        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void aHitIsNotSavedAgain() throws IOException {
        store(episode(KNOWN, "recorded"));
        run(Outcome.PASSED, KNOWN);

        assertThat(store.saves).hasValue(0);
    }

    @Test
    void anUnreadableCommittedCassetteRefuses() throws IOException {
        store.loadFailure = new CassetteFormatException("a.yaml", 3, "not valid YAML");
        Session session = builder()
                .mode(RecordMode.NEW_EPISODES)
                .rerun("mvn test")
                .build()
                .open(ID);

        assertThat(message(session, KNOWN)).isEqualTo("""
                        The cassette is unreadable, so nothing can answer GET https://h/known
                          cassette  checkout/pays
                          reason    Cannot read cassette a.yaml, line 3: not valid YAML
                          fix       restore the file, or record it again: VCR_RECORD_MODE=all mvn test""");
        assertThat(session.finish(Outcome.PASSED).warnings())
                .containsExactly("Cannot read cassette a.yaml, line 3: not valid YAML");
    }

    @Test
    void anUnreadableCassetteOfACacheIsAMissAndReplaced() throws IOException {
        store.ttl = Duration.ofHours(24);
        store.loadFailure = new CassetteFormatException("redis", 0, "cut off");
        store.memory.save(cassette(episode(OTHER, "broken")));
        Session session = builder().build().open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo("live");
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(stored()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SaveResult.Kind.class,
            names = {"SAVED", "DISCARDED", "OVERFLOW", "SECRET"})
    void whatCannotBeReadAndHasNoRevisionIsOnlyDeletedForASave(SaveResult.Kind kind) throws IOException {
        store(episode(OTHER, "unreadable"));
        store.loadFailure = new CassetteFormatException("cassettes.checkout", 0, "not YAML");
        Session session = builder()
                .mode(RecordMode.ALL)
                .limits(Limits.DEFAULT.withMaxEpisodes(1))
                .secrets(SecretPolicy.refuse())
                .build()
                .open(ID);
        exchange(session, KNOWN, ok(kind == SaveResult.Kind.SECRET ? "sk-" + "x1y2".repeat(10) : "live"));
        if (kind == SaveResult.Kind.OVERFLOW) {
            answer(session, KNOWN);
        }
        Report report = session.finish(kind == SaveResult.Kind.DISCARDED ? Outcome.FAILED : Outcome.PASSED);

        assertThat(stored())
                .as(report.save())
                .extracting(e -> e.response().body())
                .containsExactly(Body.of(kind == SaveResult.Kind.SAVED ? "live" : "unreadable"));
    }

    @Test
    void anUnreadableCommittedCassetteIsReplacedInModeAll() throws IOException {
        store.loadFailure = new CassetteFormatException("a.yaml", 3, "not valid YAML");
        store.memory.save(cassette(episode(OTHER, "broken")));
        Session session = builder().mode(RecordMode.ALL).build().open(ID);
        answer(session, KNOWN);

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void aStoreThatIsDownOnLoadIsAMiss() throws IOException {
        store.loadFailure = new IOException("connection refused");
        Session session = builder().build().open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo("live");
        assertThat(session.finish(Outcome.PASSED).warnings()).contains("the store cannot be read: connection refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # mode        | sent                | stored then             | verdict
            once          | known, other        | old known, old spare    | MISS:NOT_PERSISTED
            new_episodes  | known, other        | old known, old spare, live other | MISS:RECORDED
            new_episodes  | known, known        | old known, old spare, live known | MISS:RECORDED
            new_episodes  | spare, known        | old known, old spare    | MISS:NOT_PERSISTED
            all           | known, other        | live known, live other  | MISS:RECORDED
            """)
    void whatIsFoundAfterALoadThatFailedCountsAsLoaded(String mode, String sent, String then, String verdict)
            throws IOException {
        store(episode(get("https://h/known"), "old known"), episode(get("https://h/spare"), "old spare"));
        store.loadFailure = new IOException("LOADING");
        Session session = builder().mode(RecordMode.of(mode)).build().open(ID);
        for (String path : sent.split(", ")) {
            assertThat(exchange(session, get("https://h/" + path), ok("live " + path)))
                    .isEqualTo("live " + path);
        }
        store.loadFailure = null;
        Report report = session.finish(Outcome.PASSED);

        assertThat(stored().stream().map(e -> e.response().body().text().orElseThrow()))
                .containsExactly(then.split(", "));
        assertThat(report.verdict()).hasToString(verdict);
        assertThat(report.save()).startsWith(verdict.equals("MISS:RECORDED") ? "saved" : "the store could not be read");
    }

    @Test
    void afterALoadThatFailedModeOnceLeavesAFileWithoutEpisodes() throws IOException {
        store();
        store.loadFailure = new IOException("LOADING");
        Session session = builder().build().open(ID);
        answer(session, KNOWN);
        store.loadFailure = null;

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(stored()).isEmpty();
    }

    @Test
    void afterALoadThatFailedModeAllKeepsWhatThisRunHasRecorded() throws IOException {
        store(
                episode(KNOWN, "before"),
                new Episode(OTHER, ok("of this run"), CLOCK.instant().plusSeconds(1), null, null));
        store.loadFailure = new IOException("LOADING");
        Session session = builder().mode(RecordMode.ALL).build().open(ID);
        OpenSessions.runOf(session, CLOCK.instant().plusMillis(1));
        answer(session, KNOWN);
        store.loadFailure = null;
        session.finish(Outcome.PASSED);

        assertThat(stored())
                .extracting(e -> e.response().body())
                .containsExactly(Body.of("of this run"), Body.of("live"));
    }

    @Test
    void afterALoadThatFailedASaveWithoutAnAnswerIsNotStoredTwice() throws IOException {
        for (RecordMode mode : List.of(RecordMode.ALL, RecordMode.NEW_EPISODES, RecordMode.ONCE)) {
            Persister lossy = new FirstAnswerLost(store);
            store.loadFailure = new IOException("LOADING");
            CassetteId id = CassetteId.of("lossy/" + mode);
            Session session =
                    Vcr.builder(lossy).environment(Map.of()).mode(mode).build().open(id);
            answer(session, KNOWN);
            answer(session, KNOWN);
            store.loadFailure = null;

            assertThat(session.finish(Outcome.PASSED).verdict())
                    .as(mode.toString())
                    .isEqualTo(Verdict.MISS_RECORDED);
            assertThat(store.memory.load(id).orElseThrow().episodes())
                    .as(mode.toString())
                    .hasSize(2);
        }
    }

    /** A store that saves, loses the connection before it answers, and finds its own cassette when it tries again. */
    private static final class FirstAnswerLost implements Persister {

        private final Persister store;
        private boolean isLost;

        FirstAnswerLost(Persister store) {
            this.store = store;
        }

        @Override
        public Optional<Cassette> load(CassetteId id) throws IOException {
            return store.load(id);
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            store.save(cassette);
            if (!isLost) {
                isLost = true;
                throw new CassetteConflictException(cassette.id());
            }
        }

        @Override
        public boolean delete(CassetteId id) throws IOException {
            return store.delete(id);
        }
    }

    @Test
    void aStoreThatIsDownInModeNoneSaysSo() throws IOException {
        store.loadFailure = new IOException("connection refused");
        Session session = builder().mode(RecordMode.NONE).build().open(ID);

        assertThat(message(session, KNOWN)).isEqualTo("""
                        The store cannot be read, so nothing can answer GET https://h/known
                          cassette  checkout/pays   0 episodes, 0 unplayed, mode none
                          store     connection refused
                          fix       make the store reachable, or use another one: VCR_STORE=file:src/test/cassettes""");
        session.finish(Outcome.PASSED);
    }

    @Test
    void aStoreThatThrowsWhateverItLikesIsDown() throws IOException {
        store.loadFailure = new IllegalStateException("closed");
        Session session = builder().build().open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo("live");
        session.finish(Outcome.PASSED);
    }

    @Test
    void aStoreThatIsDownOnSaveIsCountedAndThrowsNothing() throws IOException {
        store.beforeSaves.add(() -> {
            throw new IOException("disk full");
        });
        Report report = run(Outcome.PASSED, KNOWN);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(report.warnings()).containsExactly("the store cannot be written: disk full");
        assertThat(report.counts().entries()).isZero();
    }

    @Test
    void aConflictKeepsTheEpisodesOfBoth() throws IOException {
        store.beforeSaves.add(() -> store.memory.save(cassette(episode(OTHER, "theirs"))));
        Report report = run(Outcome.PASSED, KNOWN);

        assertThat(stored()).extracting(e -> e.response().body()).containsExactly(Body.of("theirs"), Body.of("live"));
        assertThat(report.counts().entries()).isEqualTo(2);
    }

    @Test
    void threeConflictsAreRetried() throws IOException {
        for (int i = 0; i < 3; i++) {
            store.beforeSaves.add(this::saveSomethingElse);
        }

        assertThat(run(Outcome.PASSED, KNOWN).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(stored()).hasSize(4);
    }

    @Test
    void aSaveThatLosesTheRaceTooOftenGivesUp() throws IOException {
        for (int i = 0; i < 20; i++) {
            store.beforeSaves.add(this::saveSomethingElse);
        }
        Report report = run(Outcome.PASSED, KNOWN);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(report.warnings())
                .containsExactly("the store cannot be written: Cassette checkout/pays was saved by another session"
                        + " since it was loaded");
    }

    @Test
    void anExpiredEpisodeIsRecordedAnew() throws IOException {
        store(episode(KNOWN, "old", NOON));
        Report report = run(Outcome.PASSED, KNOWN);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(stored()).extracting(e -> e.response().body()).containsExactly(Body.of("live"));
    }

    @Test
    void anEpisodeLivesUntilItsLastMillisecond() throws IOException {
        store(episode(KNOWN, "old", NOON.plusMillis(1)));

        assertThat(run(Outcome.PASSED, KNOWN).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void theTtlOfTheStoreIsWrittenIntoTheEpisode() throws IOException {
        store.ttl = Duration.ofHours(24);
        run(Outcome.PASSED, KNOWN);

        assertThat(stored().get(0).expiresAt()).isEqualTo(NOON.plus(Duration.ofHours(24)));
    }

    @Test
    void aConfiguredTtlWins() throws IOException {
        store.ttl = Duration.ofHours(24);
        Session session = builder().ttl(Duration.ofHours(1)).build().open(ID);
        answer(session, KNOWN);
        session.finish(Outcome.PASSED);

        assertThat(stored().get(0).expiresAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void aCacheThatReturnsNoneOfItsEpisodesHasNothingStored() throws IOException {
        store.ttl = Duration.ofDays(1);
        store.memory.save(cassette());

        Session session = builder().mode(RecordMode.ONCE).build().open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo("live");
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void aCommittedCassetteWithoutEpisodesIsStored() throws IOException {
        store.memory.save(cassette());

        assertThat(run(Outcome.PASSED, KNOWN).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void onExpiredWarnReplaysInModeNone() throws IOException {
        store(episode(KNOWN, "old", NOON));
        Session session = builder()
                .mode(RecordMode.NONE)
                .onExpired(OnExpired.WARN)
                .build()
                .open(ID);

        assertThat(answer(session, KNOWN)).isEqualTo("old");
        assertThat(session.finish(Outcome.PASSED).warnings())
                .containsExactly("replayed an expired episode of checkout/pays");
    }

    @Test
    void onExpiredFailRefuses() throws IOException {
        store(episode(KNOWN, "old", NOON));
        Session session = builder()
                .mode(RecordMode.NEW_EPISODES)
                .onExpired(OnExpired.FAIL)
                .build()
                .open(ID);

        assertThat(message(session, KNOWN))
                .startsWith("The matching episode has expired: GET https://h/known\n")
                .contains("VCR_RECORD_MODE=all ")
                .doesNotContain("VCR_RECORD_MODE=once");
        session.finish(Outcome.PASSED);
    }

    @Test
    void theModesThatTheFixOfAnExpiredEpisodeNamesRecordIt() throws IOException {
        store(episode(KNOWN, "old", NOON));

        Session once = builder().mode(RecordMode.ONCE).build().open(ID);
        assertThat(once.decide(KNOWN)).isInstanceOf(Decision.Live.class);
        once.finish(Outcome.FAILED);

        Session all =
                builder().mode(RecordMode.ALL).onExpired(OnExpired.FAIL).build().open(ID);
        assertThat(all.decide(KNOWN)).isInstanceOf(Decision.Live.class);
        all.finish(Outcome.FAILED);
    }

    @Test
    void aClosedSessionRefusesAndSaysWhy() throws IOException {
        Session session = builder().build().open(ID);
        session.finish(Outcome.PASSED);

        assertThat(message(session, KNOWN)).isEqualTo("""
                        The session has ended before GET https://h/known
                          cassette  checkout/pays
                          fix       wait for background calls before the test ends, or give them a client of their own""");
    }

    @Test
    void aSecondFinishReturnsTheFirstReport() throws IOException {
        Session session = builder().build().open(ID);
        answer(session, KNOWN);
        Report first = session.finish(Outcome.FAILED);

        assertThat(session.finish(Outcome.PASSED)).isSameAs(first);
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void aFilterThatThrowsRefusesTheRequest() throws IOException {
        Session session = builder().filter(new BrokenFilter(KNOWN)).build().open(ID);

        assertThat(message(session, KNOWN)).isEqualTo("""
                        The request cannot be compared: GET https://h
                          cassette  checkout/pays
                          reason    filter BrokenFilter failed with IllegalArgumentException
                          fix       correct the matcher or filter: it must not throw""");
        session.finish(Outcome.PASSED);
    }

    @Test
    @Timeout(10)
    void aFilterThatThrowsOnAStoredRequestEndsInAReport() throws IOException {
        store(episode(OTHER, "recorded"));
        Session session = builder().filter(new BrokenFilter(OTHER)).build().open(ID);

        assertThat(message(session, KNOWN)).contains("filter BrokenFilter failed");
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aPredicateThatThrowsRefusesTheRequest() throws IOException {
        store(episode(KNOWN, "recorded"));
        Session session = builder()
                .match(Matchers.where("tenant", (recorded, sent) -> {
                    throw new IllegalArgumentException("none");
                }))
                .build()
                .open(ID);

        assertThat(message(session, KNOWN)).contains("Matcher tenant failed");
        session.finish(Outcome.PASSED);
    }

    @Test
    void aResponseFilterThatThrowsDropsTheEpisode() throws IOException {
        Filter broken = new Filter() {
            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                throw new IllegalArgumentException("s3cret");
            }
        };
        Session session = builder().filter(broken).build().open(ID);
        answer(session, KNOWN);

        assertThat(session.finish(Outcome.PASSED).counts().dropped().firstKey())
                .startsWith("filter ")
                .endsWith("failed with IllegalArgumentException");
    }

    @Test
    void aPassThroughCallIsLiveAndNamed() throws IOException {
        Session session =
                builder().passThroughHosts("h").mode(RecordMode.NONE).build().open(ID);

        assertThat(session.decide(KNOWN)).isEqualTo(new Decision.PassThrough("host h"));
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.counts().live()).isEqualTo(1);
        assertThat(report.liveHosts()).containsOnlyKeys("h");
    }

    @Test
    void offPassesEverythingAndIsOff() throws IOException {
        Session session = builder().off(true).mode(RecordMode.NONE).build().open(ID);

        assertThat(session.decide(KNOWN)).isInstanceOf(Decision.PassThrough.class);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.OFF);
    }

    @Test
    void timeSavedIsTheRecordedTime() throws IOException {
        Episode.Timing timing = new Episode.Timing(Duration.ofMillis(100), Duration.ofMillis(700), List.of());
        store(new Episode(KNOWN, ok("a"), NOON, null, timing), new Episode(OTHER, ok("b"), NOON, null, timing));

        assertThat(run(Outcome.PASSED, KNOWN, OTHER).timeSaved()).isEqualTo(Duration.ofMillis(1400));
    }

    @Test
    void unplayedEpisodesAreCounted() throws IOException {
        store(episode(KNOWN, "a"), episode(OTHER, "b"));

        assertThat(run(Outcome.PASSED, KNOWN).counts().unplayed()).isEqualTo(1);
    }

    @Test
    void aRefusalAsAnExceptionCarriesTheMessage() {
        Session session = builder()
                .mode(RecordMode.NONE)
                .refusal(Refusal.EXCEPTION)
                .build()
                .open(ID);
        Decision.Refuse refuse = (Decision.Refuse) session.decide(KNOWN);

        assertThatThrownBy(refuse::answer).isInstanceOf(IOException.class).hasMessage(refuse.message());
        session.finish(Outcome.PASSED);
    }

    @Test
    void aRefusalAsAResponseStopsRetries() throws IOException {
        Session session = builder().mode(RecordMode.NONE).build().open(ID);
        Decision.Refuse refuse = (Decision.Refuse) session.decide(KNOWN);
        HttpResponse answer = refuse.answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().first("x-should-retry")).contains("false");
        assertThat(answer.headers().first("Content-Length"))
                .contains("" + answer.body().length());
        assertThat(Json.field(answer.body().text().orElseThrow(), "message")).contains(refuse.message());
        session.finish(Outcome.PASSED);
    }

    @Test
    void closeThrowsWhatWasRefused() {
        Session session = builder().mode(RecordMode.NONE).build().open(ID);
        String message = ((Decision.Refuse) session.decide(KNOWN)).message();

        assertThatThrownBy(session::close)
                .isInstanceOf(RefusedRequestError.class)
                .hasMessage(message);
    }

    @Test
    void closeSavesNothingAfterARefusal() throws IOException {
        Session session = builder()
                .filter(new BrokenFilter(OTHER))
                .mode(RecordMode.ONCE)
                .build()
                .open(ID);
        answer(session, KNOWN);
        answer(session, OTHER);

        assertThatThrownBy(session::close).isInstanceOf(RefusedRequestError.class);
        assertThat(store.memory.load(ID)).isEmpty();
        assertThat(session.finish(Outcome.PASSED).save())
                .isEqualTo("the test failed, so its 1 new episode is discarded");
    }

    @Test
    void closeAfterFinishThrowsNothing() {
        Session session = builder().mode(RecordMode.NONE).build().open(ID);
        session.decide(KNOWN);
        session.finish(Outcome.PASSED);

        session.close();
    }

    @Test
    void manyThreadsLoadTheCassetteOnce() throws Exception {
        store(episode(KNOWN, "recorded"));
        Session session = builder().mode(RecordMode.NONE).build().open(ID);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Decision>> decisions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            decisions.add(threads.submit(() -> {
                start.await();
                return session.decide(KNOWN);
            }));
        }
        start.countDown();
        for (Future<Decision> decision : decisions) {
            decision.get();
        }
        threads.shutdown();

        assertThat(session.finish(Outcome.PASSED).counts().replayed()).isEqualTo(1);
        assertThat(store.loads).hasValue(1);
    }

    @Test
    void theInterruptFlagIsClearedForTheStoreAndSetAgain() throws IOException {
        List<Boolean> flags = new ArrayList<>();
        Persister watched =
                new Watched(store, () -> flags.add(Thread.currentThread().isInterrupted()));
        Session session = Vcr.builder(watched).environment(Map.of()).build().open(ID);
        Thread.currentThread().interrupt();
        answer(session, KNOWN);
        boolean between = Thread.currentThread().isInterrupted();
        session.finish(Outcome.PASSED);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(between).isTrue();
        assertThat(flags).containsExactly(false, false);
    }

    @Test
    @Timeout(10)
    void aRequestThatIsCancelledWhileAnotherOneLoadsIsNoRefusal() throws Exception {
        store(episode(KNOWN, "recorded"), episode(OTHER, "recorded"));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Session session = Vcr.builder(new Watched(store, () -> {
                    loading.countDown();
                    awaitUninterrupted(goOn);
                }))
                .environment(Map.of())
                .mode(RecordMode.NONE)
                .build()
                .open(ID);
        Thread first = new Thread(() -> session.decide(KNOWN));
        first.start();
        loading.await();
        List<Boolean> flags = new ArrayList<>();
        Thread cancelled = new Thread(() -> {
            session.decide(OTHER);
            flags.add(Thread.currentThread().isInterrupted());
        });
        cancelled.start();
        while (cancelled.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        cancelled.interrupt();
        cancelled.join(100); // time enough for a refusal
        goOn.countDown();
        first.join();
        cancelled.join();

        assertThat(session.finish(Outcome.PASSED).refusals()).isEmpty();
        assertThat(flags).containsExactly(true);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a step at each call of a store. */
    private record Watched(Persister store, Runnable step) implements Persister {

        @Override
        public Optional<Cassette> load(CassetteId id) throws IOException {
            step.run();
            return store.load(id);
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            step.run();
            store.save(cassette);
        }

        @Override
        public boolean delete(CassetteId id) throws IOException {
            step.run();
            return store.delete(id);
        }
    }

    @Test
    void aCompressedBodyThatGrowsOverTheLimitIsDropped() throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
            gzip.write(new byte[10_000]);
        }
        Session session =
                builder().limits(Limits.DEFAULT.withMaxBodyBytes(1000)).build().open(ID);
        Exchanges.capture(
                ((Decision.Live) session.decide(KNOWN)).capture(),
                new HttpResponse(200, "OK", Headers.of("Content-Encoding", "gzip"), Body.of(bytes.toByteArray())));

        assertThat(session.finish(Outcome.PASSED).counts().dropped())
                .containsOnlyKeys("decoded body over maxBodyBytes");
    }

    @Test
    void replayHandsOutTheRecordedChunks() throws IOException {
        Episode.Timing timing = new Episode.Timing(
                Duration.ofMillis(5),
                Duration.ofMillis(9),
                List.of(new Episode.Chunk(Duration.ofMillis(5), 2), new Episode.Chunk(Duration.ofMillis(9), 3)));
        store(new Episode(KNOWN, ok("abcde"), NOON, null, timing));
        Session session = builder().build().open(ID);
        List<String> reads = new ArrayList<>();
        try (var in = ((Decision.Replay) session.decide(KNOWN)).open()) {
            byte[] buffer = new byte[100];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                reads.add(new String(buffer, 0, n, java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        session.finish(Outcome.PASSED);

        assertThat(reads).containsExactly("ab", "cde");
    }

    private static final class BrokenFilter implements Filter {

        private final HttpRequest broken;

        BrokenFilter(HttpRequest broken) {
            this.broken = broken;
        }

        @Override
        public HttpRequest request(HttpRequest request) {
            if (request.equals(broken)) {
                throw new IllegalArgumentException("s3cret");
            }
            return request;
        }
    }

    private void saveSomethingElse() throws IOException {
        var stored = store.memory.load(ID);
        List<Episode> more = new ArrayList<>(stored.map(c -> c.episodes()).orElse(List.of()));
        more.add(episode(OTHER, "theirs"));
        store.memory.save(stored.isPresent() ? stored.get().withEpisodes(more) : cassette(more.get(0)));
    }

    private Vcr.Builder builder() {
        return Vcr.builder(store).environment(Map.of()).clock(CLOCK);
    }

    private Report run(Outcome outcome, HttpRequest... requests) throws IOException {
        Session session = builder().build().open(ID);
        for (HttpRequest request : requests) {
            answer(session, request);
        }
        return session.finish(outcome);
    }

    private void store(Episode... episodes) throws IOException {
        store.memory.save(cassette(episodes));
    }

    private List<Episode> stored() throws IOException {
        return store.memory.load(ID).orElseThrow().episodes();
    }

    private static String answer(Session session, HttpRequest request) throws IOException {
        String answer = exchange(session, request, ok("live"));
        return answer.contains("vcr_refused") ? "refused" : answer;
    }

    private static String message(Session session, HttpRequest request) {
        return ((Decision.Refuse) session.decide(request)).message();
    }
}
