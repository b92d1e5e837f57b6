package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.JSON;
import static io.vcr.Exchanges.capture;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of one cassette never share what may belong to one of them only. */
@Timeout(60)
class SharedOwnersTest {

    private static final String ALICE = "a1b2c3d4e5f6a7b8c9d0a1b2";
    private static final String BOB = "f9e8d7c6b5a4f3e2d1c0f9e8";
    private static final HttpRequest ME = get("https://h/me");

    private final StubPersister store = new StubPersister();
    private final ConcurrentLinkedQueue<Session> sessions = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        sessions.forEach(session -> session.finish(Outcome.ABORTED));
        threads.shutdownNow();
    }

    private Session open(Vcr.Builder builder) {
        Session session = builder.build().open(ID);
        sessions.add(session);
        return session;
    }

    private Session open() {
        return open(builder());
    }

    private Vcr.Builder builder() {
        return Vcr.builder(store).mode(RecordMode.NEW_EPISODES).environment(Map.of());
    }

    private Capture live(Session session, HttpRequest request) throws Exception {
        return threads.submit(() -> ((Decision.Live) session.decide(request)).capture())
                .get();
    }

    private void record(Session session, HttpRequest request, HttpResponse response) throws Exception {
        capture(live(session, request), response);
    }

    private static HttpRequest with(String name, String value) {
        return ME.withHeaders(Headers.of(name, value));
    }

    private void assertNotShared(HttpRequest ofAlice, HttpRequest ofBob) throws Exception {
        Session alice = open();
        Session bob = open();
        record(alice, post("https://h/login", "{\"user\":\"alice\"}"), ok("{\"access_token\":\"" + ALICE + "\"}"));
        record(bob, post("https://h/login", "{\"user\":\"bob\"}"), ok("{\"access_token\":\"" + BOB + "\"}"));
        record(alice, ofAlice, ok("{\"name\":\"alice\"}"));

        assertThat(bob.decide(ofBob)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void requestsWithTokensThatResponsesHaveShownAreNotShared() throws Exception {
        assertNotShared(with("Authorization", "Bearer " + ALICE), with("Authorization", "Bearer " + BOB));
    }

    @Test
    void requestsWithDifferentHeaderFieldsOfAnyNameAreNotShared() throws Exception {
        assertNotShared(with("X-Auth-Token", ALICE), with("X-Auth-Token", BOB));
    }

    @Test
    void requestsWithDifferentCookiesAreNotShared() throws Exception {
        assertNotShared(with("Cookie", "sid=" + ALICE), with("Cookie", "sid=" + BOB));
    }

    @Test
    void requestsWithDifferentTokensInTheirPathsAreNotShared() throws Exception {
        assertNotShared(get("https://h/s/" + ALICE + "/msgs"), get("https://h/s/" + BOB + "/msgs"));
    }

    @Test
    void requestsWithDifferentTokensInTheirBodiesAreNotShared() throws Exception {
        assertNotShared(
                post("https://h/q", "{\"access_token\":\"" + ALICE + "\"}"),
                post("https://h/q", "{\"access_token\":\"" + BOB + "\"}"));
    }

    @Test
    void aSessionThatHasGotACookieSharesNothing() throws Exception {
        Session alice = open();
        record(alice, ME, ok("{}"));
        Session bob = open();
        record(bob, get("https://h/"), ok("{}").withHeaders(JSON.with("Set-Cookie", "sid=" + BOB)));

        assertThat(bob.decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aCookieInAResponseThatIsNotRecordedCounts() throws Exception {
        record(open(), ME, ok("{}"));
        Session bob = open();
        live(bob, get("https://h/"))
                .head(new HttpResponse(302, "", Headers.of("Set-Cookie", "sid=" + BOB), Body.EMPTY));

        assertThat(bob.decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aReplayedCookieCounts() throws Exception {
        Session recording = open();
        record(recording, get("https://h/"), ok("{}").withHeaders(JSON.with("Set-Cookie", "sid=" + BOB)));
        recording.finish(Outcome.PASSED);
        record(open(), ME, ok("{}"));
        Session bob = open();
        assertThat(bob.decide(get("https://h/"))).isInstanceOf(Decision.Replay.class);

        assertThat(bob.decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void theCookieOfALoadBalancerDoesNotCount() throws Exception {
        record(open(), ME, ok("{}"));
        Session bob = open();
        record(bob, get("https://h/"), ok("{}").withHeaders(JSON.with("Set-Cookie", "__cf_bm=x; Path=/; HttpOnly")));

        assertThat(bob.decide(ME)).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void anAnswerForWhichTheClientHasLoggedInIsNotShared() throws Exception {
        Capture capture = live(open(), ME);
        HttpResponse challenge = new HttpResponse(401, "", Headers.EMPTY, Body.EMPTY);
        capture.route(() -> new Route(List.of(new Hop("GET", Uri.of("https://h/me"), challenge)), null, ""));
        capture(capture, ok("{}"));

        assertThat(open().decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void requestsThatDifferInWhatTheMatchersIgnoreAreNotShared() throws Exception {
        Vcr.Builder lax = builder().ignoring("$.user");
        record(open(lax), post("{\"user\":\"alice\"}"), ok("{}"));

        assertThat(open(lax).decide(post("{\"user\":\"bob\"}"))).isInstanceOf(Decision.Live.class);
    }

    @Test
    void headerFieldsThatChangeByThemselvesDoNotCount() throws Exception {
        record(open(), with("User-Agent", "okhttp/4"), ok("{}"));

        assertThat(open().decide(with("User-Agent", "okhttp/5"))).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void sessionsWithEqualMatchersShare() throws Exception {
        record(open(builder().ignoring("$.a")), ME, ok("{}"));

        assertThat(open(builder().ignoring("$.a")).decide(ME)).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void sessionsWithDifferentMatchersDoNotShare() throws Exception {
        record(open(builder().ignoring("$.a")), ME, ok("{}"));

        assertThat(open(builder().ignoring("$.b")).decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void sessionsWithDifferentFiltersDoNotShare() throws Exception {
        record(open(builder().filters(List.of(Filters.redactJson("$.a")))), ME, ok("{}"));

        assertThat(open().decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void sessionsWithDifferentPoliciesOnSecretsDoNotShare() throws Exception {
        record(open(builder().secrets(SecretPolicy.off())), ME, ok("{}"));

        assertThat(open().decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void sessionsWithDifferentLimitsOfBodiesDoNotShare() throws Exception {
        record(open(), ME, ok("{}"));
        Session small = open(builder().limits(Limits.DEFAULT.withMaxBodyBytes(1)));

        assertThat(small.decide(ME)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aSessionRecordsItsOwnRequestWithTheSharedAnswer() throws Exception {
        record(open(), with("User-Agent", "of alice"), ok("{}"));
        Session bob = open();
        bob.decide(with("User-Agent", "of bob"));

        bob.finish(Outcome.PASSED);

        assertThat(store.load(ID).orElseThrow().episodes())
                .extracting(episode ->
                        episode.request().headers().first("User-Agent").orElseThrow())
                .containsExactly("of bob");
    }

    @Test
    void nobodyWaitsForAStreamThatAGetHasOpened() throws Exception {
        Vcr.Builder patient = builder().limits(Limits.DEFAULT.withMaxWait(Duration.ofHours(1)));
        Capture capture = live(open(patient), ME);
        Session bob = open(patient);
        Future<Decision> waiting = threads.submit(() -> bob.decide(ME));

        capture.head(new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), Body.EMPTY));

        assertThat(waiting.get()).isInstanceOf(Decision.Live.class);
    }

    @Test
    void anAsynchronousRequestGoesOnThoughTheCommonPoolIsBusy() throws Exception {
        Capture capture = live(open(), ME);
        CompletableFuture<Thread> thread = open().requests()
                .decideAsync(ME, false, () -> CompletableFuture.completedFuture(Body.EMPTY))
                .thenApply(decision -> Thread.currentThread())
                .toCompletableFuture();

        capture(capture, ok("{}"));

        assertThat(thread.get()).isNotInstanceOf(ForkJoinWorkerThread.class).isNotSameAs(Thread.currentThread());
    }
}
