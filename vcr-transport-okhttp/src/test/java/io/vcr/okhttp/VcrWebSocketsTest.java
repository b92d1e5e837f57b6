package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the WebSockets of OkHttp do that others do not. */
class VcrWebSocketsTest {

    private final LoopbackServer server = LoopbackServer.start();
    private final Persister persister = Persisters.inMemory();
    private final Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();
    private final OkHttpClient plain = new OkHttpClient();

    @AfterEach
    void close() {
        server.close();
        plain.dispatcher().executorService().shutdown();
    }

    @Test
    void messagesThatAreSentBeforeTheSocketIsOpenAreRecorded() throws Exception {
        server.on("/socket", (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            String first = socket.receiveText();
            socket.text(first + " and " + socket.receiveText());
            socket.close(1000, "");
            socket.finish();
        });
        List<String> live = new ArrayList<>();
        List<String> replayed = new ArrayList<>();

        run(vcr, session -> live.add(twoAtOnce(session)));
        server.close();
        Report report = run(vcr.toBuilder().mode(RecordMode.NONE).build(), session -> replayed.add(twoAtOnce(session)));

        assertThat(live).containsExactly("one and two");
        assertThat(replayed).isEqualTo(live);
        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(Objects.requireNonNull(persister
                                .load(CassetteId.of("sockets"))
                                .orElseThrow()
                                .episodes()
                                .get(0)
                                .conversation())
                        .messages())
                .extracting(Message::sent)
                .containsExactly(true, true, false);
    }

    private String twoAtOnce(Session session) throws InterruptedException {
        LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        String url = server.url("/socket").replaceFirst("^http", "ws");
        WebSocket socket = VcrWebSockets.of(session, plain)
                .newWebSocket(new Request.Builder().url(url).build(), new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket socket, String text) {
                        texts.add(text);
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        socket.close(1000, null);
                    }

                    @Override
                    public void onClosed(WebSocket socket, int code, String reason) {
                        closed.add(code);
                    }
                });
        assertThat(socket.send("one")).isTrue();
        assertThat(socket.send("two")).isTrue();
        assertThat(closed.poll(30, TimeUnit.SECONDS)).isEqualTo(1000);
        return String.valueOf(texts.poll());
    }

    /** As one in Kotlin may. */
    @Test
    void aListenerThatThrowsACheckedExceptionFailsItsSocket() throws Exception {
        server.on("/socket", (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            socket.text("hello");
            socket.text("again");
            socket.finish();
        });
        run(vcr, session -> {
            CountDownLatch received = new CountDownLatch(2);
            WebSocket opened = open(session, new WebSocketListener() {
                @Override
                public void onMessage(WebSocket socket, String text) {
                    received.countDown();
                }
            });
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
            opened.cancel();
        });
        LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();

        run(vcr.toBuilder().mode(RecordMode.NONE).build(), session -> {
            open(session, new WebSocketListener() {
                @Override
                public void onMessage(WebSocket socket, String text) {
                    throwUnchecked(new IOException("of the listener"));
                }

                @Override
                public void onFailure(WebSocket socket, Throwable failure, Response response) {
                    failures.add(String.valueOf(failure.getMessage()));
                }
            });
            assertThat(failures.poll(10, TimeUnit.SECONDS)).isEqualTo("of the listener");
        });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void throwUnchecked(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void aCancelReachesTheListenerWhenItHasHandledItsMessage() throws Exception {
        server.on("/socket", (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            socket.text("hello");
            socket.finish();
        });
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Work cancelling = session -> {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch failed = new CountDownLatch(1);
            WebSocket opened = open(session, new WebSocketListener() {
                @Override
                public void onMessage(WebSocket socket, String text) {
                    begun.countDown();
                    try {
                        events.add(failed.await(200, TimeUnit.MILLISECONDS) ? "failed meanwhile" : text);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }

                @Override
                public void onFailure(WebSocket socket, Throwable failure, Response response) {
                    failed.countDown();
                }
            });
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            opened.cancel();
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        };

        run(vcr, cancelling);
        run(vcr.toBuilder().mode(RecordMode.NONE).build(), cancelling);

        assertThat(events).containsExactly("hello", "hello");
    }

    private WebSocket open(Session session, WebSocketListener listener) {
        String url = server.url("/socket").replaceFirst("^http", "ws");
        return VcrWebSockets.of(session, plain)
                .newWebSocket(new Request.Builder().url(url).build(), listener);
    }

    private interface Work {
        void in(Session session) throws Exception;
    }

    private static Report run(Vcr configured, Work work) throws Exception {
        Session session = configured.open("sockets");
        try {
            work.in(session);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
