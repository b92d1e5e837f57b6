package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.capture;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Every key here is made up; they are put together so that no scanner takes this file for a leak. */
class SecretPolicyTest {

    private static final String SECRET = "sk-ant-" + "x1y2z3".repeat(7);
    private static final HttpRequest LEAKING = post("{\"prompt\":\"my key is " + SECRET + "\"}");

    private final StubPersister store = new StubPersister();

    @Test
    void whereSecretsAreRefusedNothingIsSavedAndTheReportSaysWhatToDo() throws IOException {
        Report report = run(SecretPolicy.refuse(), LEAKING, ok("{}"));

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(report.save())
                .isEqualTo(
                        "new episode 1 (POST https://api.example.com/v1/charges) holds an Anthropic key in its request"
                                + " body, so nothing is saved; remove it with a filter such as Filters.removeRequestHeaders(name) or"
                                + " Filters.redactQuery(name), or let it through if it is none: SecretPolicy.refuse().allowing(..)");
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void whereSecretsAreRefusedAGuessIsNoReasonToSaveNothing() throws IOException {
        HttpRequest guess = post("{\"prompt\":\"password: hunter22\"}");

        assertThat(run(SecretPolicy.refuse(), post("{\"password\":\"hunter22\"}"), ok("{}"))
                        .verdict())
                .isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(run(SecretPolicy.refuse(), guess, ok("{}")).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void byDefaultSecretsAreRedactedAndReplayAsTheyWere() throws IOException {
        HttpResponse echo = ok("{\"error\":\"bad key " + SECRET + "\"}");
        assertThat(run(SecretPolicy.redact(), LEAKING, echo).verdict()).isEqualTo(Verdict.MISS_RECORDED);

        assertThat(stored())
                .doesNotContain(SECRET)
                .contains("my key is <anthropic_key-1>")
                .contains("bad key <anthropic_key-1>");
        assertThat(run(SecretPolicy.redact(), LEAKING, echo).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aSecretInBase64IsRedactedInPlace() throws IOException {
        String hidden = Base64.getEncoder().encodeToString(("key " + SECRET).getBytes(StandardCharsets.UTF_8));
        run(SecretPolicy.redact(), post("{\"data\":\"" + hidden + "\"}"), ok("{}"));

        assertThat(stored())
                .doesNotContain(hidden)
                .contains(Base64.getEncoder().encodeToString("key <anthropic_key-1>".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatCannotBeRedactedInPlaceIsRefused() throws IOException {
        byte[] binary = ("\0\u0001" + SECRET + " \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse response = ok("").withHeaders(Headers.of("Content-Type", "application/octet-stream"))
                .withBody(Body.of(binary));

        Session session =
                Vcr.builder(store).secrets(SecretPolicy.redact()).build().open(ID);
        capture(((Decision.Live) session.decide(LEAKING)).capture(), response);

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void aPlaceholderThatIsAllowedIsStored() throws IOException {
        SecretPolicy policy = SecretPolicy.refuse().allowing(SECRET);

        assertThat(run(policy, LEAKING, ok("{}")).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(stored()).contains(SECRET);
    }

    @Test
    void anotherPolicyStillAllowsWhatWasAllowedBefore() throws IOException {
        Vcr vcr = Vcr.builder(store).secrets(SecretPolicy.off().allowing(SECRET)).build().toBuilder()
                .secrets(SecretPolicy.refuse())
                .build();

        assertThat(run(vcr, LEAKING, ok("{}")).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void aKeyThatOnlyBeginsLikeAPlaceholderIsRefused() throws IOException {
        SecretPolicy policy = SecretPolicy.refuse().allowing(SECRET);

        assertThat(run(policy, post("{\"a\":\"" + SECRET + "z\"}"), ok("{}")).verdict())
                .isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(run(policy, post("{\"a\":\"" + SECRET + " sk-" + "z9y8x7".repeat(4) + "\"}"), ok("{}"))
                        .verdict())
                .isEqualTo(Verdict.MISS_NOT_PERSISTED);
    }

    @Test
    void aPlaceholderStaysWhereOthersAreRedacted() throws IOException {
        SecretPolicy policy = SecretPolicy.redact().allowing(SECRET);
        run(policy, post("{\"a\":\"" + SECRET + "\",\"b\":\"sk-" + "z9y8x7".repeat(4) + "\"}"), ok("{}"));

        assertThat(stored()).contains(SECRET).contains("<openai_api_key-1>");
    }

    @Test
    void offStoresWhateverTheFiltersLeave() throws IOException {
        assertThat(run(SecretPolicy.off(), LEAKING, ok("{}")).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(stored()).contains(SECRET);
    }

    @Test
    void aCookieKeepsItsAttributesAndLasts() throws IOException {
        run(SecretPolicy.redact(), LEAKING, withCookies());

        assertThat(store.memory
                        .load(ID)
                        .orElseThrow()
                        .episodes()
                        .get(0)
                        .response()
                        .headers()
                        .all("Set-Cookie"))
                .containsExactly(
                        "sid=<cookie-1>; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT; HttpOnly",
                        "lang=en; Expires=Sat, 28 Nov 2026 18:00:00 GMT",
                        "old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void withoutRedactionNoCookieIsStored() throws IOException {
        for (SecretPolicy policy : List.of(SecretPolicy.off(), SecretPolicy.refuse())) {
            run(policy, post("{}"), withCookies());

            assertThat(stored()).doesNotContain("sid=", "lang=");
            store.memory.delete(ID);
        }
    }

    private static HttpResponse withCookies() {
        return ok("{}").withHeaders(Headers.of(
                "Set-Cookie",
                        "sid=" + "a1b2c3d4".repeat(4) + "; Path=/; Expires=Sat, 28 Nov 2026 18:00:00 GMT; HttpOnly",
                "Set-Cookie", "lang=en; Expires=Sat, 28 Nov 2026 18:00:00 GMT",
                "Set-Cookie", "old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
    }

    @Test
    void aPolicyDoesNotShowWhatItAllows() {
        assertThat(SecretPolicy.redact().allowing(SECRET)).hasToString("redact");
    }

    @Test
    void aCassetteFromBeforeSecretsWereReplacedStillReplays() throws IOException {
        HttpRequest first = get("https://h/users/hunter2-hunter2");
        HttpRequest login = post("{\"password\":\"hunter2-hunter2\"}");
        store.memory.save(Cassette.of(ID, List.of(episode(first, "{}"), episode(login, "{}"))));
        Session session = Vcr.builder(store).mode(RecordMode.NONE).build().open(ID);

        assertThat(session.decide(login)).isInstanceOf(Decision.Replay.class);
        assertThat(session.decide(first)).isInstanceOf(Decision.Replay.class);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void secretsOfAnOldCassetteAreFoundAndReplaced() {
        Cassette old = Cassette.of(
                ID,
                List.of(
                        episode(get("https://h/token"), "{\"access_token\":\"r4nd0m-v4lue-of-ours\"}"),
                        episode(get("https://h/r4nd0m-v4lue-of-ours/a"), "{\"error\":\"bad key " + SECRET + "\"}"),
                        episode(get("https://h/b"), "{\"access_token\":\"<access_token-1>\"}")));

        assertThat(SecretPolicy.redact().find(old))
                .extracting(SecretPolicy.Found::toString)
                .containsExactly(
                        "Found[episode=1, what=access_token in a response body, isReplaceable=true]",
                        "Found[episode=2, what=access_token in a URL, isReplaceable=true]",
                        "Found[episode=2, what=anthropic_key in a response body, isReplaceable=true]");
        Cassette clean = SecretPolicy.redact().redacted(old);
        assertThat(clean.episodes().get(0).response().body().text())
                .contains("{\"access_token\":\"<access_token-2>\"}");
        assertThat(clean.episodes().get(2)).isEqualTo(old.episodes().get(2));
        assertThat(SecretPolicy.redact().find(clean)).isEmpty();
    }

    @Test
    void aSecretThatCannotBeReplacedIsFoundAsSuch() {
        byte[] binary = ("\0\u0001" + SECRET + " \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse response = ok("").withHeaders(Headers.of("Content-Type", "application/octet-stream"))
                .withBody(Body.of(binary));
        Cassette old = Cassette.of(ID, List.of(new Episode(get("https://h/"), response, null, null, null)));

        assertThat(SecretPolicy.redact().find(old))
                .containsExactly(new SecretPolicy.Found(1, "an Anthropic key in its response body", false));
    }

    @Test
    void aSecretInACompressedResponseIsFoundAndReplacedAndWithoutOneItStaysCompressed() throws IOException {
        Cassette old =
                Cassette.of(ID, List.of(compressed("{\"password\":\"hunter-2-of-ours\"}"), compressed("{\"a\":1}")));

        assertThat(SecretPolicy.redact().find(old))
                .containsExactly(new SecretPolicy.Found(1, "password in a response body", true));
        List<Episode> clean = SecretPolicy.redact().redacted(old).episodes();
        assertThat(clean.get(0).response().body().text()).contains("{\"password\":\"<password-1>\"}");
        assertThat(clean.get(0).response().headers().contains("Content-Encoding"))
                .isFalse();
        assertThat(clean.get(1)).isEqualTo(old.episodes().get(1));
    }

    private static Episode compressed(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse response = ok("").withHeaders(
                        Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip"))
                .withBody(Body.of(bytes.toByteArray()));
        return new Episode(get("https://h/"), response, null, null, null);
    }

    private Report run(SecretPolicy policy, HttpRequest request, HttpResponse response) throws IOException {
        return run(Vcr.builder(store).secrets(policy).build(), request, response);
    }

    private static Report run(Vcr vcr, HttpRequest request, HttpResponse response) throws IOException {
        Session session = vcr.open(ID);
        exchange(session, request, response);
        return session.finish(Outcome.PASSED);
    }

    private String stored() throws IOException {
        return new String(CassetteCodec.YAML.encode(store.memory.load(ID).orElseThrow()), StandardCharsets.UTF_8);
    }
}
