package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Limits;
import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for streams: T9 and T10. */
abstract class StreamRules extends RequestRules {

    private static final String DELTA = "data: {\"delta\":\"a\"}\n\n";

    @Test
    @DisplayName("T9 The first event reaches the application before the server sends the second")
    void t9TheFirstEventReachesTheApplicationAtOnce() throws Exception {
        EventStream stream = new EventStream(50);
        server.on("/events", stream);

        record(client -> stream.read(client, get("/events")));

        assertThat(stream.sentWhenFirstSeen).hasValue(1);
    }

    @Test
    @DisplayName("T9 A replay has the same pieces")
    void t9AReplayHasTheSamePieces() throws Exception {
        EventStream stream = new EventStream(50);
        server.on("/events", stream);
        List<String> live = new ArrayList<>();
        List<String> replayed = new ArrayList<>();

        record(client -> live.addAll(stream.read(client, get("/events"))));
        replay(client -> replayed.addAll(stream.read(client, get("/events"))));

        assertThat(live).hasSize(50);
        assertThat(replayed).isEqualTo(live);
    }

    @Test
    @DisplayName("T9 A body that drips is whole live and in replay")
    void t9ABodyThatDripsIsWhole() throws Exception {
        String text = "data: {\"say\":\"h\u00e9 \ud83d\ude00\"}\n\n".repeat(10);
        server.on("/drip", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.drip(text.getBytes(StandardCharsets.UTF_8));
            wire.lastChunk();
        });

        AllWays seen = allWays(get("/drip"));

        assertThat(seen.live().text()).isEqualTo(text);
        assertThat(seen.replayed().text()).isEqualTo(text);
    }

    @Test
    @DisplayName("T10 A body that was read to its end is recorded")
    void t10ABodyReadToItsEndIsRecorded() throws Exception {
        server.on("/stream", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.lastChunk();
        });

        Report report = record(client -> fetch(client, get("/stream")));

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    @DisplayName("T10 A body with trailers is recorded")
    void t10ABodyWithTrailersIsRecorded() throws Exception {
        server.on("/trailers", (request, wire) -> {
            wire.chunked("Trailer: X-Sum");
            wire.chunk("hello");
            wire.lastChunk("X-Sum: 5");
        });

        AllWays seen = allWays(get("/trailers"));

        assertThat(seen.live().text()).isEqualTo("hello");
        assertThat(seen.replayed().text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("T10 A body that was read to its length is recorded even if the application does not read its end")
    void t10ABodyReadToItsLengthIsRecorded() throws Exception {
        server.on("/length", (request, wire) -> wire.respond("200 OK", "", "12345"));

        Report report = record(client -> {
            // Not closed before the session ends, as in an SDK that leaves it to the garbage collector.
            Exchange exchange = client.send(get("/length"));
            read(exchange, 5);
        });

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    @DisplayName("T10 A stream that is closed at data: [DONE] is recorded before the server has ended it")
    void t10AStreamClosedAtDoneIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("data: [DONE]\n\n");
    }

    @Test
    @DisplayName("T10 A stream that is closed at message_stop is recorded before the server has ended it")
    void t10AStreamClosedAtMessageStopIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    @DisplayName("T10 A stream that is closed at response.completed is recorded before the server has ended it")
    void t10AStreamClosedAtResponseCompletedIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n");
    }

    @Test
    @DisplayName("T10 A stream that is closed at response.failed is recorded before the server has ended it")
    void t10AStreamClosedAtResponseFailedIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("event: response.failed\ndata: {\"type\":\"response.failed\"}\n\n");
    }

    @Test
    @DisplayName("T10 A stream that is closed at response.incomplete is recorded before the server has ended it")
    void t10AStreamClosedAtResponseIncompleteIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("event: response.incomplete\ndata: {\"type\":\"response.incomplete\"}\n\n");
    }

    @Test
    @DisplayName("T10 A stream that is closed at a finish reason is recorded before the server has ended it")
    void t10AStreamClosedAtAFinishReasonIsRecorded() throws Exception {
        assertRecordedWhenClosedAfter("data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n");
    }

    private void assertRecordedWhenClosedAfter(String terminal) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.on("/stream", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk(DELTA);
            wire.chunk(terminal);
            wire.await(closed);
            wire.lastChunk();
        });

        Report report = record(client -> {
            try (Exchange exchange = client.send(get("/stream"))) {
                read(exchange, DELTA.length() + terminal.length());
            }
        });
        closed.countDown();

        assertThat(report.counts().dropped()).isEmpty();
        assertThat(stored().get(0).response().body()).isEqualTo(Body.of(DELTA + terminal));
    }

    @Test
    @DisplayName("T10 A close finds the end that has already arrived")
    void t10ACloseFindsTheEndThatIsAlreadyThere() throws Exception {
        server.on("/stream", (request, wire) -> {
            wire.chunked("");
            wire.rest("a", "b");
        });

        record(client -> {
            try (Exchange exchange = client.send(get("/stream"))) {
                read(exchange, 1);
            }
        });

        assertThat(stored()).hasSize(1);
        assertThat(stored().get(0).response().body()).isEqualTo(Body.of("ab"));
    }

    @Test
    @DisplayName("T10 A close without a read finds the end that has already arrived")
    void t10ACloseWithoutReadingFindsTheEnd() throws Exception {
        server.on("/small", (request, wire) -> wire.respond("200 OK", "", "small"));

        record(client -> {
            try (Exchange exchange = client.send(get("/small"))) {
                exchange.head();
            }
        });

        assertThat(stored()).hasSize(1);
        assertThat(stored().get(0).response().body()).isEqualTo(Body.of("small"));
    }

    @Test
    @DisplayName("T10 A stream that is closed in the middle is dropped, without waiting for the server")
    void t10AStreamClosedInTheMiddleIsDropped() throws Exception {
        stall();
        long start = System.nanoTime();

        Report report = record(client -> {
            try (Exchange exchange = client.send(get("/stalled"))) {
                read(exchange, 1);
            }
        });

        // The server holds back for 20 s; an adapter may drain for 50 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertDropped(report, "closed early", "cancelled");
    }

    @Test
    @DisplayName("T10 A stream that is cancelled is dropped, and the reader learns of it")
    void t10AStreamThatIsCancelledIsDropped() throws Exception {
        stall();

        Report report = record(client -> {
            try (Exchange exchange = client.send(get("/stalled"))) {
                read(exchange, 1);
                exchange.cancel();
                InputStream body = exchange.body();
                assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            }
        });

        assertDropped(report, "closed early", "cancelled");
    }

    @Test
    @DisplayName("T10 A stream that the server cuts is dropped, and the reader learns of it")
    void t10AStreamThatTheServerCutsIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.cut();
        });

        assumeNoticesTheCut(get("/cut"));
        assertFailureIsTheSame();
    }

    @Test
    @DisplayName("T10 A stream that the server cuts inside a chunk is dropped, and the reader learns of it")
    void t10AStreamThatIsCutInsideAChunkIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.brokenChunk("half");
        });

        assumeNoticesTheCut(get("/cut"));
        assertFailureIsTheSame();
    }

    @Test
    @DisplayName("T10 A body that is cut before its length is dropped, and the reader learns of it")
    void t10ABodyThatIsCutBeforeItsLengthIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.head("200 OK", "Content-Length: 10");
            wire.send(new byte[4]);
            wire.cut();
        });

        assertFailureIsTheSame();
    }

    /** Without a length, only the client can tell a body that is cut from a whole one. */
    final void assumeNoticesTheCut(ClientRequest request) throws Exception {
        TransportClient client = bare();
        if (catchThrowable(() -> fetch(client, request)) == null) {
            throw notApplicable("the client itself takes a body that is cut for a whole one");
        }
    }

    /** HttpURLConnection of Java 17 takes a body that is cut before its length for a whole one. */
    private void assertFailureIsTheSame() throws Exception {
        TransportClient bareClient = bare();
        if (catchThrowable(() -> fetch(bareClient, get("/cut"))) == null) {
            assertDropped(record(client -> fetch(client, get("/cut"))), "connection lost");
            return;
        }
        List<Throwable> live = new ArrayList<>();

        Report report = record(client -> live.add(failureOf(client, get("/cut"))));

        assertFailsWith(bareClient, get("/cut"), live.get(0).getClass());
        assertDropped(report, "connection lost");
    }

    @Test
    @DisplayName("T10 A stream that is still open at the end of its session is dropped")
    void t10AStreamThatIsStillOpenAtTheEndIsDropped() throws Exception {
        stall();
        List<Exchange> open = new ArrayList<>();

        Report report = record(client -> {
            Exchange exchange = client.send(get("/stalled"));
            open.add(exchange);
            read(exchange, 1);
        });
        open.get(0).cancel();
        open.get(0).close();

        assertThat(report.counts().dropped()).isEqualTo(Map.of("not read to its end", 1));
        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("T10 A body over the limit reaches the caller and is dropped")
    void t10ABodyOverTheLimitReachesTheCaller() throws Exception {
        server.on("/large", (request, wire) -> wire.respond("200 OK", "", "x".repeat(5000)));
        vcr = vcr.toBuilder().limits(Limits.DEFAULT.withMaxBodyBytes(4999)).build();

        Report report = record(client ->
                assertThat(fetch(client, get("/large")).body().length()).isEqualTo(5000));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("body over maxBodyBytes", 1));
    }

    /** Reads a number of bytes and makes no further read, unlike {@link InputStream#readNBytes}. */
    private static void read(Exchange exchange, int length) throws IOException {
        exchange.head();
        byte[] bytes = new byte[length];
        for (int read = 0, n; read < length; read += n) {
            n = exchange.body().read(bytes, read, length - read);
            assertThat(n)
                    .as("the next read, after %d of %d bytes", read, length)
                    .isPositive();
        }
    }

    /** Answers with a stream that stops after its first byte until the server is closed. */
    private void stall() {
        server.on("/stalled", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("a");
            wire.await(new CountDownLatch(1));
        });
    }

    private void assertDropped(Report report, String... reasons) throws IOException {
        assertThat(report.counts().dropped()).hasSize(1);
        assertThat(report.counts().dropped().firstKey()).isIn((Object[]) reasons);
        assertThat(stored()).isEmpty();
    }

    /** Server-sent events, each sent when the application has seen the one before. */
    private static final class EventStream implements LoopbackServer.Script {

        final AtomicInteger sentWhenFirstSeen = new AtomicInteger();
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

        /** Reads the available bytes, as an SDK does, and returns the pieces. */
        List<String> read(TransportClient client, ClientRequest request) throws IOException {
            List<String> pieces = new ArrayList<>();
            try (Exchange exchange = client.send(request)) {
                exchange.head();
                byte[] buffer = new byte[8192];
                for (int n = exchange.body().read(buffer);
                        n >= 0;
                        n = exchange.body().read(buffer)) {
                    sentWhenFirstSeen.compareAndSet(0, sent.get());
                    seen.get(pieces.size()).countDown();
                    pieces.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
            return pieces;
        }
    }
}
