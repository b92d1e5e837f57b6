package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.await;
import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.okhttp.TransportFixture.BothWays;
import io.vcr.okhttp.TransportFixture.Seen;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules T1 to T16 of every transport. */
class OkHttpTransportTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @BeforeAll
    static void sayWhichVersionRuns() throws ReflectiveOperationException {
        // By reflection, because the compiler copies the constant of the version that it sees.
        System.out.println("OkHttp " + OkHttp.class.getField("VERSION").get(null));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    // T1 to T8: messages

    @Test
    void t1StatusHeadersAndBodyAreEqualLiveAndInReplay() throws Exception {
        server.on(
                "/one",
                (request, wire) -> wire.respond("201 Made", "Content-Type: application/json\nX-Thing: a", "{\"a\":1}"));

        BothWays seen = fixture.bothWays(fixture.get("/one"));

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t1TheAnswerToAPostIsEqualLiveAndInReplay() throws Exception {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", request.body()));

        BothWays seen = fixture.bothWays(fixture.get("/echo")
                .newBuilder()
                .post(RequestBody.create("{\"say\":\"hé\"}", MediaType.get("application/json")))
                .build());

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t2DuplicateHeadersKeepOrderAndCount() throws Exception {
        server.on("/twice", (request, wire) -> wire.respond("200 OK", "X-A: 1\nX-B: 2\nX-A: 3\nX-A: 1", ""));

        BothWays seen = fixture.bothWays(fixture.get("/twice"));

        assertThat(seen.replayed().headers())
                .containsExactly("Content-Length: 0", "X-A: 1", "X-B: 2", "X-A: 3", "X-A: 1");
    }

    @Test
    void t2DuplicateRequestHeadersReachTheWireAsTheyAre() throws Exception {
        server.on("/twice", (request, wire) -> wire.respond("200 OK", "", ""));
        Request request = fixture.get("/twice")
                .newBuilder()
                .addHeader("X-A", "1")
                .addHeader("X-A", "2, 3")
                .build();

        fixture.record(client -> call(client, request));

        assertThat(server.request().all("X-A")).containsExactly("1", "2, 3");
    }

    @Test
    void t3CommasSurvive() throws Exception {
        server.on("/comma", (request, wire) -> wire.respond("200 OK", "X-A: a, b,c\nX-A: \"d,e\"", ""));

        BothWays seen = fixture.bothWays(fixture.get("/comma"));

        assertThat(seen.replayed().all("X-A")).containsExactly("a, b,c", "\"d,e\"");
    }

    @Test
    void t4BinaryBodyIsByteEqual() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(4).nextBytes(bytes);
        server.on("/binary", (request, wire) -> wire.respond("200 OK", "Content-Type: image/png", bytes));

        BothWays seen = fixture.bothWays(fixture.get("/binary"));

        assertThat(seen.replayed().body().toByteArray()).isEqualTo(bytes);
    }

    @Test
    void t5EmptyResponseBodyIsRecordedAndReplayedEmpty() throws Exception {
        server.on("/empty", (request, wire) -> wire.respond("200 OK", "", ""));

        BothWays seen = fixture.bothWays(fixture.get("/empty"));

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t5EmptyRequestBodyMatchesAnAbsentOne() throws Exception {
        server.on("/empty", (request, wire) -> wire.respond("200 OK", "", "done"));
        Request.Builder delete = fixture.get("/empty").newBuilder();
        fixture.record(client -> call(client, delete.delete(null).build()));

        Report report = fixture.replay(
                client -> call(client, delete.delete(new OneShotBody("")).build()));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void t6GzipIsSeenDecodedLiveAndInReplay() throws Exception {
        server.on(
                "/gzip",
                (request, wire) -> wire.respond(
                        "200 OK", "Content-Encoding: gzip\nContent-Type: text/plain", gzip("hello, hello, hello")));

        BothWays seen = fixture.bothWays(fixture.get("/gzip"));

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t6GzipIsStoredDecodedWithoutItsHeader() throws Exception {
        server.on("/gzip", (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip", gzip("hello")));

        Episode episode = fixture.bothWays(fixture.get("/gzip")).episode();

        assertThat(episode.response().body().text()).contains("hello");
        assertThat(episode.response().headers().contains("Content-Encoding")).isFalse();
    }

    @Test
    void t6GzipThatTheApplicationAskedForReachesItEncoded() throws Exception {
        byte[] encoded = gzip("hello");
        server.on("/gzip", (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip", encoded));
        Request asking = fixture.get("/gzip")
                .newBuilder()
                .header("Accept-Encoding", "gzip")
                .build();

        BothWays seen = fixture.bothWays(asking);

        assertThat(seen.live().body().toByteArray()).isEqualTo(encoded);
    }

    @Test
    void t6GzipThatTheApplicationAskedForIsReplayedDecodedAndConsistent() throws Exception {
        server.on("/gzip", (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip", gzip("hello")));
        Request asking = fixture.get("/gzip")
                .newBuilder()
                .header("Accept-Encoding", "gzip")
                .build();

        Seen replayed = fixture.bothWays(asking).replayed();

        assertThat(replayed.body().utf8()).isEqualTo("hello");
        assertThat(replayed.headers()).containsExactly("Content-Length: 5");
    }

    @Test
    void t7AnswerToHeadIsEqualLiveAndInReplay() throws Exception {
        server.on("/head", (request, wire) -> wire.head("200 OK", "Content-Length: 1234\nX-A: 1"));

        BothWays seen =
                fixture.bothWays(fixture.get("/head").newBuilder().head().build());

        assertThat(seen.live().headers()).containsExactly("Content-Length: 1234", "X-A: 1");
        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t7NoContentIsRecordedAndReplayed() throws Exception {
        server.on("/none", (request, wire) -> wire.head("204 No Content", "X-A: 1"));

        BothWays seen = fixture.bothWays(fixture.get("/none"));

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t7NotModifiedIsReplayedWhereAllStatusesAreRecorded() throws Exception {
        server.on("/same", (request, wire) -> wire.head("304 Not Modified", "ETag: \"a\""));
        fixture.vcr = Vcr.builder(fixture.persister).filters(List.of()).build();

        BothWays seen = fixture.bothWays(fixture.get("/same")
                .newBuilder()
                .header("If-None-Match", "\"a\"")
                .build());

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t7NotModifiedReachesTheCallerAndIsDroppedByDefault() throws Exception {
        server.on("/same", (request, wire) -> wire.head("304 Not Modified", "ETag: \"a\""));

        Report report = fixture.record(
                client -> assertThat(call(client, fixture.get("/same")).code()).isEqualTo(304));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("status 304", 1));
    }

    @Test
    void t8LastAnswerAfterRedirectsIsStoredUnderTheFirstRequest() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /to", ""))
                .on("/to", (request, wire) -> wire.respond("200 OK", "", "there"));

        BothWays seen = fixture.bothWays(fixture.get("/from"));

        assertThat(seen.episode().request().uri().path()).isEqualTo("/from");
        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    // T9, T10: streams

    @Test
    void t9FirstEventReachesTheApplicationWhileTheServerHas49ToSend() throws Exception {
        EventStream stream = new EventStream(50);
        server.on("/events", stream);
        List<Integer> sentAtFirst = new ArrayList<>();

        fixture.record(client -> stream.read(client, fixture.get("/events"), event -> {
            if (event == 0) {
                sentAtFirst.add(stream.sent.get());
            }
        }));

        assertThat(sentAtFirst).containsExactly(1);
    }

    @Test
    void t9ReplayKeepsTheChunks() throws Exception {
        EventStream stream = new EventStream(50);
        server.on("/events", stream);
        List<String> live = new ArrayList<>();
        List<String> replayed = new ArrayList<>();

        fixture.record(client -> live.addAll(stream.read(client, fixture.get("/events"), event -> {})));
        fixture.replay(client -> replayed.addAll(stream.read(client, fixture.get("/events"), event -> {})));

        assertThat(live).hasSize(50);
        assertThat(replayed).isEqualTo(live);
    }

    @Test
    void t10BodyReadToItsEndIsRecorded() throws Exception {
        server.on("/stream", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.lastChunk();
        });

        Report report = fixture.record(client -> call(client, fixture.get("/stream")));

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void t10BodyReadToItsLengthIsRecordedAlthoughNobodyAskedForTheEnd() throws Exception {
        server.on("/stream", (request, wire) -> wire.respond("200 OK", "", "12345"));

        Report report = fixture.record(client ->
                client.newCall(fixture.get("/stream")).execute().body().source().readUtf8(5));

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                "event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n",
                "event: response.failed\ndata: {\"type\":\"response.failed\"}\n\n",
                "event: response.incomplete\ndata: {\"type\":\"response.incomplete\"}\n\n",
                "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n"
            })
    void t10StreamClosedAtItsTerminalEventIsRecordedBeforeTheServerHasEndedIt(String terminal) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.on("/stream", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("data: {\"delta\":\"a\"}\n\n");
            wire.chunk(terminal);
            wire.await(closed);
            wire.lastChunk();
        });
        int length = "data: {\"delta\":\"a\"}\n\n".length() + terminal.length();

        Report report = fixture.record(client -> {
            try (Response response = client.newCall(fixture.get("/stream")).execute()) {
                response.body().source().readByteArray(length);
            }
        });
        closed.countDown();

        assertThat(report.counts().recorded()).isEqualTo(1);
        assertThat(fixture.stored().get(0).response().body().length()).isEqualTo(length);
    }

    @Test
    void t10CloseFindsTheEndThatIsAlreadyThere() throws Exception {
        server.on("/stream", (request, wire) -> {
            wire.chunked("");
            wire.send("1\r\na\r\n1\r\nb\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });

        fixture.record(client -> {
            try (Response response = client.newCall(fixture.get("/stream")).execute()) {
                response.body().source().readUtf8(1);
            }
        });

        assertThat(fixture.stored().get(0).response().body().text()).contains("ab");
    }

    @Test
    void t10CloseWithoutReadingFindsTheEndThatIsAlreadyThere() throws Exception {
        server.on("/small", (request, wire) -> wire.respond("200 OK", "", "small"));

        fixture.record(client -> client.newCall(fixture.get("/small")).execute().close());

        assertThat(fixture.stored().get(0).response().body().text()).contains("small");
    }

    @Test
    void t10StreamClosedInTheMiddleIsDropped() throws Exception {
        Report report = fixture.record(client -> {
            try (Response response = startedStream(client)) {
                response.body().source().readUtf8(1);
            }
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("closed early", 1));
    }

    @Test
    void t10StreamClosedInTheMiddleDoesNotWaitForTheServer() throws Exception {
        long start = System.nanoTime();

        fixture.record(client -> startedStream(client).close());

        // The server holds back for 20 s; we drain for 50 ms and OkHttp for 100 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void t10CancelledStreamIsDropped() throws Exception {
        Report report = fixture.record(client -> {
            Call call = client.newCall(startedStreamRequest());
            try (Response response = call.execute()) {
                response.body().source().readUtf8(1);
                call.cancel();
                assertThatThrownBy(() -> response.body().source().readUtf8()).isInstanceOf(IOException.class);
            }
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void t10StreamClosedAfterItWasCancelledIsDroppedAsCancelled() throws Exception {
        Report report = fixture.record(client -> {
            Call call = client.newCall(startedStreamRequest());
            try (Response response = call.execute()) {
                response.body().source().readUtf8(1);
                call.cancel();
            }
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void t10StreamThatTheServerCutsIsDroppedAndTheFailureReachesTheCaller() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.cut();
        });

        Report report = fixture.record(client ->
                assertThatThrownBy(() -> call(client, fixture.get("/cut"))).isInstanceOf(IOException.class));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void t10BodyCutBeforeItsLengthIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.head("200 OK", "Content-Length: 10");
            wire.send(new byte[4]);
            wire.cut();
        });

        Report report = fixture.record(client ->
                assertThatThrownBy(() -> call(client, fixture.get("/cut"))).isInstanceOf(IOException.class));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void t10StreamThatStallsLongerThanTheReadTimeoutIsDropped() throws Exception {
        Report report = fixture.record(client -> {
            OkHttpClient impatient =
                    client.newBuilder().readTimeout(Duration.ofMillis(200)).build();
            assertThatThrownBy(() -> call(impatient, startedStreamRequest()))
                    .isInstanceOf(InterruptedIOException.class);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("timeout", 1));
    }

    @Test
    void t10CallThatTakesLongerThanItsTimeoutIsDropped() throws Exception {
        Report report = fixture.record(client -> {
            OkHttpClient impatient =
                    client.newBuilder().callTimeout(Duration.ofMillis(300)).build();
            assertThatThrownBy(() -> call(impatient, startedStreamRequest()))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("timeout");
        });

        assertThat(report.counts().recorded()).isZero();
    }

    @Test
    void t10StreamThatIsStillOpenAtTheEndOfTheSessionIsDropped() throws Exception {
        List<Response> open = new ArrayList<>();

        Report report = fixture.record(client -> open.add(startedStream(client)));
        open.get(0).close();

        assertThat(report.counts().dropped()).isEqualTo(Map.of("not read to its end", 1));
    }

    @Test
    void t10BodyOverTheLimitReachesTheCallerAndIsDropped() throws Exception {
        server.on("/large", (request, wire) -> wire.respond("200 OK", "", new byte[5000]));
        fixture.vcr = fixture.vcr.toBuilder()
                .limits(Limits.DEFAULT.withMaxBodyBytes(4999))
                .build();

        Report report = fixture.record(client ->
                assertThat(call(client, fixture.get("/large")).body().size()).isEqualTo(5000));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("body over maxBodyBytes", 1));
    }

    // T11 to T14: decisions

    @Test
    void t11NetworkFailurePassesUntouchedAndIsNotRecorded() throws Exception {
        Request request = fixture.get("/nobody");
        server.close();

        Report report = fixture.record(
                client -> assertThatThrownBy(() -> call(client, request)).isExactlyInstanceOf(ConnectException.class));

        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void t12EveryRequestIsDecidedOnOnce() throws Exception {
        server.on("/same", (request, wire) -> wire.respond("200 OK", "", "n"));
        fixture.record(client -> {
            for (int i = 0; i < 3; i++) {
                call(client, fixture.get("/same"));
            }
        });

        Report report = fixture.replay(client -> call(client, fixture.get("/same")));

        assertThat(report.counts().replayed()).isEqualTo(1);
        assertThat(report.counts().unplayed()).isEqualTo(2);
    }

    @Test
    void t12RedirectsAndRetriesBelowUsAreOneRequest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.on("/from", (request, wire) -> wire.respond("307 Temporary Redirect", "Location: /to", ""))
                .on("/to", (request, wire) -> {
                    if (calls.incrementAndGet() == 1) {
                        wire.respond("503 Busy", "Retry-After: 0", "");
                    } else {
                        wire.respond("200 OK", "", "there");
                    }
                });

        Report report = fixture.record(client -> call(client, fixture.get("/from")));

        assertThat(server.requests()).hasSize(3);
        assertThat(report.counts().live()).isEqualTo(1);
    }

    @Test
    void t12AnApplicationThatTriesAgainAboveUsMakesAnotherRequest() throws Exception {
        server.on("/again", (request, wire) -> wire.respond("429 Slow down", "", ""));

        Report report = fixture.record(client -> {
            call(client, fixture.get("/again"));
            call(client, fixture.get("/again"));
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("status 429", 2));
    }

    @Test
    void t13RefusalAnswers400WithTheMessageWhereSdksLookForIt() throws Exception {
        fixture.replay(client -> {
            Seen refused = call(client, fixture.get("/missing"));

            assertThat(refused.code()).isEqualTo(400);
            assertThat(refused.all("x-should-retry")).containsExactly("false");
            assertThat(refused.body().utf8())
                    .contains("\"error\":{", "\"message\":\"Nothing is recorded that could answer GET ");
        });
    }

    @Test
    void t13RefusalAnswersAnEnqueuedCall() throws Exception {
        fixture.replay(client -> assertThat(enqueue(client, fixture.get("/missing"))
                        .get(20, TimeUnit.SECONDS)
                        .code())
                .isEqualTo(400));
    }

    @Test
    void t13RefusalThrowsIfSoConfigured() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        fixture.replay(client -> assertThatThrownBy(() -> call(client, fixture.get("/missing")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("Nothing is recorded that could answer GET "));
    }

    @Test
    void t13RefusalFailsAnEnqueuedCallIfSoConfigured() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        fixture.replay(client -> assertThatThrownBy(
                        () -> enqueue(client, fixture.get("/missing")).get(20, TimeUnit.SECONDS))
                .hasRootCauseExactlyInstanceOf(IOException.class)
                .hasStackTraceContaining("Nothing is recorded that could answer GET "));
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void t13RefusedRequestReachesNobodyAndIsRemembered(Refusal refusal) throws Exception {
        Vcr none =
                fixture.vcr.toBuilder().mode(RecordMode.NONE).refusal(refusal).build();

        Report report = fixture.run(none, client -> {
            try {
                call(client, fixture.get("/missing"));
            } catch (IOException swallowed) {
                // as an application does that falls back to something else
            }
        });

        assertThat(server.connections()).isZero();
        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void t14ReplayOpensNoSocket() throws Exception {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        fixture.record(client -> call(client, fixture.get("/one")));
        List<String> network = new ArrayList<>();

        fixture.replay(client -> call(
                client.newBuilder()
                        .eventListener(new EventListener() {
                            @Override
                            public void dnsStart(Call call, String host) {
                                network.add("dns");
                            }

                            @Override
                            public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                                network.add("connect");
                            }
                        })
                        .build(),
                fixture.get("/one")));

        assertThat(network).isEmpty();
    }

    // T15: request bodies

    @Test
    void t15OneShotBodyIsSentIntact() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));

        fixture.record(client -> call(client, post("/post", new OneShotBody("once only"))));

        assertThat(server.request().text()).isEqualTo("once only");
    }

    @Test
    void t15OneShotBodyIsWrittenOnce() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));
        OneShotBody body = new OneShotBody("once only");

        fixture.record(client -> call(client, post("/post", body)));

        assertThat(body.written).hasValue(1);
    }

    @Test
    void t15BodyWithoutLengthIsSentChunkedAsWithoutUs() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));

        fixture.record(client -> call(client, post("/post", new OneShotBody("x".repeat(100_000)))));

        assertThat(server.request().all("Transfer-Encoding")).containsExactly("chunked");
        assertThat(server.request().body()).hasSize(100_000);
    }

    @Test
    void t15BodyWithLengthIsSentWithIt() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", ""));

        fixture.record(client -> call(client, post("/post", RequestBody.create("12345", MediaType.get("text/plain")))));

        assertThat(server.request().all("Content-Length")).containsExactly("5");
    }

    @Test
    void t15BodyThatCannotBeReadFailsTheCallWithItsOwnException() throws Exception {
        IOException failure = new IOException("the file is gone");

        Report report = fixture.record(client -> assertThatThrownBy(() -> call(client, post("/post", new RequestBody() {
                    @Override
                    public MediaType contentType() {
                        return null;
                    }

                    @Override
                    public void writeTo(BufferedSink sink) throws IOException {
                        throw failure;
                    }
                })))
                .isSameAs(failure));

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void t15ReplayedRequestIsMatchedByItsStreamedBody() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", request.body()));
        fixture.record(client -> {
            call(client, post("/post", new OneShotBody("first")));
            call(client, post("/post", new OneShotBody("second")));
        });

        fixture.replay(client -> assertThat(call(client, post("/post", new OneShotBody("second")))
                        .body()
                        .utf8())
                .isEqualTo("second"));
    }

    // T16: parallel sessions

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t16ParallelSessionsOnOneSharedClientNeverMix(boolean enqueued) throws Exception {
        int threads = 16;
        int calls = 20;
        server.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());

        List<Report> recorded = inParallel(threads, thread -> session(fixture.vcr, shared, thread, calls, enqueued));

        assertThat(recorded).allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED));
        for (int thread = 0; thread < threads; thread++) {
            String own = "thread=" + thread + "&";
            assertThat(fixture.stored("parallel/" + thread))
                    .hasSize(calls)
                    .allSatisfy(episode ->
                            assertThat(episode.request().uri().query()).startsWith(own));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t16ParallelSessionsReplayTheirOwnEpisodes(boolean enqueued) throws Exception {
        server.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());
        inParallel(16, thread -> session(fixture.vcr, shared, thread, 20, enqueued));
        server.close();
        Vcr none = fixture.vcr.toBuilder().mode(RecordMode.NONE).build();

        List<Report> replayed = inParallel(16, thread -> session(none, shared, thread, 20, enqueued));

        assertThat(replayed).allSatisfy(report -> {
            assertThat(report.verdict()).isEqualTo(Verdict.HIT);
            assertThat(report.counts().unplayed()).isZero();
        });
    }

    /** One of the parallel tests: a session on its own thread that makes its calls with the shared client. */
    private Report session(Vcr vcr, OkHttpClient shared, int thread, int calls, boolean enqueued) throws Exception {
        Session session = vcr.open("parallel/" + thread);
        List<Future<Seen>> answers = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            Request request = fixture.get("/t?thread=" + thread + "&call=" + call);
            answers.add(enqueued ? enqueue(shared, request) : CompletableFuture.completedFuture(call(shared, request)));
        }
        for (int call = 0; call < calls; call++) {
            assertThat(answers.get(call).get(20, TimeUnit.SECONDS).body().utf8())
                    .isEqualTo("/t?thread=" + thread + "&call=" + call);
        }
        return session.finish(Outcome.PASSED);
    }

    private interface OneThread {
        Report run(int thread) throws Exception;
    }

    private static List<Report> inParallel(int threads, OneThread body) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        try {
            List<Callable<Report>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> {
                    ready.countDown();
                    await(ready);
                    return body.run(thread);
                });
            }
            List<Report> reports = new ArrayList<>();
            for (Future<Report> report : executor.invokeAll(tasks)) {
                reports.add(report.get());
            }
            return reports;
        } finally {
            executor.shutdownNow();
        }
    }

    // What the tests are made of

    private static CompletableFuture<Seen> enqueue(OkHttpClient client, Request request) {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                seen.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    seen.complete(Seen.of(response));
                } catch (IOException e) {
                    seen.completeExceptionally(e);
                }
            }
        });
        return seen;
    }

    private Request post(String target, RequestBody body) {
        return fixture.get(target).newBuilder().post(body).build();
    }

    /** A request for a stream that stops after its first byte until the server is closed. */
    private Request startedStreamRequest() {
        server.on("/stalled", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("a");
            wire.await(new CountDownLatch(1));
        });
        return fixture.get("/stalled");
    }

    private Response startedStream(OkHttpClient client) throws IOException {
        return client.newCall(startedStreamRequest()).execute();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** A body of unknown length that can be written once, as multipart uploads of SDKs are. */
    private static final class OneShotBody extends RequestBody {

        private final String text;
        private final AtomicInteger written = new AtomicInteger();

        OneShotBody(String text) {
            this.text = text;
        }

        @Override
        public MediaType contentType() {
            return MediaType.get("application/json");
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            if (written.incrementAndGet() > 1) {
                throw new IOException("written twice");
            }
            sink.writeUtf8(text);
        }
    }

    /** Server-sent events, each sent when the application has seen the one before. */
    private static final class EventStream implements LoopbackServer.Script {

        private final List<CountDownLatch> seen = new ArrayList<>();
        private final AtomicInteger sent = new AtomicInteger();

        EventStream(int events) {
            for (int i = 0; i < events; i++) {
                seen.add(new CountDownLatch(1));
            }
        }

        @Override
        public void answer(LoopbackServer.Received request, LoopbackServer.Wire wire) throws IOException {
            wire.chunked("Content-Type: text/event-stream");
            for (int i = 0; i < seen.size(); i++) {
                sent.incrementAndGet();
                wire.chunk("data: {\"event\":" + i + "}\n\n");
                wire.await(seen.get(i));
            }
            wire.lastChunk();
        }

        /** Reads as an SDK does, whatever is there, and returns the pieces. */
        List<String> read(OkHttpClient client, Request request, IntConsumer onEvent) throws IOException {
            List<String> pieces = new ArrayList<>();
            try (Response response = client.newCall(request).execute()) {
                BufferedSource source = response.body().source();
                Buffer piece = new Buffer();
                while (source.read(piece, 8192) >= 0) {
                    onEvent.accept(pieces.size());
                    seen.get(pieces.size()).countDown();
                    pieces.add(piece.readUtf8());
                }
            }
            return pieces;
        }
    }
}
