package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Neither side of a socket can hold the edge up, or fill its memory. */
@ResourceLock("io.vcr.OpenSessions")
class EdgeSocketLimitsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int LIMIT = 1 << 20;
    private static final int BINARY = 0x02;
    private static final int LAST_CONTINUATION = 0x80;

    /** The closing frame of a client, masked with zeros. */
    private static final byte[] CLOSE_1000 = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};

    private final LoopbackServer api = LoopbackServer.start();
    private final CountDownLatch apiEnded = new CountDownLatch(1);
    private final Session session = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .limits(Limits.DEFAULT.withMaxBodyBytes(LIMIT))
            .build()
            .open("limits");
    private EdgeServer edge;
    private String url;

    private interface Script {
        void on(LoopbackSocket socket) throws IOException;
    }

    @BeforeEach
    void start() {
        Mounts mounts = new Mounts(List.of(Mount.of("api", api.url(""))));
        Counts counts = new Counts(mounts);
        EdgeOptions options = new EdgeOptions("127.0.0.1", 0, LIMIT, Duration.ofMillis(300), true);
        edge = EdgeServer.start(mounts, counts, new Health(counts), options);
        url = edge.url("api", Optional.of(session)) + "/talk";
    }

    @AfterEach
    void stop() {
        session.finish(Outcome.FAILED);
        edge.close();
        api.close();
    }

    private void serve(Script script) {
        api.on("/talk", (request, wire) -> {
            try {
                script.on(wire.upgrade(request, ""));
            } finally {
                apiEnded.countDown();
            }
        });
    }

    /** Counts what it gets, and completes with the code of the end. */
    private static final class Client implements WebSocket.Listener {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private long bytes;

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            begun.countDown();
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end.complete("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            end.complete("failed");
        }

        String end() throws Exception {
            return end.get(20, TimeUnit.SECONDS);
        }
    }

    private WebSocket open(Client client) {
        return HTTP.newWebSocketBuilder()
                .buildAsync(URI.create(url.replaceFirst("http", "ws")), client)
                .join();
    }

    private void assertThatTheApiIsLetGo() throws InterruptedException {
        assertThat(apiEnded.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anApiThatDoesNotAnswerACloseIsLetGo() throws Exception {
        serve(socket -> {
            socket.receiveClose();
            socket.awaitEnd();
        });
        Client client = new Client();

        open(client).sendClose(WebSocket.NORMAL_CLOSURE, "").join();

        assertThat(client.end()).isIn("failed", "closed 1006");
        assertThatTheApiIsLetGo();
    }

    @Test
    void anApiThatGoesOnSendingInTheMiddleOfACloseIsLetGo() throws Exception {
        serve(socket -> {
            socket.receiveClose();
            while (true) {
                socket.binary(new byte[1]);
            }
        });
        // Not with the client of the JDK, which loses the end of one connection in ten while messages come.
        try (RawClient client = RawClient.upgrade(url)) {
            assertThat(client.status()).isEqualTo(101);
            client.send(CLOSE_1000).awaitEnd();
        }
        assertThatTheApiIsLetGo();
    }

    @Test
    void aClientThatDoesNotAnswerACloseIsLetGo() throws Exception {
        serve(socket -> {
            socket.close(1000, "");
            socket.finish();
        });

        try (RawClient client = RawClient.upgrade(url)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.rest()).hasSize(4); // the closing frame
        }
    }

    @Test
    void aMessageThatIsTooLargeToBeRecordedIsPassedOnAsItComes() throws Exception {
        Client client = new Client();
        serve(socket -> {
            socket.frame(BINARY, new byte[LIMIT + 1]);
            await(client.begun);
            socket.frame(LAST_CONTINUATION, new byte[10]);
            socket.close(1000, "");
            socket.finish();
        });

        open(client);

        assertThat(client.end()).isEqualTo("closed 1000");
        assertThat(client.bytes).isEqualTo(LIMIT + 11);
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.counts().dropped()).containsOnlyKeys("conversation over maxBodyBytes");
    }

    @Test
    void aMessageOfAClientThatIsTooLargeClosesItsSocket() throws Exception {
        serve(LoopbackSocket::finish);
        Client client = new Client();

        open(client).sendBinary(ByteBuffer.wrap(new byte[LIMIT + 1]), true);

        assertThat(client.end()).isEqualTo("closed 1009");
        assertThatTheApiIsLetGo();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
