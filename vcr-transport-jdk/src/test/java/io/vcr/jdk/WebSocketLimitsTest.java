package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Report;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the WebSockets of the JDK do where a listener throws in its last call, and where a message is too large to be recorded. */
class WebSocketLimitsTest {

    private static final long PATIENCE_SECONDS = 30;
    private static final int LIMIT = 100;
    private static final int PARTS = 7;

    private final JdkFixture fixture = new JdkFixture();

    WebSocketLimitsTest() {
        fixture.vcr = fixture.vcr.toBuilder()
                .limits(Limits.DEFAULT.withMaxBodyBytes(LIMIT))
                .build();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private interface Serving {
        void on(LoopbackSocket socket) throws IOException;
    }

    private void serve(Serving serving) {
        fixture.server.on("/socket", (request, wire) -> serving.on(wire.upgrade(request, "")));
    }

    private WebSocket open(HttpClient client, WebSocket.Listener listener) throws Exception {
        URI uri = URI.create(fixture.server.url("/socket").replaceFirst("^http", "ws"));
        return client.newWebSocketBuilder().buildAsync(uri, listener).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(PATIENCE_SECONDS)
    void anExceptionInOnCloseClosesTheOutput() throws Exception {
        serve(socket -> {
            socket.close(1000, "");
            socket.awaitEnd();
        });
        List<Object> results = new ArrayList<>();
        JdkFixture.Use use = client -> {
            Listening listener = new Listening() {
                @Override
                public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                    events.add("close " + code);
                    throw new IllegalStateException("of the listener");
                }
            };
            WebSocket socket = open(client, listener);
            socket.request(1);
            List<String> seen = new ArrayList<>(List.of(listener.next(), listener.next()));
            while (!socket.isOutputClosed()) {
                Thread.onSpinWait();
            }
            seen.addAll(listener.events);
            results.add(seen);
        };

        use.with(fixture.plain);
        fixture.bothWays(use);

        assertThat(results).hasSize(3).containsOnly(List.of("open", "close 1000"));
    }

    @Test
    void aMessageOfTheServerThatGrowsOverTheLimitIsPassedOnAndNotRecorded() throws Exception {
        byte[] part = "x".repeat(LIMIT / 3).getBytes(StandardCharsets.US_ASCII);
        serve(socket -> {
            for (int i = 0; i < PARTS; i++) {
                socket.frame(i == 0 ? 1 : 0, part);
            }
            socket.frame(0x80, part);
            socket.close(1000, "");
            socket.finish();
        });
        StringBuilder got = new StringBuilder();

        Report report = fixture.record(client -> {
            Listening listener = new Listening() {
                @Override
                public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                    got.append(data);
                    return null;
                }
            };
            open(client, listener).request(Long.MAX_VALUE);
            listener.next();
            assertThat(listener.next()).isEqualTo("close 1000");
        });

        assertThat(got).hasSize((PARTS + 1) * part.length);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("conversation over maxBodyBytes", 1));
    }

    @Test
    void aMessageOfTheClientThatGrowsOverTheLimitIsSentAndNotRecorded() throws Exception {
        serve(socket -> {
            socket.text("got " + socket.receive().body().length());
            socket.close(1000, "");
            socket.finish();
        });
        List<String> seen = new ArrayList<>();

        Report report = fixture.record(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            socket.request(Long.MAX_VALUE);
            for (int i = 0; i < PARTS; i++) {
                socket.sendBinary(ByteBuffer.allocate(LIMIT / 3), false).get();
            }
            socket.sendBinary(ByteBuffer.allocate(LIMIT / 3), true).get();
            seen.add(listener.next());
            seen.add(listener.next());
            seen.add(listener.next());
        });

        assertThat(seen).containsExactly("open", "got " + (PARTS + 1) * (LIMIT / 3), "close 1000");
        assertThat(report.counts().dropped()).isEqualTo(Map.of("conversation over maxBodyBytes", 1));
    }
}
