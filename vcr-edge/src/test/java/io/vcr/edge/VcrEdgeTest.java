package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.Recorded;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ResourceLock("io.vcr.OpenSessions")
class VcrEdgeTest extends EdgeFixture {

    @Test
    void aReplayReachesNoApi() throws Exception {
        api.on("/v1/models", (request, wire) -> wire.respond("200 OK", "", "models"));
        record(url -> get(url + "/v1/models"));

        Report report = replay(url -> assertThat(get(url + "/v1/models").body()).isEqualTo("models"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(edge.hits("api")).isEqualTo(1);
        assertThat(edge.calls("api")).isEqualTo(1);
    }

    @Test
    void theChunksOfAStreamAreThoseOfTheApiLiveAndInAReplay() throws Exception {
        List<String> pieces = List.of("data: a", "b\n\n", "data: c\n\ndata: d\n\n", "\n", "data: [DONE]\n\n");
        List<CountDownLatch> seen =
                pieces.stream().map(piece -> new CountDownLatch(1)).toList();
        api.on("/stream", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            for (int i = 0; i < pieces.size(); i++) {
                wire.chunk(pieces.get(i));
                wire.await(seen.get(i)); // so that each is a read of its own
            }
            wire.lastChunk();
        });
        List<List<String>> bodies = new ArrayList<>();
        Use use = url -> {
            try (RawClient client = RawClient.get(url + "/stream")) {
                client.head();
                List<String> chunks = new ArrayList<>();
                for (CountDownLatch next : seen) {
                    chunks.add(client.chunk());
                    next.countDown();
                }
                assertThat(client.chunk()).isEmpty();
                bodies.add(chunks);
            }
        };

        record(use);
        replay(use);

        assertThat(bodies).containsExactly(pieces, pieces);
    }

    @Test
    void theHeadReachesTheClientBeforeTheFirstByteOfTheBody() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        api.on("/stream", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.await(headSeen);
            wire.chunk("data: [DONE]\n\n");
            wire.lastChunk();
        });

        record(url -> {
            try (RawClient client = RawClient.get(url + "/stream")) {
                assertThat(client.head()).contains("HTTP/1.1 200 OK");
                headSeen.countDown();
                assertThat(client.chunks()).containsExactly("data: [DONE]\n\n");
            }
        });
    }

    @Test
    void aStreamThatTheApiCutsIsCutForTheClientAndNotRecorded() throws Exception {
        api.on("/stream", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.cut();
        });

        Report report = record(url -> {
            try (RawClient client = RawClient.get(url + "/stream")) {
                client.head();
                assertThat(client.chunk()).isEqualTo("a");
                assertThat(client.rest().strip()).isEmpty(); // not the last chunk, which is a 0
            }
        });

        assertThat(report.counts().recorded()).isZero();
        assertThat(report.counts().dropped()).containsOnlyKeys("connection lost");
    }

    @Test
    void anApiThatIsNotThereIsA502() throws Exception {
        api.close();

        Report report = record(url -> {
            HttpResponse<String> response = get(url + "/v1");
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("There is no response of http://127.0.0.1: java.net.ConnectException");
        });

        assertThat(report.counts().recorded()).isZero();
    }

    @Test
    void anApiThatWasNotThereIsTheSame502InAReplay() throws Exception {
        vcr = vcr.toBuilder().record(Recorded.ERRORS).build();
        List<String> seen = new ArrayList<>();
        Use use = url -> seen.add(get(url + "/v1").body());
        api.close();

        record(use);
        Report report = replay(use);

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("java.net.ConnectException");
        assertThat(edge.calls("api")).isEqualTo(1);
    }

    @Test
    void aMissIsRefusedAndReachesNoApi() throws Exception {
        Report report = replay(url -> {
            HttpResponse<String> response = get(url + "/v1");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("x-should-retry")).contains("false");
            assertThat(response.body()).contains("Nothing is recorded for GET");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(edge.calls("api")).isZero();
        assertThat(get(URI.create(edge.url("api")).resolve("/__vcr/report").toString())
                        .body())
                .isEqualTo("{\"mounts\":{\"api\":{\"hits\":0,\"calls\":0,\"rejected\":{\"refused\":1}}}}");
    }

    @Test
    void aRefusalThatIsAnExceptionIsA502() throws Exception {
        vcr = vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        replay(url -> {
            HttpResponse<String> response = get(url + "/v1");
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("Nothing is recorded for GET");
        });
    }

    @Test
    void aRequestAfterTheEndOfItsTestIsRefused() throws Exception {
        Session session = vcr.open("edge/ended");
        String url = edge.urlFor(session, "api");
        session.finish(Outcome.PASSED);

        HttpResponse<String> response = get(url + "/late");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("The session has ended before GET");
        assertThat(api.connections()).isZero();
    }

    @Test
    void aPathOfAnUnknownTestIsRefused() throws Exception {
        HttpResponse<String> response =
                get(edge.url("api").replace("/api", "/__test/" + TestPaths.segment("edge/unknown") + "/api/v1"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("names a test that is not running");
    }

    @Test
    void outsideAnyTestARequestIsSentAndNotRecorded() throws Exception {
        api.on("/v1", (request, wire) -> wire.respond("200 OK", "", "live"));

        assertThat(get(edge.url("api") + "/v1").body()).isEqualTo("live");
        assertThat(edge.calls("api")).isEqualTo(1);
    }

    @Test
    void outsideAnyTestNothingIsSentWhileNothingMayGoLive() throws Exception {
        Mounts mounts = new Mounts(List.of(Mount.of("api", api.url(""))));
        Counts counts = new Counts(mounts);
        try (EdgeServer server = EdgeServer.start(mounts, counts, new Health(counts), EdgeOptions.defaults(false))) {
            HttpResponse<String> response = get(server.url("api", Optional.empty()) + "/v1");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("No test is running");
            assertThat(api.connections()).isZero();
        }
    }

    @Test
    void nothingIsServedThatIsNotMounted() throws Exception {
        HttpResponse<String> response = get(edge.url("api").replace("/api", "/__upstream/http/127.0.0.1:1/x"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("Nothing is mounted at", "fix     mount the API");
    }

    @ParameterizedTest
    @CsvSource({"Location", "Content-Location", "Operation-Location", "X-Goog-Upload-URL"})
    void aUrlOfTheApiInAHeaderLeadsToTheEdge(String header) throws Exception {
        api.on("/from", (request, wire) -> wire.respond("201 Created", header + ": " + api.url("/to?a=1"), ""));
        List<String> seen = new ArrayList<>();
        Use use = url -> {
            seen.add(get(url + "/from").headers().firstValue(header).orElseThrow());
            seen.add(url + "/to?a=1");
        };

        record(use);
        replay(use);

        assertThat(seen.get(0)).isEqualTo(seen.get(1));
        assertThat(seen.get(2)).isEqualTo(seen.get(3));
    }

    @Test
    void theUrlsOfALinkHeaderLeadToTheEdge() throws Exception {
        api.on(
                "/page",
                (request, wire) -> wire.respond(
                        "200 OK",
                        "Link: <" + api.url("/page?n=2") + ">; rel=\"next\", <https://other.example/>; rel=\"a\"",
                        ""));

        record(url -> assertThat(get(url + "/page").headers().firstValue("Link"))
                .contains("<" + url + "/page?n=2>; rel=\"next\", <https://other.example/>; rel=\"a\""));
    }

    @Test
    void aUrlOfTheApiInAKnownFieldLeadsToTheEdge() throws Exception {
        edge = VcrEdge.mount(Mount.of("api", api.url("")).withLinksIn("results_url"));
        String json =
                "{\"a\":\"%s\", \"b\":{\"results_url\" : \"%s\"}, \"text\":\"gr\u00fc\u00df \\\"results_url\\\"\"}";
        api.on(
                "/batch",
                (request, wire) -> wire.respond(
                        "200 OK",
                        "Content-Type: application/json; charset=utf-8",
                        json.formatted(api.url("/a"), api.url("/results?n=1"))));
        List<String> seen = new ArrayList<>();
        Use use = url -> {
            seen.add(get(url + "/batch").body());
            seen.add(json.formatted(api.url("/a"), url + "/results?n=1"));
        };

        record(use);
        replay(use);

        assertThat(seen.get(0)).isEqualTo(seen.get(1));
        assertThat(seen.get(2)).isEqualTo(seen.get(3));
    }

    @Test
    void aLargeBodyOfAnApiWithLinksIsWhole() throws Exception {
        edge = VcrEdge.mount(Mount.of("api", api.url("")).withLinksIn("url"));
        String large = "{\"text\":\"" + "x".repeat(3 << 20) + "\"}";
        api.on("/large", (request, wire) -> wire.respond("200 OK", "Content-Type: application/json", large));

        record(url -> assertThat(get(url + "/large").body()).isEqualTo(large));
    }

    @Test
    void aLongTextBesideLinksIsWhole() throws Exception {
        edge = VcrEdge.mount(Mount.of("api", api.url("")).withLinksIn("url"));
        String json = "{\"text\":\"" + "\\n\\u00e9x".repeat(100_000) + "\",\"url\":\"%s\"}";
        api.on(
                "/long",
                (request, wire) ->
                        wire.respond("200 OK", "Content-Type: application/json", json.formatted(api.url("/next"))));

        record(url -> assertThat(get(url + "/long").body()).isEqualTo(json.formatted(url + "/next")));
    }

    @Test
    void aClientThatTakesGzipGetsLinksThatLeadToTheEdge() throws Exception {
        edge = VcrEdge.mount(Mount.of("api", api.url("")).withLinksIn("url"));
        api.on("/job", (request, wire) -> {
            assertThat(request.headers().first("Accept-Encoding")).isEmpty();
            wire.respond("200 OK", "Content-Type: application/json", "{\"url\":\"" + api.url("/next") + "\"}");
        });

        Use use = url -> assertThat(HTTP.send(
                                HttpRequest.newBuilder(URI.create(url + "/job"))
                                        .header("Accept-Encoding", "gzip")
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .isEqualTo("{\"url\":\"" + url + "/next\"}");

        record(use);
        replay(use);
    }

    @Test
    void countsStayWhenTheEdgeHasEnded() throws Exception {
        record(url -> get(url + "/to?a=1"));

        edge.close();

        assertThat(edge.calls("api")).isEqualTo(1);
    }

    @Test
    void anApiMayThinkForLongerThanAClientMayBeSilent() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Mounts mounts = new Mounts(List.of(Mount.of("api", api.url(""))));
        Counts counts = new Counts(mounts);
        EdgeOptions options = new EdgeOptions("127.0.0.1", 0, 1024, Duration.ofMillis(100), true);
        api.on("/slow", (request, wire) -> {
            awaitFor(never, Duration.ofMillis(550));
            wire.chunked("");
            wire.chunk("a");
            awaitFor(never, Duration.ofMillis(550));
            wire.chunk("b");
            wire.lastChunk();
        });
        try (EdgeServer server = EdgeServer.start(mounts, counts, new Health(counts), options)) {
            assertThat(get(server.url("api", Optional.empty()) + "/slow").body())
                    .isEqualTo("ab");
        }
    }

    private static void awaitFor(CountDownLatch latch, Duration time) throws IOException {
        try {
            assertThat(latch.await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aCookieReachesAClientOfTheEdge() throws Exception {
        api.on(
                "/login",
                (request, wire) ->
                        wire.respond("200 OK", "Set-Cookie: a=b; Domain=example.com; Path=/; Secure; HttpOnly", ""));

        record(url -> assertThat(get(url + "/login").headers().firstValue("Set-Cookie"))
                .contains("a=b; Path=/; HttpOnly"));
    }

    @Test
    void headersOfAConnectionAreNotPassedOn() throws Exception {
        api.on("/v1", (request, wire) -> wire.respond("200 OK", "Keep-Alive: timeout=5", ""));

        record(url -> {
            try (RawClient client = RawClient.connect(url)) {
                client.send("GET " + URI.create(url).getPath() + "/v1 HTTP/1.1\r\nHost: edge\r\n"
                        + "Connection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nX-End: 1\r\n\r\n");
                assertThat(client.head()).noneMatch(line -> line.startsWith("Keep-Alive"));
            }
        });

        assertThat(api.request().headers().first("X-End")).contains("1");
        assertThat(api.request().headers().first("X-Hop")).isEmpty();
        assertThat(api.request().headers().first("TE")).isEmpty();
        assertThat(api.request().headers().first("Host"))
                .contains(URI.create(api.url("")).getAuthority());
    }

    @Test
    void anUpgradeToAnythingElseIsRefused() throws Exception {
        try (RawClient client = RawClient.connect(edge.url("api"))) {
            client.send("GET /api/v1 HTTP/1.1\r\nHost: edge\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");

            assertThat(client.status()).isEqualTo(501);
        }
    }

    @Test
    void theEdgeAnswersThatItIsThere() throws Exception {
        HttpResponse<String> response =
                get(URI.create(edge.url("api")).resolve("/__vcr/health").toString());

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void anEdgeThatStartsAgainHasTheSameUrl() throws Exception {
        String url = edge.url("api");
        edge.close();

        assertThat(edge.url("api")).isEqualTo(url);
        assertThat(get(url + "/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void aMountThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> edge.url("apu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No mount has the name apu; there are [api]");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int taken = URI.create(edge.url("api")).getPort();
        VcrEdge second = VcrEdge.mount("api", "https://api.example.com").listeningOn("127.0.0.1", taken);

        assertThatThrownBy(() -> second.url("api"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The edge cannot listen on 127.0.0.1:" + taken);
    }

    @Test
    void aClientThatWaitsForContinueGetsIt() throws Exception {
        api.on(
                "/upload",
                (request, wire) ->
                        wire.respond("200 OK", "", "" + request.body().length()));

        record(url -> assertThat(HTTP.send(
                                HttpRequest.newBuilder(URI.create(url + "/upload"))
                                        .expectContinue(true)
                                        .POST(BodyPublishers.ofByteArray(new byte[1_000_000]))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .isEqualTo("1000000"));
    }
}
