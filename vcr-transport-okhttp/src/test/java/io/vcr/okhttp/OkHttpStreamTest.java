package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Limits;
import io.vcr.Report;
import io.vcr.Verdict;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of every transport about streams: T9 and T10. */
class OkHttpStreamTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @AfterEach
    void close() {
        fixture.close();
    }

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
