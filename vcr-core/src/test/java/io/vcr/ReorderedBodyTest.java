package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose JSON is in another order than the recorded one. Those without secrets are told by their content. */
class ReorderedBodyTest {

    private static final String PLAIN = "{\"model\":\"m\",\"n\":1,\"text\":\"hello\"}";
    private static final String SECRET = "{\"user\":\"ann\",\"password\":\"hunter22\"}";

    private final Persister store = Persisters.inMemory();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"hello\",\"n\":1,\"model\":\"m\"}",
                " { \"n\" : 1.0, \"model\":\"\\u006d\", \"text\":\"hello\" } ",
                "{\"n\":1,\"text\":\"hello\",\"model\":\"m\"}"
            })
    void plainBodyMatchesInAnySpelling(String sent) {
        record(PLAIN);

        assertThat(replays(sent, sent)).containsExactly(true, true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"password":"hunter22","user":"ann"}   | true
                    {"password":"changed-7","user":"ann"}  | true
                    {"password":"hunter22","user":"bob"}   | false
                    """)
    void bodyWithASecretMatchesByItsPlaceholder(String sent, boolean matches) {
        record(SECRET);

        assertThat(replays(sent)).containsExactly(matches);
    }

    @Test
    void secretThatTheRecordingHasNotIsStillFound() throws IOException {
        record(PLAIN);
        try (Session session = open(RecordMode.NEW_EPISODES)) {
            session.decide(post("{\"text\":\"hello\",\"n\":1,\"model\":\"m\"}"));
            answer(session, "{\"text\":\"hello\",\"password\":\"hunter22\",\"n\":1,\"model\":\"m\"}");
        }

        assertThat(bodies())
                .hasSize(2)
                .last()
                .asString()
                .contains("<password-1>")
                .doesNotContain("hunter22");
    }

    @Test
    void bodyThatIsRecordedAgainIsStoredAsItWasSent() throws IOException {
        String reordered = "{\"text\":\"hello\",\"n\":1,\"model\":\"m\"}";
        record(PLAIN);
        try (Session session = open(RecordMode.NEW_EPISODES)) {
            assertThat(session.decide(post(reordered))).isInstanceOf(Decision.Replay.class);
            answer(session, reordered);
        }

        assertThat(bodies()).containsExactly(PLAIN, reordered);
    }

    @Test
    void bodyWithNoSecretAsATextMayHaveOneAsAForm() {
        HttpRequest text = post("a=hello world&password=abc").withHeaders(Headers.of("Content-Type", "text/plain"));
        HttpRequest form = text.withHeaders(Headers.of("Content-Type", "application/x-www-form-urlencoded"));
        try (Session session = open(RecordMode.ONCE)) {
            Exchanges.capture(((Decision.Live) session.decide(text)).capture(), ok("{}"));
            Exchanges.capture(((Decision.Live) session.decide(form)).capture(), ok("{}"));
        }

        try (Session session = open(RecordMode.NONE)) {
            assertThat(session.decide(text)).isInstanceOf(Decision.Replay.class);
            assertThat(session.decide(form)).isInstanceOf(Decision.Replay.class);
        }
    }

    /** The first request shows the value where nothing tells that it is a secret, the second one in a header field. */
    @Test
    void bodyWithNoSecretMayHaveOneThatALaterRequestShows() throws IOException {
        HttpRequest first = post("{\"note\":\"Zx81Qw72Er63Ty54\"}");
        HttpRequest second = first.withUri(Uri.of("https://h/2"))
                .withHeaders(first.headers().with("Authorization", "Bearer Zx81Qw72Er63Ty54"));
        try (Session session = open(RecordMode.ONCE)) {
            Exchanges.capture(((Decision.Live) session.decide(first)).capture(), ok("{}"));
        }
        try (Session session = open(RecordMode.NEW_EPISODES)) {
            assertThat(session.decide(first)).isInstanceOf(Decision.Replay.class);
            Exchanges.capture(((Decision.Live) session.decide(second)).capture(), ok("{}"));
        }

        assertThat(bodies()).last().asString().contains("<authorization-1>").doesNotContain("Zx81");
        try (Session session = open(RecordMode.NONE)) {
            assertThat(session.decide(first)).isInstanceOf(Decision.Replay.class);
            assertThat(session.decide(second)).isInstanceOf(Decision.Replay.class);
        }
    }

    private void record(String... sent) {
        try (Session session = open(RecordMode.ONCE)) {
            for (String each : sent) {
                answer(session, each);
            }
        }
    }

    private static void answer(Session session, String sent) {
        Exchanges.capture(((Decision.Live) session.decide(post(sent))).capture(), ok("{}"));
    }

    private Session open(RecordMode mode) {
        return Vcr.builder(store).mode(mode).environment(Map.of()).build().open(ID);
    }

    private List<Boolean> replays(String... sent) {
        Session session = Vcr.builder(store)
                .mode(RecordMode.NONE)
                .repeats(Repeats.LAST)
                .environment(Map.of())
                .build()
                .open(ID);
        List<Boolean> replays = List.of(sent).stream()
                .map(each -> session.decide(post(each)) instanceof Decision.Replay)
                .toList();
        session.finish(Outcome.PASSED);
        return replays;
    }

    private List<String> bodies() throws IOException {
        return store.load(ID).orElseThrow().episodes().stream()
                .map(Episode::request)
                .map(request -> request.body().text().orElseThrow())
                .toList();
    }
}
