package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Refusal;
import io.vcr.Repeats;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.spi.Episode;
import io.vcr.testkit.SocketEvent.Failed;
import io.vcr.testkit.SocketEvent.Rejected;
import io.vcr.testkit.SocketEvent.Text;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The contract of an adapter for a client of WebSockets, as tests. Extend it, override {@link #client} and run it.
 *
 * <p>The name of each test begins with its rule:
 *
 * <ul>
 *   <li>S1 a conversation is the same without the recorder, with it and in replay; S2 so is the handshake, for the server
 *       and for the application; S3 the fragments of a message are one message; S4 in a replay the server answers a message
 *       after the client has sent it; S5 the next event waits until the application is done with the one before; S6 pings
 *       and pongs work, and are not recorded;
 *   <li>S7 the code and the reason with which the server closes are the same; S8 the close message of the client is
 *       answered; S9 a conversation that is cut is not recorded as whole; S10 a conversation that is open when the test
 *       ends is recorded up to there; S11 a rejected handshake is an ordinary exchange;
 *   <li>S12 a message that differs from the recorded one fails the socket; S13 a refusal of a handshake is as configured;
 *       S14 a replay opens no socket, and a refusal neither; S15 secrets are not stored, and a replay works without them;
 *       S16 parallel conversations on one client do not mix; S17 outside any session a shared client changes nothing; S18 a
 *       replayed socket that waits for its client holds no thread.
 * </ul>
 *
 * <p>Each test has its own instance, server and store. A shared client uses all sessions of the JVM, so the contracts run
 * one test at a time. Other tests of the module should not open sessions in parallel.
 */
@ResourceLock("io.vcr.OpenSessions")
public abstract class SocketContract extends ClosingRules {

    private static final int CONVERSATIONS = 64;
    private static final int TURNS = 10;
    private static final String RECORDED = "{\"type\":\"ask\",\"text\":\"What is a VCR?\",\"tags\":[1,2]}";

    /** For subclasses. */
    protected SocketContract() {}

    @Test
    @DisplayName("S12 JSON messages are compared by value")
    void s12JsonIsComparedByValue() throws Exception {
        recordOneQuestion();

        Replayed replayed = replayed(
                request(),
                talk -> talk.say("{ \"tags\": [1, 2.0], \"text\": \"What is a VCR?\", \"type\": \"ask\" }")
                        .finish());

        assertThat(replayed.events()).contains(new Text("A recorder."));
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("S12 A message that differs fails the socket, with the difference in the exception")
    void s12AMessageThatDiffersFailsTheSocket() throws Exception {
        recordOneQuestion();

        Replayed replayed = replayed(
                request(),
                talk -> unlessRefused(talk, RECORDED.replace("a VCR", "a TV")).finish());

        assertRefused(replayed, "message 1 of the client", "$.text", "What is a TV?");
    }

    @Test
    @DisplayName("S12 A message after the last recorded one fails the socket")
    void s12AMessageMoreThanRecordedFailsTheSocket() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.receive();
        });
        recorded(request(), talk -> talk.say("a").text());

        Replayed replayed = replayed(request(), talk -> {
            talk.say("a").text();
            unlessRefused(talk, "and now something else").finish();
        });

        assertRefused(replayed, "message 2 of the client", "recorded nothing more");
    }

    @Test
    @DisplayName("S12 Bytes do not match a text")
    void s12BytesDoNotMatchAText() throws Exception {
        recordOneQuestion();

        Replayed replayed = replayed(request(), talk -> {
            try {
                talk.say(Body.of(RECORDED));
            } catch (IOException e) {
                // the client throws what the application gets as an event too
            }
            talk.finish();
        });

        assertRefused(replayed, "message 1 of the client", "recorded a text, sent bytes");
    }

    @Test
    @DisplayName("S14 Nothing of a refused conversation reaches a server")
    void s14ARefusedConversationReachesNobody() throws Exception {
        recordOneQuestion();
        int connections = server.connections();

        Report report = run(
                vcr.toBuilder().mode(RecordMode.NONE).build(),
                client -> talk(
                        client,
                        request(),
                        talk -> unlessRefused(talk, "something else").finish()));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(server.connections()).isEqualTo(connections);
    }

    /** Sends a text. Some clients throw the refusal, and all report it. */
    private static Talk unlessRefused(Talk talk, String text) {
        talk.refuses(text);
        return talk;
    }

    private void recordOneQuestion() throws Exception {
        serve(socket -> {
            socket.receive();
            socket.text("A recorder.");
            socket.close(1000, "");
            socket.finish();
        });
        recorded(request(), talk -> talk.say(RECORDED).finish());
    }

    private static void assertRefused(Replayed replayed, String... parts) {
        assertThat(replayed.last()).isInstanceOf(Failed.class);
        assertThat(((Failed) replayed.last()).message()).contains(parts);
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(replayed.report().refusals()).hasSize(1).first().asString().contains(parts);
    }

    @Test
    @DisplayName("S13 A refused handshake is answered with 400 and the message, once, and reaches no server")
    void s13ARefusedHandshakeAnswers400() throws Exception {
        vcr = vcr.toBuilder().mode(RecordMode.NONE).build();
        List<SocketEvent> events = new ArrayList<>();

        Report report = record(client -> events.addAll(talk(client, request(), Talk::finish)));

        assertThat(events).hasSize(1).last().isInstanceOf(Rejected.class);
        assertThat(((Rejected) events.get(0)).status()).isEqualTo(400);
        assertThat(((Rejected) events.get(0)).body().text())
                .hasValueSatisfying(text -> assertThat(text).contains("\"message\":\"Nothing is recorded for GET "));
        assertThat(report.counts().refused()).isEqualTo(1);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("S13 A refused handshake fails with the message if it is configured to")
    void s13ARefusedHandshakeFailsIfSoConfigured() throws Exception {
        vcr = vcr.toBuilder().mode(RecordMode.NONE).refusal(Refusal.EXCEPTION).build();
        List<SocketEvent> events = new ArrayList<>();

        Report report = record(client -> events.addAll(talk(client, request(), Talk::finish)));

        assertThat(events).hasSize(1).last().isInstanceOf(Failed.class);
        assertThat(((Failed) events.get(0)).message()).contains("Nothing is recorded for GET ");
        assertThat(report.counts().refused()).isEqualTo(1);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("S13 A handshake after the end of its session is refused")
    void s13AHandshakeAfterTheEndOfItsSessionIsRefused() throws Exception {
        Session session = vcr.open(CASSETTE);
        SocketClient client = made(new Attachment.Explicit(session));
        session.finish(Outcome.PASSED);

        List<SocketEvent> events = talk(client, request(), Talk::finish);

        assertThat(events).hasSize(1).last().isInstanceOf(Rejected.class);
        assertThat(((Rejected) events.get(0)).body().text())
                .hasValueSatisfying(text -> assertThat(text).contains("The session has ended before GET "));
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("S14 A replay opens no socket")
    void s14AReplayOpensNoSocket() throws Exception {
        recordOneQuestion();
        int connections = server.connections();

        // The server listens, and the client is new, so it has no connection yet.
        Report report = run(
                vcr.toBuilder().mode(RecordMode.NONE).build(),
                client -> assertThat(talk(
                                client, request(), talk -> talk.say(RECORDED).finish()))
                        .contains(new Text("A recorder.")));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(server.connections()).isEqualTo(connections);
    }

    @Test
    @DisplayName("S15 Secrets of the handshake and of messages are not stored, and a replay works without them")
    void s15SecretsAreNotStored() throws Exception {
        String key = "ab12cd34ef56ab12cd34ef56";
        String token = "9f8e7d6c5b4a39281706f5e4";
        serve(socket -> {
            socket.receive();
            socket.text("{\"access_token\":\"" + token + "\"}");
            socket.text("{\"echo\":" + socket.receiveText() + "}");
            socket.close(1000, "");
            socket.finish();
        });

        List<SocketEvent> live = recorded(request().with("X-Api-Key", key), talk -> login(talk, key));
        String stored = text(stored().get(0));
        String other = "1029384756afbecd1029384756";
        Replayed replayed = replayed(request().with("X-Api-Key", other), talk -> login(talk, other));

        assertThat(live).hasSize(4);
        assertThat(stored).doesNotContain(key, token).contains("access_token");
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
        assertThat(replayed.events()).hasSize(4);
    }

    /** Sends the key of the handshake under a name that tells nothing, and then the token that the server has given. */
    private static void login(Talk talk, String key) throws IOException {
        String token = talk.say("{\"user\":\"" + key + "\"}").text().replaceAll(".*:\"|\".*", "");
        talk.say("{\"token\":\"" + token + "\"}").finish();
    }

    private static String text(Episode episode) {
        StringBuilder text = new StringBuilder(episode.request().uri().text());
        episode.request().headers().forEach((name, value) -> text.append('\n').append(value));
        episode.response().headers().forEach((name, value) -> text.append('\n').append(value));
        Objects.requireNonNull(episode.conversation())
                .messages()
                .forEach(message ->
                        text.append('\n').append(message.data().text().orElse("")));
        return text.toString();
    }

    @Test
    @DisplayName("S16 Parallel conversations on one shared client record their own episodes, and replay them")
    void s16ParallelConversationsDoNotMix() throws Exception {
        server.on(PATH, (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            for (int turn = 0; turn < TURNS; turn++) {
                socket.text(request.target() + " " + socket.receiveText());
            }
            socket.close(1000, "");
            socket.finish();
        });
        SocketClient shared = ambient();

        List<Report> recorded = threads.inParallel(CONVERSATIONS, number -> conversation(vcr, shared, number));
        server.close();
        Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
        List<Report> replayed = threads.inParallel(CONVERSATIONS, number -> conversation(none, shared, number));

        assertThat(recorded).extracting(Report::verdict).containsOnly(Verdict.MISS_RECORDED);
        for (int number = 0; number < CONVERSATIONS; number++) {
            List<Episode> stored = stored("parallel/" + number);
            assertThat(stored).hasSize(1);
            assertThat(stored.get(0).request().uri().query()).isEqualTo("number=" + number);
            assertThat(Objects.requireNonNull(stored.get(0).conversation()).messages())
                    .hasSize(2 * TURNS);
        }
        assertThat(replayed).extracting(Report::verdict).containsOnly(Verdict.HIT);
    }

    private Report conversation(Vcr configured, SocketClient shared, int number) throws Exception {
        Session session = configured.open("parallel/" + number);
        try {
            String target = PATH + "?number=" + number;
            Talk talk = Talk.begin(shared, request(target));
            for (int turn = 0; turn < TURNS; turn++) {
                assertThat(talk.say("turn " + turn).text()).isEqualTo(target + " turn " + turn);
            }
            talk.finish();
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    @Test
    @DisplayName("S17 Outside any session a shared client changes nothing, and removes the key header")
    void s17OutsideAnySessionNothingChanges() throws Exception {
        serve("Sec-WebSocket-Protocol: chat", socket -> {
            socket.text("hello, " + socket.receiveText());
            LoopbackSocket.Message close = socket.receiveClose();
            socket.close(close.code(), close.text());
            socket.awaitEnd();
        });
        SocketRequest request = request().with("X-A", "1").offering("chat");
        Speaking speaking = talk -> {
            talk.say("a").text();
            talk.close(1000, "").finish();
        };

        List<SocketEvent> bare = talk(bare(), request, speaking);
        List<SocketEvent> shared =
                talk(ambient(), request.with("X-A", "1", OpenSessions.KEY_HEADER, "some/cassette"), speaking);

        assertThat(shared).isEqualTo(bare);
        assertThat(comparable(server.requests().get(1)))
                .isEqualTo(comparable(server.requests().get(0)));
    }

    @Test
    @DisplayName("S17 The key header selects the session of a socket, and reaches neither the server nor the cassette")
    void s17TheKeyHeaderSelectsTheSession() throws Exception {
        serve(socket -> {
            socket.text("hello");
            socket.close(1000, "");
            socket.finish();
        });
        List<Session> open = threads.inParallel(2, thread -> vcr.open("keyed/" + thread));

        talk(ambient(), request().with(OpenSessions.KEY_HEADER, "keyed/1"), Talk::finish);
        List<Report> reports =
                open.stream().map(session -> session.finish(Outcome.PASSED)).toList();

        assertThat(reports).extracting(Report::verdict).containsExactly(Verdict.NOOP, Verdict.MISS_RECORDED);
        assertThat(server.request().headers().contains(OpenSessions.KEY_HEADER)).isFalse();
        assertThat(stored("keyed/1").get(0).request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
    }

    @Test
    @DisplayName("S18 A replayed socket that waits for its client holds no thread")
    void s18AWaitingSocketHoldsNoThread() throws Exception {
        serve(socket -> {
            socket.text("hello");
            socket.text(socket.receiveText());
            socket.close(1000, "");
            socket.finish();
        });
        recorded(request(), talk -> {
            talk.text();
            talk.say("a").finish();
        });
        vcr = vcr.toBuilder().repeats(Repeats.LAST).build();

        replay(client -> {
            Set<Thread> before = Thread.getAllStackTraces().keySet(); // some of them may end in the meantime
            List<Talk> waiting = new ArrayList<>();
            for (int i = 0; i < CONVERSATIONS; i++) {
                Talk talk = Talk.begin(client, request());
                talk.text();
                waiting.add(talk);
            }
            Set<Thread> more = new HashSet<>(Thread.getAllStackTraces().keySet());
            more.removeAll(before);
            assertThat(more).hasSizeLessThan(CONVERSATIONS / 2);
            for (Talk talk : waiting) {
                talk.say("a").finish();
            }
        });
    }
}
