package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.await;
import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Verdict;
import io.vcr.okhttp.TransportFixture.Seen;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the interceptor finds its session, and what it leaves alone. */
class VcrInterceptorTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @BeforeEach
    void answer() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "one"))
                .on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void twoInterceptorsOnOneClientRecordOnce() throws Exception {
        Report report = fixture.record(client -> call(
                client.newBuilder().addInterceptor(VcrInterceptor.ambient()).build(), fixture.get("/one")));

        assertThat(report.counts().recorded()).isEqualTo(1);
        assertThat(fixture.stored()).hasSize(1);
    }

    @Test
    void keyOfNoOpenSessionIsRefused() throws Exception {
        Session session = fixture.vcr.open("first");

        Seen seen = call(fixture.client(VcrInterceptor.ambient()), keyed(fixture.get("/one"), "other"));

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(seen.body().utf8()).contains("0 open sessions have the cassette named by GET ");
    }

    @Test
    void onlyOpenSessionOfTheJvmIsMeantByAnyThread() throws Exception {
        Session session = fixture.vcr.open("only");

        onAnotherThread(() -> call(fixture.client(VcrInterceptor.ambient()), fixture.get("/one")));

        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
    }

    @Test
    void attachedClientRemembersTheSessionThatWasBoundWhereTheCallWasMade() throws Exception {
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());
        Session other = onAnotherThread(() -> fixture.vcr.open("other"));
        Session mine = fixture.vcr.open("mine");
        Call call = shared.newCall(fixture.get("/one"));

        onAnotherThread(() -> Seen.of(call.execute()));

        assertThat(mine.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void attachedCallIsRefusedAfterTheSessionInWhichItWasMadeHasEnded() throws Exception {
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());
        Session session = fixture.vcr.open(TransportFixture.CASSETTE);
        Call late = shared.newCall(fixture.get("/one"));
        session.finish(Outcome.PASSED);

        try (Response response = late.execute()) {
            assertThat(response.code()).isEqualTo(400);
        }
    }

    @Test
    void markedRequestThatIsSentAgainIsDecidedOn() throws Exception {
        List<Request> marked = new ArrayList<>();

        Report report = fixture.record(client -> {
            OkHttpClient leaking = client.newBuilder()
                    .addInterceptor(chain -> {
                        marked.add(chain.request());
                        return chain.proceed(chain.request());
                    })
                    .build();
            call(leaking, fixture.get("/one"));
            call(client, marked.get(0));
        });

        assertThat(report.counts().recorded()).isEqualTo(2);
    }

    @Test
    void oneShotBodyGoesStraightToTheWireOutsideAnySession() throws Exception {
        server.on("/post", (request, wire) -> wire.respond("200 OK", "", request.text()));
        AtomicInteger written = new AtomicInteger();
        RequestBody body = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("text/plain");
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                written.incrementAndGet();
                sink.writeUtf8("straight");
            }
        };

        Seen seen = call(
                fixture.client(VcrInterceptor.ambient()),
                fixture.get("/post").newBuilder().post(body).build());

        assertThat(seen.body().utf8()).isEqualTo("straight");
        assertThat(written).hasValue(1);
    }

    @Test
    void responseIsNotTouchedOutsideAnySession() throws Exception {
        Seen plain = call(fixture.plain(), fixture.get("/one"));

        Seen seen = call(fixture.client(VcrInterceptor.ambient()), fixture.get("/one"));

        assertThat(seen).isEqualTo(plain);
    }

    @Test
    void requestAfterRedirectsIsTheLastOneOutsideAnySession() throws Exception {
        try (Response response = fixture.client(VcrInterceptor.ambient())
                .newCall(fixture.get("/from"))
                .execute()) {
            assertThat(response.request().url().encodedPath()).isEqualTo("/one");
        }
    }

    @Test
    void requestOfALiveResponseIsTheCallersOwn() throws Exception {
        Request request = fixture.get("/one");

        fixture.record(client -> assertThat(requestOfResponse(client, request)).isSameAs(request));
    }

    @Test
    void requestOfAReplayedResponseIsTheCallersOwn() throws Exception {
        Request request = fixture.get("/one");
        fixture.record(client -> call(client, request));

        fixture.replay(client -> assertThat(requestOfResponse(client, request)).isSameAs(request));
    }

    @Test
    void requestOfARefusedResponseIsTheCallersOwn() throws Exception {
        Request request = fixture.get("/one");

        fixture.replay(client -> assertThat(requestOfResponse(client, request)).isSameAs(request));
    }

    @Test
    void requestOfAResponseOutsideAnySessionIsTheCallersOwn() throws Exception {
        Request request = fixture.get("/one");

        assertThat(requestOfResponse(fixture.client(VcrInterceptor.ambient()), request))
                .isSameAs(request);
    }

    @Test
    void requestAfterRedirectsIsTheLastOneInALiveCall() throws Exception {
        fixture.record(client -> {
            try (Response response = client.newCall(fixture.get("/from")).execute()) {
                assertThat(response.request().url().encodedPath()).isEqualTo("/one");
            }
        });
    }

    @Test
    void requestAfterRedirectsIsDecidedOnIfItIsSentAgain() throws Exception {
        Report report = fixture.record(client -> {
            Request last = requestOfResponse(client, fixture.get("/from"));
            call(client, last);
        });

        assertThat(report.counts().recorded()).isEqualTo(2);
    }

    @Test
    void callCancelledBeforeItIsAnsweredIsDropped() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(never);
        });

        Report report = fixture.record(client -> {
            CountDownLatch failed = new CountDownLatch(1);
            Call call = client.newCall(fixture.get("/slow"));
            call.enqueue(new Callback() {
                @Override
                public void onFailure(Call ignored, IOException e) {
                    failed.countDown();
                }

                @Override
                public void onResponse(Call ignored, Response response) {}
            });
            await(arrived);
            call.cancel();
            await(failed);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void duplexCallGoesThroughAndIsDropped() throws Exception {
        RequestBody duplex = new RequestBody() {
            @Override
            public MediaType contentType() {
                return null;
            }

            @Override
            public boolean isDuplex() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) {
                throw new AssertionError("a duplex body is written by the network");
            }
        };

        Report report = fixture.record(client -> {
            // HTTP/1 has no duplex calls, so the network behind the interceptor is one that has.
            OkHttpClient answering = client.newBuilder()
                    .addInterceptor(chain -> new Response.Builder()
                            .request(chain.request())
                            .protocol(Protocol.HTTP_2)
                            .code(200)
                            .message("")
                            .body(ResponseBody.create("answer", MediaType.get("text/plain")))
                            .build())
                    .build();
            Seen seen = call(
                    answering, fixture.get("/one").newBuilder().post(duplex).build());
            assertThat(seen.body().utf8()).isEqualTo("answer");
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("duplex request body", 1));
    }

    @Test
    void webSocketPassesThrough() throws Exception {
        server.on("/socket", VcrInterceptorTest::greet);

        Report report = fixture.record(client ->
                assertThat(firstMessage(client, fixture.get("/socket"))).isEqualTo("hi"));

        assertThat(report.counts().passedThrough()).isEqualTo(Map.of("websocket", 1));
    }

    @Test
    void webSocketPassesThroughOutsideAnySession() throws Exception {
        server.on("/socket", VcrInterceptorTest::greet);

        assertThat(firstMessage(fixture.client(VcrInterceptor.ambient()), fixture.get("/socket")))
                .isEqualTo("hi");
    }

    @Test
    void webSocketIsRefusedWhereNothingMayReachTheNetwork() throws Exception {
        Report report = fixture.run(
                fixture.vcr.toBuilder().mode(RecordMode.NONE).build(),
                client ->
                        assertThat(firstMessage(client, fixture.get("/socket"))).contains("400"));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(server.connections()).isZero();
    }

    private static Request keyed(Request request, String cassette) {
        return request.newBuilder().header(OpenSessions.KEY_HEADER, cassette).build();
    }

    private static Request requestOfResponse(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            response.body().bytes();
            return response.request();
        }
    }

    private interface Work<T> {
        T done() throws Exception;
    }

    private static <T> T onAnotherThread(Work<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.done());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        try {
            return result.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            thread.join();
        }
    }

    /** Accepts a web socket (RFC 6455), says "hi" and waits for the client to hang up. */
    private static void greet(LoopbackServer.Received request, LoopbackServer.Wire wire) throws IOException {
        String key = request.headers().all("Sec-WebSocket-Key").get(0) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        wire.head("101 Switching Protocols", """
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Accept: %s""".formatted(Base64.getEncoder().encodeToString(sha1(key))));
        wire.send(new byte[] {(byte) 0x81, 2, 'h', 'i'});
        wire.awaitHangUp();
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first message, or why there is none. */
    private static String firstMessage(OkHttpClient client, Request request) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onMessage(WebSocket webSocket, String text) {
                first.complete(text);
            }

            @Override
            public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
                first.complete(String.valueOf(failure.getMessage()));
            }
        });
        try {
            return first.get(20, TimeUnit.SECONDS);
        } finally {
            socket.cancel();
        }
    }
}
