package io.vcr.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Filter;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SocketPlaybackTest {

    private static final CassetteId ID = CassetteId.of("socket");
    private static final HttpRequest HANDSHAKE = new HttpRequest("GET", Uri.of("wss://h/"), Headers.EMPTY, Body.EMPTY);
    private static final HttpResponse SWITCHING =
            new HttpResponse(101, "Switching Protocols", Headers.of("Upgrade", "websocket"), Body.EMPTY);

    /** A filter of messages that the client sends. */
    private interface Work {
        void run() throws Exception;
    }

    private static Filter onMessages(Work work) {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                if (!request.body().isEmpty()) {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
                return request;
            }
        };
    }

    private static Session session(Filter filter, Message... messages) throws IOException {
        Persister store = Persisters.inMemory();
        Conversation recorded = new Conversation(List.of(messages), new Close(false, 1000, "", Duration.ZERO));
        Episode episode = new Episode(HANDSHAKE, SWITCHING, Instant.EPOCH, null, null).withConversation(recorded);
        store.save(Cassette.of(ID, List.of(episode)));
        return Vcr.builder(store)
                .mode(RecordMode.NONE)
                .environment(Map.of())
                .filters(List.of(filter))
                .build()
                .open(ID);
    }

    private static SocketPlayback playback(Session session, SocketPlayback.Receiver receiver) throws IOException {
        Answer answer = Answer.to(session.decide(HANDSHAKE), () -> HANDSHAKE, SocketPlaybackTest.class.getClassLoader())
                .orElseThrow();
        SocketPlayback playback = SocketPlayback.of(answer, receiver);
        playback.request(Long.MAX_VALUE);
        return playback;
    }

    private static Message sent(String text) {
        return new Message(true, true, Body.of(text), Duration.ZERO);
    }

    private static Message received(String text) {
        return new Message(false, true, Body.of(text), Duration.ZERO);
    }

    @Test
    void aFilterThatThrowsFailsTheConversationAndNotTheSend() throws Exception {
        Session session = session(
                onMessages(() -> {
                    throw new UnsupportedOperationException("not this one");
                }),
                sent("hi"),
                received("hello"));
        Events events = new Events();
        SocketPlayback playback = playback(session, events);
        playback.start();

        playback.send("hi");

        assertThat(events.next())
                .startsWith("failed The request cannot be compared: GET wss://h/")
                .contains("failed with IllegalStateException");
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(report.refusals()).hasSize(1);
    }

    @Test
    void aFilterIsCalledWithoutALock() throws Exception {
        AtomicReference<SocketPlayback> used = new AtomicReference<>();
        Session session = session(
                onMessages(() ->
                        CompletableFuture.runAsync(() -> used.get().request(1)).get(10, TimeUnit.SECONDS)),
                sent("hi"),
                received("hello"));
        Events events = new Events();
        SocketPlayback playback = playback(session, events);
        used.set(playback);
        playback.start();

        playback.send("hi");

        assertThat(events.next()).isEqualTo("hello");
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void theServerClosesBehindItsLastMessage() throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            messages.add(sent("ask " + i));
            messages.add(received("answer " + i));
        }
        Session session = session(onMessages(() -> {}), messages.toArray(Message[]::new));
        Events events = new Events();
        SocketPlayback playback = playback(session, events);
        playback.start();

        for (int i = 0; i < 1_000; i++) {
            playback.send("ask " + i);
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(events.next()).isEqualTo("answer " + i);
        }
        assertThat(events.next()).isEqualTo("closed 1000");
        session.finish(Outcome.PASSED);
    }

    @Test
    void aPlaybackThatIsStartedOnAThreadDeliversOnIt() throws Exception {
        Session session = session(onMessages(() -> {}), received("hello"));
        List<Thread> threads = new ArrayList<>();
        SocketPlayback playback = playback(session, new Events() {
            @Override
            public void message(Message message) {
                threads.add(Thread.currentThread());
            }
        });

        playback.startOnThisThread();

        assertThat(threads).containsExactly(Thread.currentThread());
        session.finish(Outcome.PASSED);
    }

    /** What the client gets. */
    private static class Events implements SocketPlayback.Receiver {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void message(Message message) {
            events.add(message.data().text().orElse(""));
        }

        @Override
        public void closed(int code, String reason) {
            events.add("closed " + code);
        }

        @Override
        public void failed(IOException failure) {
            events.add("failed " + failure.getMessage());
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(30, TimeUnit.SECONDS));
        }
    }
}
