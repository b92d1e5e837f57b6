package io.vcr;

import static io.vcr.Exchanges.JSON;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.status;
import static io.vcr.Exchanges.typed;
import static io.vcr.RecordMode.NEW_EPISODES;
import static io.vcr.RecordMode.NONE;
import static io.vcr.RecordMode.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What vcrpy's tests say of filters and hooks; the numbers are those of docs/conformance.md. */
class VcrpyConformanceFiltersTest {

    private static final HttpRequest A = get("https://h/a");
    private static final String FORM = "application/x-www-form-urlencoded";

    private final CassetteRuns cassette = new CassetteRuns();

    @Test
    void c39AHeaderIsRemovedOrItsAbsenceDoesNoHarm() throws IOException {
        HttpRequest request = A.withHeaders(Headers.of("X-Tenant", "acme", "X-B", "1"));

        Headers stored = record(request, Filters.removeRequestHeaders("x-tenant", "x-absent"))
                .request()
                .headers();

        assertThat(stored).isEqualTo(Headers.of("X-B", "1"));
    }

    @Test
    void c39AHeaderIsReplacedByWhatIsComputedFromTheRequest() throws IOException {
        HttpRequest request = A.withHeaders(Headers.of("X-Tenant", "acme"));
        Filter computing = onRequest(sent -> sent.withHeaders(sent.headers()
                .with(
                        "X-Tenant",
                        sent.method() + " of "
                                + sent.headers().first("X-Tenant").orElse("nobody"))));

        assertThat(record(request, computing).request().headers().all("X-Tenant"))
                .containsExactly("GET of acme");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a?pin=1&x=, https://h/a?pin=REDACTED&x=",
        "https://h/a?x=1, https://h/a?x=1",
        "https://h/a, https://h/a"
    })
    void c40AParameterIsRedactedAndTheRestStays(String sent, String stored) throws IOException {
        assertThat(record(get(sent), Filters.redactQuery("pin")).request().uri().text())
                .isEqualTo(stored);
    }

    @Test
    void c40AUriWithoutItsParametersIsClean() throws IOException {
        Filter removing = onRequest(sent -> sent.withUri(sent.uri().withQuery("")));

        assertThat(record(get("https://h/a?pin=1"), removing).request().uri().text())
                .isEqualTo("https://h/a");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "a=1&a=1, a=1&a=1", "pin=1&a=2&pin=3, pin=REDACTED&a=2&pin=REDACTED"})
    void c41AFieldOfAFormIsRedactedAndRepeatedOnesStay(String sent, String stored) throws IOException {
        assertThat(record(typed(FORM, sent), Filters.redactForm("pin"))
                        .request()
                        .body())
                .isEqualTo(Body.of(stored));
    }

    @ParameterizedTest
    @CsvSource({"PUT, application/json", "PATCH, application/json; charset=utf-8", "DELETE, application/vnd.api+json"})
    void c42ANestedValueIsRedactedWhateverTheMethodAndTheCharset(String method, String type) throws IOException {
        HttpRequest request = new HttpRequest(
                method, A.uri(), Headers.of("Content-Type", type), Body.of("{\"user\":[{\"password\":\"hunter2\"}]}"));

        assertThat(record(request, Filters.redactJson("$..password")).request().body())
                .isEqualTo(Body.of("{\"user\":[{\"password\":\"REDACTED\"}]}"));
    }

    @ParameterizedTest
    @EnumSource
    void c43WhatIsRedactedIsNotInTheStoredBytes(CassetteCodec codec) throws IOException {
        HttpRequest request = post("https://joe:hunter2@h/a?api_key=hunter2", "{\"password\":\"hunter2\"}")
                .withHeaders(JSON.with("Authorization", "Basic hunter2"));
        cassette.network = sent -> ok("{\"password\":\"hunter2\"}");

        Episode episode = record(request, Filters.redactJson("$..password"));

        assertThat(new String(codec.encode(cassette(episode)), StandardCharsets.UTF_8))
                .contains("REDACTED")
                .doesNotContain("hunter2");
    }

    @Test
    void c44TwoCredentialsThatAreNotStoredReplayTheirAnswersInOrder() throws IOException {
        HttpRequest bad = A.withHeaders(Headers.of("Authorization", "Basic bad"));
        HttpRequest good = A.withHeaders(Headers.of("Authorization", "Basic good"));
        cassette.run(ONCE, bad, good);

        assertThat(cassette.run(NONE, bad, good).answers()).containsExactly("live 1", "live 2");
    }

    @Test
    void c45WhatAFilterDropsReachesTheCallerAndIsNotRecorded() throws IOException {
        Filter dropping = new Filter() {
            @Override
            public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
                return request.uri().path().equals("/private") ? Optional.of("private") : Optional.empty();
            }
        };

        CassetteRuns.Run run = cassette.run(cassette.mode(ONCE).filter(dropping), get("https://h/private"), A);

        assertThat(run.answers()).containsExactly("live 1", "live 2");
        assertThat(run.report().counts().dropped()).containsOnlyKeys("private");
        assertThat(cassette.stored()).extracting(Episode::request).containsExactly(A);
    }

    @Test
    void c45ASessionWhoseEpisodesAreAllDroppedStoresNothing() throws IOException {
        cassette.network = request -> status(500);

        CassetteRuns.Run run = cassette.run(ONCE, A);

        assertThat(run.report().verdict()).isEqualTo(Verdict.LIVE);
        assertThat(cassette.persister.load(Exchanges.ID)).isEmpty();
    }

    @Test
    void c46ResponseFiltersRunInTheirOrder() throws IOException {
        Filter first = onResponse(body -> body + ", first");
        Filter second = onResponse(body -> body + ", second");

        assertThat(record(A, first, second).response().body()).isEqualTo(Body.of("live 1, first, second"));
    }

    @Test
    void c49AFilterDoesNotTakeStoredEpisodesAway() throws IOException {
        cassette.store(new Episode(A, status(500), null, null, null));

        Session session = cassette.mode(NEW_EPISODES).build().open(Exchanges.ID);

        assertThat(session.decide(A)).isInstanceOf(Decision.Replay.class);
        assertThat(session.finish(Outcome.PASSED).counts().entries()).isEqualTo(1);
        assertThat(cassette.stored()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/a", "http://127.0.0.1/a", "http://0.0.0.0/a"})
    void c50ThisMachineIsNeitherRecordedNorReplayedIfIgnored(String uri) throws IOException {
        cassette.store(Exchanges.episode(get(uri), "stored"));
        Vcr.Builder ignoring = cassette.mode(NEW_EPISODES).ignoreLocalhost(true);

        assertThat(cassette.run(ignoring, get(uri)).answers()).containsExactly("live 1");
        assertThat(cassette.run(ignoring, get(uri), A).answers()).containsExactly("live 2", "live 3");
        assertThat(cassette.stored())
                .extracting(episode -> episode.request().uri())
                .containsExactly(Uri.of(uri), A.uri());
    }

    @Test
    void c50AnIgnoredHostIsNeitherRecordedNorReplayed() throws IOException {
        cassette.store(Exchanges.episode(A, "stored"));
        Vcr.Builder ignoring = cassette.mode(NEW_EPISODES).passThroughHosts("h");

        assertThat(cassette.run(ignoring, A, get("https://other/")).answers()).containsExactly("live 1", "live 2");
        assertThat(cassette.run(ignoring, A, get("https://other/")).answers()).containsExactly("live 3", "live 2");
    }

    private Episode record(HttpRequest request, Filter... filters) throws IOException {
        cassette.run(cassette.mode(ONCE).filter(filters), request);
        return cassette.stored().get(0);
    }

    private static Filter onRequest(UnaryOperator<HttpRequest> change) {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return change.apply(request);
            }
        };
    }

    private static Filter onResponse(UnaryOperator<String> change) {
        return new Filter() {
            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                return response.withBody(
                        Body.of(change.apply(response.body().text().orElseThrow())));
            }
        };
    }
}
