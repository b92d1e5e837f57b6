package io.vcr.internal.match;

import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vcr.Matchers;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.internal.match.CassetteIndex.Reuse;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.spi.Episode;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CassetteIndexTest {

    private static final HttpRequest A = get("https://h/a");
    private static final HttpRequest B = get("https://h/b");
    private static final Matcher PATH_BY_PREDICATE = Matchers.where(
            "path", (recorded, sent) -> recorded.uri().path().equals(sent.uri().path()));

    @Test
    void equalRequestsGetTheirEpisodesInRecordedOrder() {
        CassetteIndex index = index(Reuse.NONE, episode(A, "1"), episode(B, "b"), episode(A, "2"));

        assertThat(claims(index, A, 2)).containsExactly("1", "2");
    }

    @Test
    void anEpisodeIsHandedOutOnce() {
        CassetteIndex index = index(Reuse.NONE, episode(A, "1"));
        claim(index, A);

        assertThat(match(index, A)).isEqualTo(Match.PLAYED);
    }

    @Test
    void nothingRecordedIsAbsent() {
        assertThat(match(index(Reuse.NONE, episode(A, "1")), B)).isEqualTo(Match.ABSENT);
    }

    @Test
    void bytesThatWereRecordedAsJsonAreComparedAsWhatTheyAreSentAs() {
        CassetteIndex index = new CassetteIndex(Matchers.defaults(), Reuse.NONE, episode -> false, callers());
        index.add(episode(post("application/json", "{\"a\":1}"), "1"), post("application/json", "{\"a\":1}"), false);

        assertThat(match(index, post("text/plain", "{\"a\":1}"))).isEqualTo(Match.ABSENT);
        assertThat(match(index, post("application/json; charset=utf-8", "{ \"a\": 1.0 }")))
                .isEqualTo(Match.UNPLAYED);
    }

    private static HttpRequest post(String type, String body) {
        return new HttpRequest("POST", Uri.of("https://h/a"), Headers.of("Content-Type", type), Body.of(body));
    }

    @Test
    void requestsInAnyOrderGetTheirOwnEpisodes() {
        CassetteIndex index = index(Reuse.NONE, episode(A, "a"), episode(B, "b"));

        assertThat(claim(index, B)).isEqualTo("b");
        assertThat(claim(index, A)).isEqualTo("a");
    }

    @Test
    void lastRepeatsTheLastOne() {
        CassetteIndex index = index(Reuse.LAST, episode(A, "1"), episode(A, "2"));

        assertThat(claims(index, A, 5)).containsExactly("1", "2", "2", "2", "2");
    }

    @Test
    void cycleBeginsAgain() {
        CassetteIndex index = index(Reuse.CYCLE, episode(A, "1"), episode(A, "2"), episode(A, "3"));

        assertThat(claims(index, A, 7)).containsExactly("1", "2", "3", "1", "2", "3", "1");
    }

    @Test
    void repeatsDoNotAnswerOtherRequests() {
        assertThat(match(index(Reuse.CYCLE, episode(A, "1")), B)).isEqualTo(Match.ABSENT);
    }

    @Test
    void repeatsWorkWithPredicatesToo() {
        CassetteIndex index = new CassetteIndex(List.of(PATH_BY_PREDICATE), Reuse.CYCLE, e -> false, callers());
        index.add(episode(A, "1"), A, false);
        index.add(episode(A, "2"), A, false);

        assertThat(claims(index, A, 5)).containsExactly("1", "2", "1", "2", "1");
    }

    @Test
    void anExpiredEpisodeIsPassedOver() {
        CassetteIndex index = expiring(e -> body(e).equals("1"), episode(A, "1"), episode(A, "2"));

        assertThat(claim(index, A)).isEqualTo("2");
    }

    @Test
    void onlyExpiredEpisodesAreExpired() {
        assertThat(match(expiring(e -> true, episode(A, "1")), A)).isEqualTo(Match.EXPIRED);
    }

    @Test
    void playedAndExpiredEpisodesArePlayed() {
        CassetteIndex index = expiring(e -> body(e).equals("1"), episode(A, "1"), episode(A, "2"));
        claim(index, A);

        assertThat(match(index, A)).isEqualTo(Match.PLAYED);
    }

    @Test
    void anExpiredEpisodeIsNotRepeated() {
        CassetteIndex index = new CassetteIndex(Matchers.defaults(), Reuse.LAST, e -> body(e).equals("2"), callers());
        index.add(episode(A, "1"), A, false);
        index.add(episode(A, "2"), A, false);

        assertThat(claims(index, A, 3)).containsExactly("1", "1", "1");
    }

    @Test
    void anEpisodeOfThisSessionIsNotReplayed() {
        CassetteIndex index = index(Reuse.NONE);
        index.addRecorded(episode(A, "1"), A);

        assertThat(match(index, A)).isEqualTo(Match.PLAYED);
    }

    @Test
    void aPredicateChoosesAmongTheRest() {
        List<Matcher> matchers = new ArrayList<>(List.of(Matchers.method(), Matchers.host(), PATH_BY_PREDICATE));
        CassetteIndex index = new CassetteIndex(matchers, Reuse.NONE, e -> false, callers());
        index.add(episode(A, "a"), A, false);
        index.add(episode(B, "b"), B, false);

        assertThat(claim(index, B)).isEqualTo("b");
        assertThat(match(index, B)).isEqualTo(Match.PLAYED);
        assertThat(match(index, get("https://h/c"))).isEqualTo(Match.ABSENT);
    }

    @Test
    void withOneMatcherLeftTheSameRequestGoesFirst() {
        CassetteIndex index = new CassetteIndex(List.of(Matchers.method()), Reuse.NONE, e -> false, callers());
        index.add(episode(A, "a"), A, false);
        index.add(episode(B, "b"), B, false);

        assertThat(claims(index, B, 2)).containsExactly("b", "a");
    }

    @Test
    void whatWasLentIsGivenOnceMoreToTheClosestRequest() {
        HttpRequest one = A.withHeaders(Headers.of("X-Job", "1"));
        HttpRequest two = A.withHeaders(Headers.of("X-Job", "2"));
        CassetteIndex index = index(Reuse.NONE, episode(one, "1"), episode(two, "2"));
        use(index, one, Use.LEND);
        use(index, two, Use.LEND);

        assertThat(List.of(claim(index, two), claim(index, one))).containsExactly("2", "1");
        assertThat(match(index, one)).isEqualTo(Match.PLAYED);
    }

    @ParameterizedTest
    @EnumSource(Reuse.class)
    void aLookShowsWhatIsPlayedNext(Reuse reuse) {
        HttpRequest one = A.withHeaders(Headers.of("X-Job", "1"));
        CassetteIndex index = index(reuse, episode(A, "a"), episode(one, "1"), episode(A, "b"));

        for (HttpRequest request : List.of(A, one, one, A, one, A, A, one)) {
            Episode seen = use(index, request, Use.LOOK);
            assertThat(use(index, request, Use.TAKE)).isSameAs(seen);
        }
    }

    private static @Nullable Episode use(CassetteIndex index, HttpRequest request, Use use) {
        return index.find(request, request, index.key(request), use).episode();
    }

    @Test
    void unplayedCountsWhatMayStillBeReplayed() {
        CassetteIndex index =
                expiring(e -> body(e).equals("x"), episode(A, "1"), episode(A, "x"), episode(B, "b"), episode(A, "2"));
        claim(index, A);

        assertThat(index.unplayed()).isEqualTo(2);
    }

    @Test
    void aMatcherThatThrowsIsNamed() {
        Matcher broken = Matchers.projecting("tenant", request -> {
            throw new IllegalArgumentException("no tenant");
        });
        CassetteIndex index = new CassetteIndex(List.of(broken), Reuse.NONE, e -> false, callers());

        assertThatIllegalStateException().isThrownBy(() -> index.key(A)).withMessageContaining("Matcher tenant failed");
    }

    @Test
    void aPredicateThatThrowsIsNamed() {
        Matcher broken = Matchers.where("tenant", (recorded, sent) -> {
            throw new IllegalArgumentException("no tenant");
        });
        CassetteIndex index = new CassetteIndex(List.of(broken), Reuse.NONE, e -> false, callers());
        index.add(episode(A, "1"), A, false);

        assertThatIllegalStateException()
                .isThrownBy(() -> index.find(A, A, index.key(A), Use.PLAY))
                .withMessageContaining("Matcher tenant failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofNEqualEpisodesEachIsClaimedOnceByManyThreads(boolean predicate) throws Exception {
        int episodes = 2000;
        int threads = 8;
        CassetteIndex index = new CassetteIndex(
                predicate ? List.of(PATH_BY_PREDICATE) : Matchers.defaults(), Reuse.NONE, e -> false, callers());
        int added = predicate ? episodes / 10 : episodes;
        for (int i = 0; i < added; i++) {
            index.add(episode(A, Integer.toString(i)), A, false);
        }
        List<String> claimed = inThreads(threads, () -> {
            List<String> mine = new ArrayList<>();
            for (Episode e = next(index); e != null; e = next(index)) {
                mine.add(body(e));
            }
            return mine;
        });

        assertThat(claimed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, added).mapToObj(Integer::toString).toList());
    }

    @Test
    void manyThreadsThatCycleGetEveryEpisodeEquallyOften() throws Exception {
        CassetteIndex index = index(Reuse.CYCLE, episode(A, "1"), episode(A, "2"));

        List<String> claimed = inThreads(8, () -> claims(index, A, 100));

        assertThat(claimed.stream().filter("1"::equals)).hasSize(400);
    }

    private static List<String> inThreads(int threads, Callable<List<String>> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<String>>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<String> all = new ArrayList<>();
            for (Future<List<String>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            executor.shutdownNow();
        }
    }

    private static Episode next(CassetteIndex index) {
        return index.find(A, A, index.key(A), Use.PLAY).episode();
    }

    private static CassetteIndex index(Reuse repeats, Episode... episodes) {
        CassetteIndex index = new CassetteIndex(Matchers.defaults(), repeats, e -> false, callers());
        Arrays.stream(episodes).forEach(e -> index.add(e, e.request(), false));
        return index;
    }

    private static CassetteIndex expiring(Predicate<Episode> expired, Episode... episodes) {
        CassetteIndex index = new CassetteIndex(Matchers.defaults(), Reuse.NONE, expired, callers());
        Arrays.stream(episodes).forEach(e -> index.add(e, e.request(), false));
        return index;
    }

    private static Match match(CassetteIndex index, HttpRequest request) {
        return index.find(request, request, index.key(request), Use.PLAY).match();
    }

    private static String claim(CassetteIndex index, HttpRequest request) {
        return body(index.find(request, request, index.key(request), Use.PLAY).episode());
    }

    private static List<String> claims(CassetteIndex index, HttpRequest request, int times) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            bodies.add(claim(index, request));
        }
        return bodies;
    }

    private static String body(Episode episode) {
        return episode.response().body().text().orElseThrow();
    }

    private static Callers callers() {
        return new Callers((value, stable) -> stable);
    }
}
