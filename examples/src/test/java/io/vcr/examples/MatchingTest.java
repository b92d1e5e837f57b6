package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Decision;
import io.vcr.Matchers;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a matcher ignores may differ between the recorded and the sent request. */
class MatchingTest {

    private static final CassetteId ID = CassetteId.of("matching");

    private final Persister store = Persisters.inMemory();

    @BeforeEach
    void record() throws IOException {
        HttpRequest request = request("""
                {"run":"0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a","at":"2026-01-01T12:00:00Z",
                 "metadata":{"run_id":1},"tools":["search","mail"]}""", "en");
        HttpResponse response = new HttpResponse(200, "OK", Headers.EMPTY, Body.of("""
                {"run":"0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a","run_id":1}"""));
        store.save(Cassette.of(
                ID, List.of(new Episode(request, response, Instant.parse("2026-01-01T12:00:00Z"), null, null))));
    }

    @Test
    void placesTimesAndTheOrderOfAListMayDiffer() {
        Vcr vcr = Vcr.builder(store)
                .match(Matchers.body()
                        .ignoring("$.metadata.run_id")
                        .unordered("$.tools")
                        .ignoringUuids()
                        .ignoringTimes())
                .build();

        assertThat(decision(vcr, request("""
                {"run":"1b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a","at":"2026-01-02T13:00:00Z",
                 "metadata":{"run_id":2},"tools":["mail","search"]}""", "en"))).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void theResponseRepeatsWhatWasSent() {
        Vcr vcr = Vcr.builder(store)
                .match(Matchers.body().echoing("$.run").echoing("$.metadata.run_id", "$.run_id"))
                .build();

        Decision decision = decision(vcr, request("""
                {"run":"second","at":"2026-01-01T12:00:00Z","metadata":{"run_id":7},"tools":["search","mail"]}""", "en"));

        assertThat(((Decision.Replay) decision).episode().response().body()).isEqualTo(Body.of("""
                {"run":"second","run_id":7}"""));
    }

    @Test
    void aHeaderMayCount() {
        Vcr vcr = Vcr.builder(store)
                .match(Matchers.headers("accept-language"))
                .match(Matchers.body().ignoring("$.run", "$.at", "$.metadata", "$.tools"))
                .build();

        assertThat(decision(vcr, request("{}", "en"))).isInstanceOf(Decision.Replay.class);
        assertThat(decision(vcr, request("{}", "de"))).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void onlyTheVersionInThePathMayCount() {
        Vcr vcr = Vcr.builder(store)
                .matchers(List.of(
                        Matchers.method(),
                        Matchers.host(),
                        Matchers.projecting(
                                "version", request -> request.uri().path().substring(0, 3))))
                .build();

        assertThat(decision(vcr, request("{}", "de"))).isInstanceOf(Decision.Replay.class);
    }

    private static Decision decision(Vcr vcr, HttpRequest request) {
        Session session = vcr.open(ID);
        Decision decision = session.decide(request);
        session.finish(Outcome.PASSED);
        return decision;
    }

    private static HttpRequest request(String body, String language) {
        return new HttpRequest(
                "POST",
                Uri.of("https://api.example.com/v1/messages"),
                Headers.of("Content-Type", "application/json", "Accept-Language", language),
                Body.of(body));
    }
}
