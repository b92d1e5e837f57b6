package io.vcr;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.share.Sharing;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to exchanges that are still under way, or go wrong, when a session ends. */
class SessionEndTest {

    private static final HttpRequest REQUEST = get("https://h/a");

    private final StubPersister store = new StubPersister();

    private Vcr.Builder builder() {
        return Vcr.builder(store).environment(Map.of()).mode(RecordMode.NEW_EPISODES);
    }

    private static Capture live(Session session) {
        return ((Decision.Live) session.decide(REQUEST)).capture();
    }

    private static void finishExchange(Capture capture) {
        capture.head(ok("{}"));
        capture.data("{}".getBytes(StandardCharsets.UTF_8), 0, 2);
        capture.end();
    }

    @Test
    void anExchangeWhoseFiltersAreStillRunningIsWaitedFor() throws Exception {
        CountDownLatch filtering = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Session session = builder()
                .filter(new Filter() {
                    @Override
                    public HttpResponse response(HttpRequest request, HttpResponse response) {
                        filtering.countDown();
                        await(goOn);
                        return response;
                    }
                })
                .build()
                .open("end/waits");
        Capture capture = live(session);
        Thread client = new Thread(() -> finishExchange(capture));
        client.start();
        await(filtering);
        Thread ender = new Thread(() -> session.finish(Outcome.PASSED));
        ender.start();
        goOn.countDown();
        ender.join(10_000);
        client.join(10_000);

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStreamThatHasSaidAllIsCompleteWithoutBeingClosed() {
        Session session = builder().build().open("end/done");
        Capture capture = live(session);
        capture.head(ok("").withHeaders(Headers.of("Content-Type", "text/event-stream")));
        byte[] events = "data: {}\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
        capture.data(events, 0, events.length);

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void aFilterThatReturnsNullDropsTheEpisodeWithItsName() {
        class NullFilter implements Filter {
            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                return null;
            }
        }
        Session session = builder().filter(new NullFilter()).build().open("end/null");
        finishExchange(live(session));

        assertThat(session.finish(Outcome.PASSED).counts().dropped())
                .containsOnlyKeys("filter NullFilter failed with NullPointerException");
    }

    @Test
    void anErrorInAFilterDoesNotReachTheClient() {
        Session session = builder()
                .filter(new Filter() {
                    @Override
                    public HttpResponse response(HttpRequest request, HttpResponse response) {
                        throw new AssertionError("no");
                    }
                })
                .build()
                .open("end/error");
        finishExchange(live(session));

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).hasSize(1);
    }

    @Test
    void aTimeToLiveBeyondTheEndOfTimeMeansForEver() throws IOException {
        Session session =
                builder().ttl(ChronoUnit.FOREVER.getDuration()).build().open("end/forever");
        finishExchange(live(session));
        session.finish(Outcome.PASSED);

        assertThat(stored("end/forever")).extracting(Episode::expiresAt).containsOnlyNulls();
    }

    @Test
    void anErrorOfTheStoreIsCountedAndTheReportIsThereForEver() {
        store.beforeSaves.add(() -> {
            throw new NoClassDefFoundError("driver");
        });
        Session session = builder().build().open("end/driver");
        finishExchange(live(session));

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(session.finish(Outcome.PASSED).save()).contains("NoClassDefFoundError");
    }

    @Test
    void aStoreWhoseDriverIsMissingIsAMissLikeOneThatIsDown() {
        Session session = Vcr.builder(new Persister() {
                    @Override
                    public Optional<Cassette> load(CassetteId id) {
                        throw new NoClassDefFoundError("driver");
                    }

                    @Override
                    public void save(Cassette cassette) {}

                    @Override
                    public boolean delete(CassetteId id) {
                        return false;
                    }
                })
                .environment(Map.of())
                .build()
                .open("end/no-driver");
        finishExchange(live(session));

        Report report = session.finish(Outcome.PASSED);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(report.warnings()).hasSize(1).first().asString().contains("NoClassDefFoundError: driver");
    }

    @Test
    void anExpiredEpisodeThatIsServedWithAWarningIsKept() throws IOException {
        Instant now = Instant.parse("2026-01-02T00:00:00Z");
        Episode old = new Episode(get("https://h/old"), ok("{}"), now.minusSeconds(60), now.minusSeconds(1), null);
        store.memory.save(Cassette.of(CassetteId.of("end/warn"), List.of(old)));
        Session session = builder()
                .onExpired(OnExpired.WARN)
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .build()
                .open("end/warn");
        finishExchange(live(session));
        session.finish(Outcome.PASSED);

        assertThat(stored("end/warn")).hasSize(2).contains(old);
    }

    @Test
    void modeAllKeepsWhatAnotherSessionHasSavedMeanwhile() throws IOException {
        store.memory.save(Exchanges.cassette(Exchanges.episode(get("https://h/before"), "before")));
        String id = Exchanges.cassette().id().value();
        store.beforeSaves.add(() -> {
            Cassette stored = store.memory.load(CassetteId.of(id)).orElseThrow();
            store.memory.save(stored.withEpisodes(
                    List.of(stored.episodes().get(0), Exchanges.episode(get("https://h/theirs"), "theirs"))));
        });
        Session session = builder().mode(RecordMode.ALL).build().open(id);
        finishExchange(live(session));
        session.finish(Outcome.PASSED);

        assertThat(stored(id)).extracting(e -> e.request().uri().path()).containsExactly("/theirs", "/a");
    }

    @Test
    void aSessionThatIsOffCountsWhatGoesLive() {
        Session session = builder().off(true).build().open("end/off");
        Decision decision = OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), session, null, false), () -> REQUEST, () -> {
                    throw new AssertionError("the body was read");
                });
        Report report = session.finish(Outcome.PASSED);

        assertThat(decision).isInstanceOf(Decision.PassThrough.class);
        assertThat(report.verdict()).isEqualTo(Verdict.OFF);
        assertThat(report.counts().live()).isEqualTo(1);
        assertThat(report.liveHosts()).containsOnlyKeys("h");
    }

    @Test
    void playedEpisodesAreNotUnplayedBecauseTheyMayBePlayedAgain() throws IOException {
        store.memory.save(Exchanges.cassette(Exchanges.episode(REQUEST, "1"), Exchanges.episode(REQUEST, "2")));
        Session session = builder()
                .repeats(Repeats.CYCLE)
                .build()
                .open(Exchanges.cassette().id());
        for (int i = 0; i < 3; i++) {
            session.decide(REQUEST);
        }

        assertThat(session.finish(Outcome.PASSED).counts().unplayed()).isZero();
    }

    private List<Episode> stored(String id) throws IOException {
        return store.memory.load(CassetteId.of(id)).orElseThrow().episodes();
    }

    @Test
    void sealedSessionRefusesAndSavesNothingYet() {
        Session session = builder().build().open("a");
        finishExchange(live(session));
        session.seal();

        assertThat(session.decide(REQUEST)).isInstanceOf(Decision.Refuse.class);
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void sealedSessionSavesWhenItsOutcomeIsKnown() {
        Session session = builder().build().open("a");
        finishExchange(live(session));
        session.seal();

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(store.saves).hasValue(1);
    }

    @Test
    void sealCountsWhatWasRecordedAndDropsWhatIsUnderWay() {
        Session session = builder().build().open("a");
        finishExchange(live(session));
        live(session);

        Report.Counts counts = session.seal().counts();

        assertThat(counts.live()).isEqualTo(2);
        assertThat(counts.recorded()).isOne();
        assertThat(counts.dropped()).containsExactly(Map.entry("not read to its end", 1));
    }

    @Test
    void aRequestThatIsRefusedAsTooLateIsNoDroppedExchange() {
        OptionsDraft draft = new OptionsDraft(store);
        draft.mode = RecordMode.NEW_EPISODES;
        draft.environment = Map.of();
        Options options = draft.resolved();
        CassetteId id = CassetteId.of("a");
        FilterChain filters = options.filterChain();
        Counters counters = new Counters();
        Sharing sharing = new Sharing(store, id, "", Duration.ZERO, new CompletableFuture<>());
        CassetteShelf shelf = new CassetteShelf(options, id, filters, counters, sharing);
        Recording recording = new Recording(options, filters, shelf, counters);
        Requests requests = new Requests(options, id, filters, shelf, recording, counters, sharing, () -> false);
        counters.close(); // after the request has asked whether the session has ended

        assertThat(requests.decide(REQUEST, false, REQUEST::body)).isInstanceOf(Decision.Refuse.class);
        recording.end();
        assertThat(counters.counts(0, 0, 0).dropped()).isEmpty();
    }

    @Test
    void aRequestThatIsCountedWhileTheSessionEndsIsSentAndDropped() {
        Session[] mine = new Session[1];
        mine[0] = builder()
                .clock(new Clock() {
                    @Override
                    public Instant instant() { // read after the request is counted, and before its exchange is open
                        mine[0].seal();
                        return Instant.EPOCH;
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                })
                .build()
                .open("a");

        finishExchange(live(mine[0]));

        Report.Counts counts = mine[0].finish(Outcome.PASSED).counts();
        assertThat(counts.live()).isOne();
        assertThat(counts.recorded()).isZero();
        assertThat(counts.dropped()).containsExactly(Map.entry("not read to its end", 1));
    }

    @Test
    void sealCountsTheBindingsThatAreNotUndone() {
        Session session = builder().build().open("a");
        Session.Binding undone = session.bind();
        Session.Binding left = session.bind();
        undone.close();
        undone.close();

        assertThat(session.seal().bindings()).isOne();
        left.close();
    }
}
