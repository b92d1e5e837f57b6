package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.capture;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of one cassette that miss the same request at the same time. */
@Timeout(60)
class SharingTest {

    private static final HttpRequest REQUEST = post("{\"model\":\"m\"}");

    private final StubPersister store = new StubPersister();
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        sessions.forEach(session -> session.finish(Outcome.ABORTED));
        threads.shutdownNow();
    }

    private Session open() {
        return open(builder());
    }

    private Session open(Vcr.Builder builder) {
        Session session = builder.build().open(ID);
        sessions.add(session);
        return session;
    }

    private Vcr.Builder builder() {
        return Vcr.builder(store).mode(RecordMode.ONCE).environment(Map.of());
    }

    private static Capture live(Session session, HttpRequest request) {
        return ((Decision.Live) session.decide(request)).capture();
    }

    /** Sends a request of another test, on the thread of that test. */
    private void record(Session session, HttpRequest request, HttpResponse response) throws Exception {
        threads.submit(() -> capture(live(session, request), response)).get();
    }

    private Future<Decision> decide(Session session, HttpRequest request) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Future<Decision> decision = threads.submit(() -> {
            started.countDown();
            return session.decide(request);
        });
        started.await();
        return decision;
    }

    private static String text(Decision decision) {
        return ((Decision.Replay) decision).episode().response().body().text().orElseThrow();
    }

    @Test
    void aWaitWithoutAnEndIsOneOfADay() throws Exception {
        Limits patient = Limits.DEFAULT.withMaxWait(ChronoUnit.FOREVER.getDuration());
        Session first = open(builder().limits(patient));
        Session second = open(builder().limits(patient));
        Session third = open(builder().limits(patient));
        Capture capture = live(first, REQUEST);
        Future<Decision> waiting = decide(second, REQUEST);
        Future<Decision> asynchronous = threads.submit(() -> OpenSessions.decideAsync(
                        new OpenSessions.Origin(Optional.empty(), third, null, false),
                        () -> REQUEST,
                        () -> CompletableFuture.completedFuture(REQUEST.body()))
                .toCompletableFuture()
                .get());

        assertThat(patient.maxWait()).isEqualTo(Duration.ofDays(1));
        capture(capture, ok("{\"id\":1}"));

        assertThat(text(waiting.get())).isEqualTo("{\"id\":1}");
        assertThat(text(asynchronous.get())).isEqualTo("{\"id\":1}");
    }

    @Test
    void theSecondWaitsForTheFirstAndReplaysItsAnswer() throws Exception {
        Session first = open();
        Session second = open();
        Capture capture = live(first, REQUEST);
        Future<Decision> waiting = decide(second, REQUEST);

        capture(capture, ok("{\"id\":1}"));

        assertThat(text(waiting.get())).isEqualTo("{\"id\":1}");
        assertThat(first.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        Report report = second.finish(Outcome.PASSED);
        assertThat(report.line("T#m")).isEqualTo("[VCR MISS:RECORDED] replayed=1 recorded=1 live=0 entries=1 :: T#m");
    }

    @Test
    void onlyTheOneThatCallsUsesTokens() throws Exception {
        Vcr.Builder renamed = builder().filter(Filters.replaceText("acme-corp", "TENANT"));
        Session first = open(renamed);
        Session second = open(renamed);
        record(
                first,
                REQUEST,
                ok(
                        "{\"model\":\"ft:acme-corp\",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}"));
        second.decide(REQUEST);

        Report.Usage called = first.finish(Outcome.PASSED).usage();
        Report.Usage shared = second.finish(Outcome.PASSED).usage();

        Map<String, Report.Tokens> tokens = Map.of("ft:TENANT", new Report.Tokens(1, 7, 0, 0, 2));
        assertThat(called).isEqualTo(new Report.Usage(new TreeMap<>(), new TreeMap<>(tokens)));
        assertThat(shared).isEqualTo(new Report.Usage(new TreeMap<>(tokens), new TreeMap<>()));
    }

    @Test
    void eachReplayOfAnEpisodeSavesItsTokens() throws Exception {
        store.save(cassette(episode(
                REQUEST,
                "{\"model\":\"m\",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}")));
        Session session = open(builder().mode(RecordMode.NONE).repeats(Repeats.LAST));
        for (int i = 0; i < 3; i++) {
            session.decide(REQUEST);
        }

        assertThat(session.finish(Outcome.PASSED).usage().replayed())
                .isEqualTo(Map.of("m", new Report.Tokens(3, 21, 0, 0, 6)));
    }

    @Test
    void theAnswerIsThereBeforeTheFirstTestHasEnded() throws Exception {
        Session first = open();
        record(first, REQUEST, ok("{}"));

        Session second = open();

        assertThat(text(second.decide(REQUEST))).isEqualTo("{}");
    }

    @Test
    void twoHundredTestsThatMissFiftyRequestsAtOnceMakeFiftyCalls() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(200);
        Vcr.Builder builder = builder().mode(RecordMode.NEW_EPISODES);
        List<Future<Report>> reports = IntStream.range(0, 200)
                .mapToObj(test -> threads.submit(() -> {
                    all.countDown();
                    all.await();
                    Session session = open(builder);
                    Decision decision = session.decide(get("https://h/" + test % 50));
                    if (decision instanceof Decision.Live live) {
                        calls.incrementAndGet();
                        capture(live.capture(), ok("{\"n\":" + test % 50 + "}"));
                    } else {
                        assertThat(text(decision)).isEqualTo("{\"n\":" + test % 50 + "}");
                    }
                    return session.finish(Outcome.PASSED);
                }))
                .toList();

        for (Future<Report> report : reports) {
            assertThat(report.get().verdict()).isIn(Verdict.HIT, Verdict.MISS_RECORDED);
        }
        assertThat(calls).hasValue(50);
        assertThat(store.load(ID).orElseThrow().episodes()).hasSize(50);
    }

    @Test
    void ofTheSameRequestTwiceInEachTestTheSecondIsSharedToo() throws Exception {
        Session first = open();
        Session second = open();
        record(first, REQUEST, ok("{\"id\":1}"));
        record(first, REQUEST, ok("{\"id\":2}"));

        assertThat(text(second.decide(REQUEST))).isEqualTo("{\"id\":1}");
        assertThat(text(second.decide(REQUEST))).isEqualTo("{\"id\":2}");
        assertThat(second.decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void whatAFailedTestHasGotIsSavedByTheOneThatHasSharedIt() throws Exception {
        Session first = open();
        Session second = open();
        record(first, REQUEST, ok("{}"));
        second.decide(REQUEST);

        first.finish(Outcome.FAILED);
        assertThat(store.load(ID)).isEmpty();
        second.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes()).hasSize(1);
    }

    @Test
    void whatAFailedTestHasGotIsNotGivenToALaterOne() throws Exception {
        Session first = open();
        Session other = open();
        record(first, REQUEST, ok("{}"));
        record(other, get("https://h/other"), ok("{}"));

        first.finish(Outcome.FAILED);

        assertThat(open().decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void theAnswerIsSavedOnceByBoth() throws Exception {
        Session first = open();
        Session second = open();
        record(first, REQUEST, ok("{}"));
        second.decide(REQUEST);

        second.finish(Outcome.PASSED);
        first.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes()).hasSize(1);
    }

    @Test
    void anAnswerThatIsNotRecordedIsNotShared() throws Exception {
        Session first = open();
        Capture capture = live(first, REQUEST);
        Future<Decision> waiting = decide(open(), REQUEST);

        capture(capture, status(429));

        assertThat(waiting.get()).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aTestThatEndsBeforeItsAnswerLetsTheOthersGo() throws Exception {
        Session first = open();
        live(first, REQUEST);
        Future<Decision> waiting = decide(open(), REQUEST);

        first.finish(Outcome.PASSED);

        assertThat(waiting.get()).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aTestThatEndsDoesNotWaitAnyMore() throws Exception {
        live(open(), REQUEST);
        Session second = open();
        Future<Decision> waiting = decide(second, REQUEST);

        second.finish(Outcome.FAILED);

        assertThat(waiting.get()).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void nobodyWaitsLongerThanTheLimit() throws Exception {
        Vcr.Builder impatient = builder().limits(Limits.DEFAULT.withMaxWait(Duration.ofMillis(1)));
        live(open(impatient), REQUEST);

        assertThat(decide(open(impatient), REQUEST).get()).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aThreadDoesNotWaitForItself() {
        live(open(), REQUEST);

        assertThat(open().decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void sessionsOfOneThreadAreNotConcurrent() {
        capture(live(open(), REQUEST), ok("{}"));

        assertThat(open().decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        live(open(), REQUEST);
        Session second = open();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            boolean goesLive = second.decide(REQUEST) instanceof Decision.Live;
            interrupted.complete(goesLive && Thread.currentThread().isInterrupted());
        });
        waiting.start();
        waiting.interrupt();

        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void anAsynchronousRequestBlocksNoThread() throws Exception {
        Capture capture = live(open(), REQUEST);
        Session second = open();

        CompletableFuture<Decision> waiting = second.requests()
                .decideAsync(REQUEST, false, () -> CompletableFuture.completedFuture(REQUEST.body()))
                .toCompletableFuture();
        assertThat(waiting).isNotDone();
        capture(capture, ok("{}"));

        assertThat(text(waiting.get())).isEqualTo("{}");
    }

    @Test
    void requestsThatSelectDifferentAnswersAreNotShared() throws Exception {
        HttpRequest csv = get("https://h/").withHeaders(Headers.of("Accept", "text/csv"));
        HttpRequest json = get("https://h/").withHeaders(Headers.of("Accept", "application/json"));
        record(open(), csv, ok("{}"));

        assertThat(open().decide(json)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void callersWithDifferentCredentialsDoNotShare() throws Exception {
        record(open(), me("alice-7f3a9c1e5b"), ok("{\"name\":\"Alice\"}"));

        assertThat(open().decide(me("bob-0d4e8f2a6c"))).isInstanceOf(Decision.Live.class);
    }

    private static HttpRequest me(String token) {
        return get("https://h/me").withHeaders(Headers.of("Authorization", "Bearer " + token));
    }

    @Test
    void theClientGetsTheAnswerWithItsSecretsAndTheCassetteDoesNot() throws Exception {
        String token = "sk-proj-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg";
        HttpResponse login = ok("{\"access_token\":\"" + token + "\"}");
        record(open(), REQUEST, login);
        Session second = open();

        assertThat(text(second.decide(REQUEST))).contains(token);
        second.finish(Outcome.PASSED);

        Episode stored = store.load(ID).orElseThrow().episodes().get(0);
        assertThat(stored.response().body().text().orElseThrow()).doesNotContain(token);
    }

    @Test
    void requestsWithDifferentIdsAreNotShared() throws Exception {
        record(open(), rpc("a-1"), ok("{\"jsonrpc\":\"2.0\",\"id\":\"a-1\",\"result\":{}}"));

        assertThat(open().decide(rpc("b-1"))).isInstanceOf(Decision.Live.class);
    }

    private static HttpRequest rpc(String id) {
        return post("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"tools/list\"}");
    }

    @Test
    void otherCassettesDoNotShare() throws Exception {
        record(open(), REQUEST, ok("{}"));
        Session other = builder().build().open("other");
        sessions.add(other);

        assertThat(other.decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void modeAllSharesNothing() throws Exception {
        record(open(builder().mode(RecordMode.ALL)), REQUEST, ok("{}"));

        assertThat(open(builder().mode(RecordMode.ALL)).decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void whatIsStoredMeanwhileIsNotTakenTwice() throws Exception {
        Session early = open();
        record(early, get("https://h/other"), ok("{}"));
        Session first = open();
        record(first, REQUEST, ok("{\"id\":1}"));
        first.finish(Outcome.PASSED);
        Session late = open(builder().mode(RecordMode.NEW_EPISODES));

        assertThat(text(late.decide(REQUEST))).isEqualTo("{\"id\":1}");
        assertThat(late.decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void whatIsSharedIsRepeatedAsWhatIsRecorded() throws Exception {
        Vcr.Builder repeating = builder().repeats(Repeats.LAST);
        record(open(repeating), REQUEST, ok("{}"));
        Session second = open(repeating);
        second.decide(REQUEST);

        assertThat(text(second.decide(REQUEST))).isEqualTo("{}");
    }

    @Test
    void aSessionThatLoadsItsCassetteAfterItsEndSharesNothing() throws Exception {
        Session ended = open();
        ended.finish(Outcome.PASSED);
        ended.unplayed();
        Session first = open();
        record(first, REQUEST, ok("{}"));
        first.finish(Outcome.PASSED);
        store.delete(ID);

        assertThat(open().decide(REQUEST)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aStreamIsSharedWhenItHasEnded() throws Exception {
        Capture capture = live(open(), REQUEST);
        Future<Decision> waiting = decide(open(), REQUEST);
        capture.head(new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), Body.EMPTY));
        byte[] events = "data: 1\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
        capture.data(events, 0, 9);
        assertThat(waiting.isDone()).isFalse();
        capture.data(events, 9, events.length - 9);
        capture.close();

        assertThat(text(waiting.get())).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
    }
}
