package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the WebSockets of the JDK promise beyond the contract. */
class WebSocketTest {

    private static final long PATIENCE_SECONDS = 30;

    private final JdkFixture fixture = new JdkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Uses the sockets of a client. */
    private interface Use {
        Object with(HttpClient client) throws Exception;
    }

    /** The same without the recorder, with it and in replay. */
    private List<Object> allWays(Use use) throws Exception {
        List<Object> results = new ArrayList<>();
        results.add(use.with(fixture.plain));
        fixture.record(client -> results.add(use.with(client)));
        fixture.replay(client -> results.add(use.with(client)));
        return results;
    }

    private void serve(Serving serving) {
        fixture.server.on("/socket", (request, wire) -> serving.on(wire.upgrade(request, "")));
    }

    private interface Serving {
        void on(LoopbackSocket socket) throws IOException;
    }

    private WebSocket open(HttpClient client, WebSocket.Listener listener) throws Exception {
        URI uri = URI.create(fixture.server.url("/socket").replaceFirst("^http", "ws"));
        return client.newWebSocketBuilder().buildAsync(uri, listener).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Conversation conversation() throws Exception {
        return Objects.requireNonNull(fixture.stored().get(0).conversation());
    }

    @Test
    void theListenerGetsAsMuchAsItRequests() throws Exception {
        serve(socket -> {
            socket.text("1");
            socket.text("2");
            socket.text("3");
            socket.close(1000, "");
            socket.finish();
        });

        List<Object> results = allWays(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            List<String> seen = new ArrayList<>(List.of(listener.next()));
            for (long number : new long[] {1, 2, 1}) {
                seen.add(listener.events.toString());
                socket.request(number);
                for (long i = 0; i < number; i++) {
                    seen.add(listener.next());
                }
            }
            return seen;
        });

        assertThat(results).containsOnly(List.of("open", "[]", "1", "[]", "2", "3", "[]", "close 1000"));
    }

    @Test
    void aRequestForNothingIsIllegal() throws Exception {
        serve(LoopbackSocket::receive);

        List<Object> results = allWays(client -> {
            WebSocket socket = open(client, new Listening());
            assertThatIllegalArgumentException().isThrownBy(() -> socket.request(0));
            socket.abort();
            return "checked";
        });

        assertThat(results).hasSize(3);
    }

    @Test
    void thePartsOfAMessageAreOneMessage() throws Exception {
        serve(socket -> {
            socket.text(socket.receiveText());
            socket.text(socket.receive().text());
            socket.close(1000, "");
            socket.finish();
        });

        List<Object> results = allWays(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            socket.request(Long.MAX_VALUE);
            socket.sendText("one, ", false).get();
            socket.sendText("", false).get();
            socket.sendText("two", true).get();
            ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'a', 'b'});
            socket.sendBinary(bytes, false).get();
            socket.sendBinary(ByteBuffer.wrap(new byte[] {'c'}), true).get();
            return List.of(listener.next(), listener.next(), listener.next(), bytes.remaining());
        });

        assertThat(results).containsOnly(List.of("open", "one, two", "abc", 0));
        assertThat(conversation().messages().stream().filter(Message::sent).map(Message::data))
                .containsExactly(Body.of("one, two"), Body.of("abc"));
    }

    @Test
    void sendsFailAsThoseOfTheClient() throws Exception {
        serve(LoopbackSocket::finish);

        List<Object> results = allWays(client -> {
            WebSocket socket = open(client, new Listening());
            List<String> failures = new ArrayList<>();
            failures.add(failure(socket.sendText("half of a pair \ud83d", true)));
            failures.add(failure(socket.sendPing(ByteBuffer.allocate(126))));
            failures.add(failure(socket.sendPong(ByteBuffer.allocate(126))));
            for (int code :
                    new int[] {0, 999, 1002, 1003, 1004, 1005, 1006, 1007, 1009, 1010, 1012, 1015, 2999, 5000}) {
                failures.add(failure(socket.sendClose(code, "")));
            }
            failures.add(failure(socket.sendClose(1000, "x".repeat(124))));
            failures.add(failure(socket.sendClose(1000, "\u00e9".repeat(62))));
            failures.add(failure(socket.sendText("part", false)));
            failures.add(failure(socket.sendBinary(ByteBuffer.allocate(1), true)));
            return failures;
        });

        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2)).isEqualTo(results.get(0));
        assertThat(String.valueOf(results.get(0)))
                .contains("IllegalArgumentException statusCode", "IOException Malformed text message");
    }

    @Test
    void sendsAfterTheCloseFail() throws Exception {
        serve(socket -> {
            socket.receiveClose();
            socket.close(1000, "");
            socket.awaitEnd();
        });

        List<Object> results = allWays(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            socket.request(1);
            List<Object> seen = new ArrayList<>(List.of(listener.next(), socket.isOutputClosed()));
            socket.sendClose(1000, "").get();
            seen.add(socket.isOutputClosed());
            seen.add(failure(socket.sendText("late", true)));
            seen.add(failure(socket.sendBinary(ByteBuffer.allocate(1), true)));
            seen.add(failure(socket.sendPing(ByteBuffer.allocate(1))));
            seen.add(failure(socket.sendClose(1000, "")));
            seen.add(listener.next());
            seen.add(socket.isInputClosed());
            return seen;
        });

        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2)).isEqualTo(results.get(0));
        assertThat(conversation().messages()).isEmpty();
    }

    private static String failure(CompletableFuture<WebSocket> sent) {
        Throwable failure = catchThrowable(() -> sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return failure instanceof ExecutionException
                ? failure.getCause().getClass().getSimpleName() + " "
                        + failure.getCause().getMessage()
                : String.valueOf(failure);
    }

    @Test
    void theOutputStaysOpenUntilTheListenerIsReady() throws Exception {
        serve(socket -> {
            socket.close(1000, "");
            socket.finish();
        });

        List<Object> results = allWays(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            socket.request(1);
            List<Object> seen = new ArrayList<>(List.of(listener.next(), listener.next()));
            seen.add(socket.isInputClosed());
            seen.add(socket.isOutputClosed());
            seen.add(failure(socket.sendText("still open", true)));
            listener.ready.complete(null);
            return seen;
        });

        assertThat(results).containsOnly(List.of("open", "close 1000", true, false, "null"));
    }

    @Test
    void aPongAnswersAPingInItsTurn() throws Exception {
        serve(socket -> {
            socket.text("1");
            socket.receive();
            socket.text("2");
            socket.receive();
        });

        List<Object> results = allWays(client -> {
            Listening listener = new Listening();
            WebSocket socket = open(client, listener);
            socket.request(1);
            List<Object> seen = new ArrayList<>(List.of(listener.next(), listener.next()));
            socket.sendPing(ByteBuffer.allocate(0)).get();
            seen.add(listener.events.toString());
            socket.request(1);
            seen.add(listener.next());
            socket.abort();
            return seen;
        });

        assertThat(results).containsOnly(List.of("open", "1", "[]", "pong"));
    }

    @Test
    void anExceptionOfTheListenerEndsTheSocket() throws Exception {
        serve(socket -> {
            socket.text("1");
            socket.text("2");
            socket.receive();
        });
        Use use = client -> {
            Listening listener = new Listening() {
                @Override
                public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                    events.add(data.toString());
                    throw new IllegalStateException("of the listener");
                }
            };
            WebSocket socket = open(client, listener);
            socket.request(5);
            List<Object> seen = new ArrayList<>(List.of(listener.next(), listener.next(), listener.next()));
            seen.add(failure(socket.sendText("late", true)));
            return seen;
        };

        Object bare = use.with(fixture.plain);
        List<Object> live = new ArrayList<>();
        Report report = fixture.record(client -> live.add(use.with(client)));

        assertThat(bare).isEqualTo(List.of("open", "1", "error of the listener", "IOException Output closed"));
        assertThat(live).containsExactly(bare);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("IllegalStateException", 1));
    }

    @Test
    void anExceptionOfTheListenerEndsAReplayToo() throws Exception {
        serve(socket -> {
            socket.text("1");
            socket.close(1000, "");
            socket.finish();
        });
        fixture.record(client -> {
            Listening listener = new Listening();
            open(client, listener).request(2);
            listener.next();
            listener.next();
            listener.next();
        });
        List<String> seen = new ArrayList<>();

        fixture.replay(client -> {
            Listening listener = new Listening() {
                @Override
                public void onOpen(WebSocket socket) {
                    throw new IllegalStateException("of the listener");
                }
            };
            WebSocket socket = open(client, listener);
            seen.add(listener.next());
            seen.add(failure(socket.sendText("late", true)));
        });

        assertThat(seen).containsExactly("error of the listener", "IOException Output closed");
    }

    @Test
    void theListenerGetsTheSocketThatTheCallerGets() throws Exception {
        serve(socket -> {
            socket.text("1");
            socket.close(1000, "");
            socket.finish();
        });

        List<Object> results = allWays(client -> {
            List<WebSocket> shown = new CopyOnWriteArrayList<>();
            CountDownLatch closed = new CountDownLatch(1);
            WebSocket socket = open(client, new WebSocket.Listener() {
                @Override
                public void onOpen(WebSocket socket) {
                    shown.add(socket);
                    socket.request(1);
                }

                @Override
                public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                    shown.add(socket);
                    return WebSocket.Listener.super.onText(socket, data, last);
                }

                @Override
                public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                    shown.add(socket);
                    closed.countDown();
                    return null;
                }
            });
            assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(shown).hasSize(3).containsOnly(socket);
            return socket.sendClose(1000, "")
                    .handle((own, failure) -> own == null || own == socket)
                    .get();
        });

        assertThat(results).containsOnly(true);
    }

    @Test
    void aHandshakeThatIsNoneIsNotRecorded() throws Exception {
        fixture.server.on(
                "/socket",
                (request, wire) -> wire.head(
                        "101 Switching Protocols",
                        "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: wrong"));

        Report report = fixture.record(client -> assertThat(catchThrowable(() -> open(client, new Listening())))
                .hasCauseInstanceOf(WebSocketHandshakeException.class));

        assertThat(report.counts().recorded()).isZero();
        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
    }

    @Test
    void anAddressThatIsNoneOfSocketsFailsAsInTheClient() throws Exception {
        List<Object> results = allWays(client -> failure(
                client.newWebSocketBuilder().buildAsync(URI.create(fixture.server.url("/socket")), new Listening())));

        assertThat(results).containsOnly("IllegalArgumentException invalid URI scheme: http");
        assertThat(fixture.server.requests()).isEmpty();
    }

    @Test
    void aSocketAndACallOfOneClientShareTheirSession() throws Exception {
        serve(socket -> {
            socket.close(1000, "");
            socket.finish();
        });
        Use use = client -> {
            Listening listener = new Listening();
            open(client, listener).request(1);
            listener.next();
            return client.send(fixture.get("/one"), BodyHandlers.ofString()).body() + listener.next();
        };

        List<Object> results = allWays(use);

        assertThat(results).containsOnly("oneclose 1000");
        assertThat(fixture.stored()).hasSize(2);
    }
}
