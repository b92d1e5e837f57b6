package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The contract of an adapter for an HTTP client, as tests. Extend it, override {@link #client} and run it: once for
 * each kind of call, such as blocking and asynchronous, and for each version of HTTP.
 *
 * <p>The name of each test begins with its rule:
 *
 * <ul>
 *   <li>T1 a response is the same without the recorder, with it and in replay; T2 duplicate headers keep order and
 *       number; T3 commas in headers survive; T4 binary bodies are equal byte by byte; T5 an empty body stays empty; T6
 *       an encoded body is stored decoded, with headers that fit; T7 HEAD, 204 and 304 work; T8 redirects end the same;
 *   <li>T9 the first bytes of a stream reach the application before the last are sent, and a replay has the same
 *       pieces; T10 an exchange is recorded if its end was seen, and dropped otherwise, and
 *       a stream of events that is closed ends at the server;
 *   <li>T11 a network failure reaches the caller unchanged; T12 a request is decided on once; T13 a refusal is as
 *       configured and reaches no server; T14 a replay opens no socket; T15 request bodies from streams are sent
 *       intact; T16 parallel sessions on one client do not mix; T17 a replay repeats what was sent where the response
 *       repeats it, as JSON-RPC does with ids; T18 requests that differ in a header that selects have their own
 *       responses; T19 an exchange that fails can be recorded, and a replay fails at the same byte; T20 a client shows
 *       the same URLs of a redirected call live and in replay; T21 a client keeps the cookies of a replay; T22 an event of
 *       a stream that the client ends comes when the request was sent that it answers.
 * </ul>
 *
 * <p>Each test has its own instance, server and store. A shared client uses all sessions of the JVM, so the contracts
 * of transports run one test at a time. Other tests of the module should not open sessions in parallel.
 */
@ResourceLock("io.vcr.OpenSessions")
public abstract class TransportContract extends FailureRules {

    private static final int THREADS = 16;
    private static final int CALLS = 20;
    private static final String MISSING = "Nothing is recorded for GET ";

    /** For subclasses. */
    protected TransportContract() {}

    @Test
    @DisplayName("T11 A network failure reaches the caller unchanged and is not recorded")
    void t11AFailureOfTheNetworkPassesUntouched() throws Exception {
        ClientRequest request = get("/nobody");
        server.close();
        Throwable bare = failureOf(bare(), request);
        List<Throwable> live = new ArrayList<>();

        Report report = record(client -> live.add(failureOf(client, request)));

        assertThat(live.get(0)).hasSameClassAs(bare).hasMessage(bare.getMessage());
        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    @DisplayName("T12 Every request is decided on once")
    void t12EveryRequestIsDecidedOnOnce() throws Exception {
        server.on("/same", (request, wire) -> wire.respond("200 OK", "", "n"));
        Report recorded = record(client -> {
            for (int i = 0; i < 3; i++) {
                fetch(client, get("/same"));
            }
        });

        Report replayed = replay(client -> fetch(client, get("/same")));

        assertThat(recorded.counts().live()).isEqualTo(3);
        assertThat(replayed.counts().replayed()).isEqualTo(1);
        assertThat(replayed.counts().unplayed()).isEqualTo(2);
    }

    @Test
    @DisplayName("T12 A retry of the client is part of one request")
    void t12WhatTheClientSendsAgainByItselfIsOneRequest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.on("/busy", (request, wire) -> {
            if (calls.incrementAndGet() == 1) {
                wire.respond("503 Busy", "Retry-After: 0", "");
            } else {
                wire.respond("200 OK", "", "there");
            }
        });

        Report report = record(client -> fetch(client, get("/busy")));

        assertThat(report.counts().live()).isEqualTo(1);
    }

    @Test
    @DisplayName("T12 A retry of the application is another request")
    void t12WhatTheApplicationSendsAgainIsAnotherRequest() throws Exception {
        server.on("/bad", (request, wire) -> wire.respond("422 Unprocessable", "", ""));

        Report report = record(client -> {
            fetch(client, get("/bad"));
            fetch(client, get("/bad"));
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("status 422", 2));
    }

    @Test
    @DisplayName("T13 A refusal answers 400 with the message in the fields that SDKs read, once")
    void t13ARefusalAnswers400() throws Exception {
        List<Seen> seen = new ArrayList<>();

        Report report = replay(client -> seen.add(fetch(client, get("/missing"))));

        Seen refused = seen.get(0);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.all("x-should-retry")).containsExactly("false");
        assertThat(refused.all("Content-Type")).containsExactly("application/json");
        assertThat(refused.text()).contains("\"error\":{", "\"message\":\"" + MISSING);
        assertThat(report.counts().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("T13 A refusal throws if it is configured to, once")
    void t13ARefusalThrowsIfSoConfigured() throws Exception {
        vcr = vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        Report report = replay(client -> assertThatThrownBy(() -> fetch(client, get("/missing")))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining(MISSING));

        assertThat(report.counts().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("T13 A refused HEAD gets a response without a body")
    void t13ARefusedHeadIsAnAnswerWithoutABody() throws Exception {
        replay(client -> {
            Seen refused = fetch(client, get("/missing").withMethod("HEAD"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).isEqualTo(Body.EMPTY);
        });
    }

    @Test
    @DisplayName("T13 A refused request reaches no server and is reported, even if the application swallows it")
    void t13ARefusedRequestReachesNobody() throws Exception {
        for (Refusal refusal : Refusal.values()) {
            Vcr none = vcr.toBuilder().mode(RecordMode.NONE).refusal(refusal).build();

            Report report = run(none, client -> {
                try {
                    fetch(client, get("/missing"));
                } catch (IOException swallowed) {
                    // as an application with a fallback does
                }
            });

            assertThat(server.connections()).isZero();
            assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        }
    }

    @Test
    @DisplayName("T13 A request after the end of its session is refused")
    void t13ARequestAfterTheEndOfItsSessionIsRefused() throws Exception {
        Session session = vcr.open(CASSETTE);
        TransportClient client = made(new Attachment.Explicit(session));
        session.finish(Outcome.PASSED);

        Seen seen = fetch(client, get("/late"));

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text()).contains("The session has ended before GET ");
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("T14 A replay opens no socket")
    void t14AReplayOpensNoSocket() throws Exception {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        record(client -> fetch(client, get("/one")));
        int connections = server.connections();

        // The server listens, and the client is new, so it has no connection yet.
        Report report = run(
                vcr.toBuilder().mode(RecordMode.NONE).build(),
                client -> assertThat(fetch(client, get("/one")).text()).isEqualTo("1"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(server.connections()).isEqualTo(connections);
    }

    @Test
    @DisplayName("T15 A body that can be read only once is sent as without the recorder")
    void t15ABodyThatCanBeReadOnceIsSentAsWithoutTheRecorder() throws Exception {
        for (boolean lengthKnown : new boolean[] {true, false}) {
            server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));
            Body body = Body.of("once only ".repeat(10_000));

            fetch(bare(), post("/post", Upload.oneShot("text/plain", body, lengthKnown)));
            record(client -> fetch(client, post("/post", Upload.oneShot("text/plain", body, lengthKnown))));

            int last = server.requests().size() - 1;
            assertThat(server.requests().get(last).body()).isEqualTo(body);
            assertThat(server.requests().get(last)).isEqualTo(server.requests().get(last - 1));
            persister.delete(CassetteId.of(CASSETTE));
        }
    }

    @Test
    @DisplayName("T15 A body that waits for 100 Continue is sent intact")
    void t15ABodyThatWaitsForContinueIsSentIntact() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", request.text()));
        ClientRequest request =
                ClientRequest.post(server.url("/post"), "{\"a\":1}").with("Expect", "100-continue");
        if (catchThrowable(() -> fetch(bare(), request)) instanceof IllegalArgumentException e) {
            throw notApplicable("the client allows no Expect header: " + e.getMessage());
        }

        record(client -> fetch(client, request));

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(0));
    }

    @Test
    @DisplayName("T15 A replay is matched by the content of a stream")
    void t15AReplayIsMatchedByTheContentOfAStream() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", request.text()));
        record(client -> {
            fetch(client, post("/post", Upload.oneShot("text/plain", Body.of("first"), false)));
            fetch(client, post("/post", Upload.oneShot("text/plain", Body.of("second"), false)));
        });

        replay(client -> assertThat(fetch(client, post("/post", Upload.oneShot("text/plain", Body.of("second"), false)))
                        .text())
                .isEqualTo("second"));
    }

    @Test
    @DisplayName("T15 A body that cannot be read fails the call with its own exception, and nothing is recorded")
    void t15ABodyThatCannotBeReadFailsTheCall() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));

        Report report = record(client -> assertThatThrownBy(() -> fetch(client, post("/post", Upload.broken())))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining(Upload.BROKEN));

        assertThat(report.counts().recorded()).isZero();
    }

    @Test
    @DisplayName("T16 Parallel sessions on one shared client record their own episodes, and replay them")
    void t16ParallelSessionsOnOneSharedClientDoNotMix() throws Exception {
        server.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        TransportClient shared = ambient();

        List<Report> recorded = threads.inParallel(THREADS, thread -> calls(vcr, shared, thread));
        server.close();
        Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
        List<Report> replayed = threads.inParallel(THREADS, thread -> calls(none, shared, thread));

        assertThat(recorded).extracting(Report::verdict).containsOnly(Verdict.MISS_RECORDED);
        for (int thread = 0; thread < THREADS; thread++) {
            String own = "thread=" + thread + "&";
            assertThat(stored("parallel/" + thread))
                    .hasSize(CALLS)
                    .allSatisfy(episode ->
                            assertThat(episode.request().uri().query()).startsWith(own));
        }
        assertThat(replayed).extracting(Report::verdict).containsOnly(Verdict.HIT);
        assertThat(replayed).extracting(report -> report.counts().unplayed()).containsOnly(0);
    }

    /** One of the parallel tests: a session on its own thread with many calls at once. */
    private Report calls(Vcr configured, TransportClient shared, int thread) throws Exception {
        Session session = configured.open("parallel/" + thread);
        try {
            List<Exchange> exchanges = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                exchanges.add(shared.send(get("/t?thread=" + thread + "&call=" + call)));
            }
            for (int call = 0; call < CALLS; call++) {
                try (Exchange exchange = exchanges.get(call)) {
                    assertThat(seen(exchange).text()).isEqualTo("/t?thread=" + thread + "&call=" + call);
                }
            }
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    @Test
    @DisplayName("T16 The key header selects the session of a request, and reaches neither the server nor the cassette")
    void t16TheKeyHeaderTellsTheSession() throws Exception {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        List<Session> open = threads.inParallel(2, thread -> vcr.open("keyed/" + thread));

        fetch(ambient(), get("/one").with(OpenSessions.KEY_HEADER, "keyed/1"));
        List<Report> reports =
                open.stream().map(session -> session.finish(Outcome.PASSED)).toList();

        assertThat(reports).extracting(Report::verdict).containsExactly(Verdict.NOOP, Verdict.MISS_RECORDED);
        assertThat(server.request().headers().contains(OpenSessions.KEY_HEADER)).isFalse();
        assertThat(stored("keyed/1").get(0).request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
    }

    @Test
    @DisplayName("T16 Outside any session the key header does not reach the server either")
    void t16TheKeyHeaderDoesNotReachTheServer() throws Exception {
        fetch(ambient(), get("/one").with(OpenSessions.KEY_HEADER, "some/cassette"));

        assertThat(server.request().headers().contains(OpenSessions.KEY_HEADER)).isFalse();
    }

    @Test
    @DisplayName("T16 A request that could belong to several sessions is refused, and fails all of them")
    void t16ARequestThatCouldBelongToSeveralIsRefused() throws Exception {
        List<Session> open = threads.inParallel(2, thread -> vcr.open("several/" + thread));

        Seen seen = fetch(ambient(), get("/one"));
        List<Report> reports =
                open.stream().map(session -> session.finish(Outcome.PASSED)).toList();

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text()).contains("Several open sessions could own GET ", "several/0, several/1");
        assertThat(reports).extracting(Report::verdict).containsOnly(Verdict.REFUSED);
        assertThat(server.connections()).isZero();
    }
}
