package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Placeholders of the user's stand in the cassette; the code under test sees the values. */
class OwnPlaceholdersTest {

    private final StubPersister store = new StubPersister();

    @Test
    void theCassetteHoldsThePlaceholderAndTheReplayTheValue() throws IOException {
        HttpRequest request = post("{\"tenant\":\"acme\"}")
                .withUri(get("https://acme.example.com/acme").uri());
        HttpResponse response = ok("{\"home\":\"https://acme.example.com\"}");
        response = response.withHeaders(
                response.headers().with("Location", "/acme").with("Content-Length", "35"));
        record(tenant("acme"), request, response);

        assertThat(stored())
                .doesNotContain("acme")
                .contains("https://<TENANT>.example.com/<TENANT>", "{\"home\":\"https://<TENANT>.example.com\"}");
        HttpResponse replayed = replay(tenant("acme"), request);
        assertThat(replayed.body()).isEqualTo(response.body());
        assertThat(replayed.headers().first("Location")).contains("/acme");
    }

    @Test
    void anotherMachineHasAnotherValue() throws IOException {
        record(tenant("acme"), get("https://acme.example.com/"), ok("{\"name\":\"acme\"}"));

        HttpResponse replayed = replay(tenant("umbrella"), get("https://umbrella.example.com/"));

        assertThat(replayed.body().text()).contains("{\"name\":\"umbrella\"}");
        assertThat(replayed.headers().first("Content-Length").orElse("19")).isEqualTo("19");
    }

    @Test
    void theEventsOfAStreamStayPiecesInTheCassetteAndInTheReplay() throws IOException {
        String first = "data: {\"to\":\"acme\",\"n\":1}\n\n";
        String cut = "data: {\"to\":\"ac";
        String rest = "me\",\"by\":\"acme\"}\n\n";
        HttpRequest request = get("https://example.com/");
        try (Session session = tenant("acme").build().open(ID)) {
            Capture capture = ((Decision.Live) session.decide(request)).capture();
            capture.head(ok("").withHeaders(Headers.of("Content-Type", "text/event-stream")));
            for (String piece : List.of(first, cut, rest, "data: [DONE]\n\n")) {
                capture.data(piece.getBytes(StandardCharsets.UTF_8), 0, piece.length());
            }
            capture.end();
            session.finish(Outcome.PASSED);
        }

        assertThat(pieces(store.memory.load(ID).orElseThrow().episodes().get(0)))
                .containsExactly(
                        "data: {\"to\":\"<TENANT>\",\"n\":1}\n\n",
                        "data: {\"to\":\"<TENANT>\",\"by\":\"<TENANT>",
                        "\"}\n\n",
                        "data: [DONE]\n\n");
        assertThat(pieces(replayed(tenant("umbrella"), request)))
                .containsExactly(
                        "data: {\"to\":\"umbrella\",\"n\":1}\n\n",
                        "data: {\"to\":\"umbrella\",\"by\":\"umbrella",
                        "\"}\n\n",
                        "data: [DONE]\n\n");
    }

    private static List<String> pieces(Episode episode) {
        String body = episode.response().body().text().orElseThrow();
        List<String> pieces = new ArrayList<>();
        int at = 0;
        for (Episode.Chunk chunk : Objects.requireNonNull(episode.timing()).chunks()) {
            pieces.add(body.substring(at, at + chunk.bytes()));
            at += chunk.bytes();
        }
        assertThat(at).isEqualTo(body.length());
        return pieces;
    }

    @Test
    void withoutAValueARequestThatCarriesThePlaceholderMatches() throws IOException {
        record(tenant("acme"), get("https://example.com/acme?t=acme"), ok("{\"name\":\"acme\"}"));

        assertThat(replay(tenant(null), get("https://example.com/%3CTENANT%3E?t=%3CTENANT%3E"))
                        .body()
                        .text())
                .contains("{\"name\":\"<TENANT>\"}");
    }

    @Test
    void aValueThatUrlsEscapeIsReplacedThereAsWell() throws IOException {
        Vcr.Builder mail = Vcr.builder(store).placeholder("<USER>", "ada@example.com");
        record(mail, get("https://h/?u=ada%40example.com"), ok("{\"next\":\"/?u=ada%40example.com\"}"));

        assertThat(stored()).doesNotContain("ada");
        Vcr.Builder other = Vcr.builder(store).placeholder("<USER>", "bob@example.com");
        assertThat(replay(other, get("https://h/?u=bob%40example.com")).body().text())
                .contains("{\"next\":\"/?u=bob%40example.com\"}");
    }

    @Test
    void theLongestValueIsReplacedFirst() throws IOException {
        record(
                Vcr.builder(store).placeholder("<TEAM>", "acme").placeholder("<TENANT>", "acme-test"),
                get("https://h/acme-test/acme"),
                ok("{}"));

        assertThat(stored()).contains("https://h/<TENANT>/<TEAM>");
    }

    @Test
    void theyWorkWhateverHappensToSecrets() throws IOException {
        for (SecretPolicy policy : new SecretPolicy[] {SecretPolicy.off(), SecretPolicy.refuse()}) {
            store.memory.delete(ID);
            record(tenant("acme").secrets(policy), get("https://h/acme"), ok("{}"));

            assertThat(stored()).contains("https://h/<TENANT>");
        }
    }

    @Test
    void anEmptyPlaceholderIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vcr.builder(store).placeholder("", "acme"))
                .withMessage("A placeholder must not be empty");
    }

    private Vcr.Builder tenant(@Nullable String value) {
        return Vcr.builder(store).placeholder("<TENANT>", value);
    }

    private static void record(Vcr.Builder vcr, HttpRequest request, HttpResponse response) throws IOException {
        Session session = vcr.build().open(ID);
        exchange(session, request, response);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    private static HttpResponse replay(Vcr.Builder vcr, HttpRequest request) {
        return replayed(vcr, request).response();
    }

    private static Episode replayed(Vcr.Builder vcr, HttpRequest request) {
        try (Session session = vcr.mode(RecordMode.NONE).build().open(ID)) {
            Decision decision = session.decide(request);
            assertThat(decision).as(decision.toString()).isInstanceOf(Decision.Replay.class);
            return ((Decision.Replay) decision).episode();
        }
    }

    private String stored() throws IOException {
        return new String(CassetteCodec.YAML.encode(store.memory.load(ID).orElseThrow()), StandardCharsets.UTF_8);
    }
}
