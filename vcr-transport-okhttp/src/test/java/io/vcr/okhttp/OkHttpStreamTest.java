package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What OkHttp tells of a stream beyond the contract of transports: timeouts, and who has ended it. */
class OkHttpStreamTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @AfterEach
    void close() {
        fixture.close();
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
    void responseThatIsClosedUnreadBeforeARetryIsRecordedWhenASlowServerHasSentIt() throws Exception {
        server.on("/busy", (request, wire) -> {
            wire.head("429 Too Many Requests", "Content-Type: application/json\nTransfer-Encoding: chunked");
            pause(); // longer than the adapter reads on in other responses
            wire.chunk("{}");
            wire.lastChunk();
        });
        fixture.vcr = fixture.vcr.toBuilder().record(Recorded.ERRORS).build();

        Report report = fixture.record(
                client -> client.newCall(fixture.get("/busy")).execute().close());

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    private static void pause() throws IOException {
        try {
            new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
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
    void callThatIsOverItsTimeoutBeforeItsResponseIsRecordedAndFailsTheSame() throws Exception {
        server.on("/slow", (request, wire) -> wire.await(new CountDownLatch(1)));
        fixture.vcr = fixture.vcr.toBuilder().record(Recorded.ERRORS).build();
        TransportFixture.Use impatient = client -> assertThatThrownBy(() -> call(
                        client.newBuilder().callTimeout(Duration.ofMillis(300)).build(), fixture.get("/slow")))
                .isExactlyInstanceOf(InterruptedIOException.class)
                .hasMessage("timeout");

        Report recorded = fixture.record(impatient);
        Report replayed = fixture.replay(impatient);

        assertThat(recorded.counts().dropped()).isEmpty();
        assertThat(recorded.counts().recorded()).isEqualTo(1);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void callThatIsOverItsTimeoutFailsWithTheCausesOfOkHttp() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });
        List<List<String>> causes = new ArrayList<>();
        // Long enough for the request to arrive: the causes show what the timeout has interrupted.
        TransportFixture.Use impatient = client -> causes.add(causes(catchThrowable(() ->
                call(client.newBuilder().callTimeout(Duration.ofSeconds(2)).build(), fixture.get("/slow")))));

        impatient.with(new OkHttpClient());
        fixture.record(impatient);

        assertThat(arrived.getCount()).as("requests that had not arrived").isZero();
        assertThat(causes.get(1)).isEqualTo(causes.get(0));
    }

    private static List<String> causes(Throwable failure) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause.toString());
        }
        return causes;
    }

    @Test
    void callThatIsCancelledBeforeItsTimeoutIsNotRecorded() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });
        fixture.vcr = fixture.vcr.toBuilder().record(Recorded.ERRORS).build();

        Report report = fixture.record(client -> {
            Call call = client.newBuilder()
                    .callTimeout(Duration.ofMinutes(5))
                    .build()
                    .newCall(fixture.get("/slow"));
            CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> {
                await(arrived);
                call.cancel();
            });
            assertThatThrownBy(call::execute)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(InterruptedIOException.class);
            cancelled.join();
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
}
