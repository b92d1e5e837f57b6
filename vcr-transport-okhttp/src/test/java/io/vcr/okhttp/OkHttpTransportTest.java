package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static io.vcr.okhttp.TransportFixture.enqueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.RecordMode;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.okhttp.TransportFixture.BothWays;
import io.vcr.okhttp.TransportFixture.Seen;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttp;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of every transport about messages and decisions: T1 to T8 and T11 to T15. */
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

    private Request post(String target, RequestBody body) {
        return fixture.get(target).newBuilder().post(body).build();
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
}
