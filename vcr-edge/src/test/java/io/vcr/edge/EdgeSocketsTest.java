package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeSocketsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String HELLO = "{\"type\":\"hello\"}";

    private final Server api = new Server();
    private final ServerConnector connector = new ServerConnector(api);
    private final AtomicInteger sockets = new AtomicInteger();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    private @Nullable VcrEdge edge;

    @BeforeEach
    void start() throws Exception {
        api.addConnector(connector);
        ServerWebSocketContainer container = ServerWebSocketContainer.ensure(api);
        api.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, org.eclipse.jetty.util.Callback callback) {
                if (request.getHttpURI().getPath().equals("/forbidden")) {
                    response.setStatus(403);
                    response.getHeaders().put("Content-Type", "text/plain;charset=iso-8859-1");
                    byte[] body = "h\u00e9las".getBytes(StandardCharsets.ISO_8859_1);
                    response.write(true, ByteBuffer.wrap(body), callback);
                    return true;
                }
                return container.upgrade(
                        (asked, answered, done) -> {
                            sockets.incrementAndGet();
                            if (asked.hasSubProtocol("v2")) {
                                answered.setAcceptedSubProtocol("v2");
                            }
                            return new Echo();
                        },
                        request,
                        response,
                        callback);
            }
        });
        api.start();
        edge = VcrEdge.mount("api", "http://127.0.0.1:" + connector.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        if (edge != null) {
            edge.close();
        }
        api.stop();
    }

    /** Greets, repeats what it gets, and closes when it is told to. */
    public static final class Echo implements org.eclipse.jetty.websocket.api.Session.Listener.AutoDemanding {

        private org.eclipse.jetty.websocket.api.@Nullable Session session;

        @Override
        public void onWebSocketOpen(org.eclipse.jetty.websocket.api.Session opened) {
            session = opened;
            opened.sendText(HELLO, Callback.NOOP);
        }

        @Override
        public void onWebSocketText(String text) {
            if (session != null && text.equals("end")) {
                session.close(4001, "as told", Callback.NOOP);
            } else if (session != null && text.equals("break")) {
                session.disconnect();
            } else if (session != null && text.equals("read on later")) {
                pause();
            } else if (session != null && text.equals("say and break")) {
                session.sendText("last words", Callback.from(session::disconnect, failure -> {}));
            } else if (session != null) {
                session.sendText("you said " + text, Callback.NOOP);
            }
        }

        /** Longer than the edge waits for an answer to its pings. */
        private static void pause() {
            try {
                Thread.sleep(3_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            if (session != null) {
                session.sendBinary(payload, callback);
            }
        }
    }

    /** A client of the JDK without a recorder. */
    private static final class Client implements WebSocket.Listener {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        String next() throws InterruptedException {
            return String.valueOf(events.poll(20, TimeUnit.SECONDS));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            events.add(HexFormat.of().formatHex(bytes));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            events.add("failed");
        }
    }

    private interface Use {
        void with(WebSocket socket, Client client) throws Exception;
    }

    private Report run(Vcr configured, String path, Use use) throws Exception {
        Session session = configured.open("edge/socket");
        try {
            Client client = new Client();
            WebSocket socket = connect(session, path, client);
            use.with(socket, client);
            socket.abort();
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private WebSocket connect(Session session, String path, Client client) {
        return HTTP.newWebSocketBuilder()
                .subprotocols("v1", "v2")
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create(url(session).replace("http:", "ws:") + path), client)
                .join();
    }

    private String url(Session session) {
        return Objects.requireNonNull(edge).urlFor(session, "api");
    }

    private Vcr offline() throws Exception {
        api.stop();
        return vcr.toBuilder().mode(RecordMode.NONE).build();
    }

    private static final Use TALK = (socket, client) -> {
        assertThat(socket.getSubprotocol()).isEqualTo("v2");
        assertThat(client.next()).isEqualTo(HELLO);
        socket.sendText("a", true).join();
        assertThat(client.next()).isEqualTo("you said a");
        socket.sendText("b".repeat(50_000), true).join();
        assertThat(client.next()).isEqualTo("you said " + "b".repeat(50_000));
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
        assertThat(client.next()).isEqualTo("010203");
        socket.sendText("end", true).join();
        assertThat(client.next()).isEqualTo("closed 4001 as told");
    };

    @Test
    void aConversationIsPassedOnAndReplayedWithoutTheApi() throws Exception {
        Report recorded = run(vcr, "/v1/realtime?model=small", TALK);
        Report replayed = run(offline(), "/v1/realtime?model=small", TALK);

        assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
        assertThat(sockets).hasValue(1);
    }

    @Test
    void aMessageThatDiffersClosesTheSocketOfTheClient() throws Exception {
        run(vcr, "/talk", TALK);

        Report report = run(offline(), "/talk", (socket, client) -> {
            client.next();
            socket.sendText("another", true).join();
            assertThat(client.next()).startsWith("closed 1008 VCR: The client sends another message");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aHandshakeThatIsNotRecordedIsRefused() throws Exception {
        Vcr none = offline();

        assertThat(refused(none, "/talk")).contains("400");
    }

    @Test
    void aHandshakeThatTheApiRejectsHasItsStatusAndBodyLiveAndInAReplay() throws Exception {
        Vcr errors = vcr.toBuilder().record(Recorded.ERRORS).build();

        assertThat(refused(errors, "/forbidden")).isEqualTo("status 403 h\u00e9las");
        assertThat(refused(offline().toBuilder().record(Recorded.ERRORS).build(), "/forbidden"))
                .isEqualTo("status 403 h\u00e9las");
    }

    @Test
    void aHandshakeThatReachesNoApiIsA502() throws Exception {
        api.stop();

        assertThat(refused(vcr, "/talk")).contains("status 502", "There is no response of ws://127.0.0.1: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET %s/talk HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "GET %s/talk HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                "POST %s/talk HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            })
    void aHandshakeThatIsNotValidReachesNoApi(String handshake) throws Exception {
        Session session = vcr.open("edge/socket");
        String url = url(session);
        try (RawClient client = RawClient.connect(url)) {
            client.send(handshake.formatted(URI.create(url).getRawPath()));

            assertThat(client.status()).isEqualTo(400);
        }
        assertThat(sockets).hasValue(0);
        assertThat(session.finish(Outcome.PASSED).counts().live()).isZero();
    }

    private String refused(Vcr configured, String path) throws Exception {
        try {
            Session session = configured.open("edge/socket");
            try {
                connect(session, path, new Client());
            } finally {
                session.finish(Outcome.PASSED);
            }
            return "opened";
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            return cause instanceof java.net.http.WebSocketHandshakeException rejected
                    ? "status " + rejected.getResponse().statusCode() + " "
                            + rejected.getResponse().body()
                    : String.valueOf(cause);
        }
    }

    @Test
    void aConversationThatTheClientClosesIsRecordedAndReplayed() throws Exception {
        Use talk = (socket, client) -> {
            client.next();
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").join();
            assertThat(client.next()).startsWith("closed 1000");
        };
        Report recorded = run(vcr, "/talk", talk);
        Report replayed = run(offline(), "/talk", talk);

        assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aConversationThatBreaksOffIsNotRecorded() throws Exception {
        assertThat(breakOff(vcr).counts().recorded()).isZero();
    }

    /** The client of the JDK loses the end of many such connections, and the message of some (InternalError). */
    @Test
    void theClientLearnsOfAnEndThatComesRightBehindAMessage() throws Exception {
        String lastWords = "\u0081\nlast words";
        List<String> rests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Session session = vcr.open("edge/socket " + i);
            try (RawClient client = RawClient.upgrade(url(session) + "/talk")) {
                assertThat(client.status()).isEqualTo(101);
                assertThat(client.text(2 + HELLO.length())).endsWith(HELLO);
                client.send("\u0081\u008d\0\0\0\0say and break"); // a text with a mask

                rests.add(client.rest());
            } finally {
                session.finish(Outcome.FAILED);
            }
        }
        assertThat(rests).isSubsetOf("", lastWords).contains(lastWords);
    }

    @Test
    void anApiThatDoesNotReadForAWhileKeepsItsSocket() throws Exception {
        Report report = run(vcr, "/talk", (socket, client) -> {
            client.next();
            socket.sendText("read on later", true).join();
            for (int i = 0; i < 400; i++) {
                socket.sendBinary(ByteBuffer.allocate(60_000), true).join();
            }
            socket.sendText("still there?", true).join();

            for (int left = 400 * 60_000; left > 0; ) {
                left -= client.next().length() / 2; // hexadecimal, in the parts in which it comes
            }
            assertThat(client.next()).isEqualTo("you said still there?");
        });

        assertThat(report.counts().dropped()).doesNotContainKey("no response");
    }

    @Test
    void aConversationThatBrokeOffBreaksOffInAReplay() throws Exception {
        Vcr errors = vcr.toBuilder().record(Recorded.ERRORS).build();

        Report recorded = breakOff(errors);
        Report replayed = breakOff(offline().toBuilder().record(Recorded.ERRORS).build());

        assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
    }

    /** The client of the JDK would lose an end that comes with a message. */
    private Report breakOff(Vcr configured) throws Exception {
        Session session = configured.open("edge/socket");
        try (RawClient client = RawClient.upgrade(url(session) + "/talk")) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.text(2 + HELLO.length())).endsWith(HELLO);
            client.send("\u0081\u0085\0\0\0\0break"); // a text with a mask
            assertThat(client.rest()).isEmpty(); // no closing frame
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    @Test
    void aMessageOverTheLimitIsPassedOnAndNotRecorded() throws Exception {
        Vcr small =
                vcr.toBuilder().limits(Limits.DEFAULT.withMaxBodyBytes(60_000)).build();

        Report report = run(small, "/talk", (socket, client) -> {
            client.next();
            socket.sendText("b".repeat(50_000), true).join();
            assertThat(client.next()).isEqualTo("you said " + "b".repeat(50_000));
            socket.sendText("end", true).join();
            assertThat(client.next()).isEqualTo("closed 4001 as told");
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("conversation over maxBodyBytes", 1));
    }
}
