package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Verdict;
import io.vcr.spi.Episode.Close;
import io.vcr.testkit.SocketEvent.Closed;
import io.vcr.testkit.SocketEvent.Failed;
import io.vcr.testkit.SocketEvent.Rejected;
import io.vcr.testkit.SocketEvent.Text;
import io.vcr.testkit.internal.Threads;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for the end of a socket: S7 to S11. */
abstract class ClosingRules extends ConversationRules {

    /** The code with which some clients report a lost connection (RFC 6455, section 7.1.5). */
    private static final int LOST = 1006;

    @Test
    @DisplayName("S7 The code and the reason with which the server closes are the same live and in replay")
    void s7TheCodeOfTheServerIsTheSame() throws Exception {
        serve(socket -> {
            socket.text("bye");
            socket.close(4001, "gone for lunch, \u00e9");
            socket.finish();
        });

        AllWays seen = allWays(Talk::finish);

        assertThat(seen.bare()).last().isEqualTo(new Closed(4001, "gone for lunch, \u00e9"));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        Close close = Objects.requireNonNull(seen.conversation().close());
        assertThat(close.sent()).isFalse();
        assertThat(close.code()).isEqualTo(4001);
    }

    @Test
    @DisplayName("S7 A close message without a code stays without a code")
    void s7ACloseWithoutACodeStaysWithoutACode() throws Exception {
        serve(socket -> {
            socket.close(LoopbackSocket.NO_CODE, "");
            socket.finish();
        });

        AllWays seen = allWays(Talk::finish);

        assertThat(seen.bare()).last().isEqualTo(new Closed(LoopbackSocket.NO_CODE, ""));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("S8 The close message of the client reaches the server, and is answered live and in replay")
    void s8TheCloseOfTheClientIsAnswered() throws Exception {
        LinkedBlockingQueue<LoopbackSocket.Message> received = new LinkedBlockingQueue<>();
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            LoopbackSocket.Message close = socket.receiveClose();
            received.add(close);
            socket.close(close.code(), close.text());
            socket.awaitEnd();
        });

        AllWays seen = allWays(talk -> {
            talk.say("a").text();
            talk.close(3001, "enough").finish();
        });

        assertThat(received).hasSize(2).allSatisfy(close -> {
            assertThat(close.code()).isEqualTo(3001);
            assertThat(close.text()).isEqualTo("enough");
        });
        assertThat(seen.bare()).last().isEqualTo(new Closed(3001, "enough"));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        Close close = Objects.requireNonNull(seen.conversation().close());
        assertThat(close.sent()).isTrue();
        assertThat(close.code()).isEqualTo(3001);
    }

    @Test
    @DisplayName("S8 Messages that arrive after the client has closed reach the application live and in replay")
    void s8WhatArrivesAfterTheCloseOfTheClientReachesTheApplication() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.receiveClose();
            socket.text("one more thing");
            socket.close(1000, "");
            socket.awaitEnd();
        });

        AllWays seen = allWays(talk -> {
            talk.say("a").text();
            talk.close(1000, "").finish();
        });

        assertThat(seen.bare().subList(1, 4))
                .containsExactly(new Text("hello, a"), new Text("one more thing"), new Closed(1000, ""));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("S8 A client that closes before the end of a recorded conversation is answered")
    void s8AClientMayCloseBeforeTheEnd() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.text("hello again, " + socket.receiveText());
            socket.close(1000, "");
            socket.finish();
        });
        recorded(request(), talk -> {
            talk.say("a").text();
            talk.say("a").finish();
        });

        Replayed replayed = replayed(request(), talk -> {
            talk.say("a").text();
            talk.close(1001, "leaving").finish();
        });

        assertThat(replayed.last()).isEqualTo(new Closed(1001, "leaving"));
    }

    @Test
    @DisplayName("S8 The client accepts no message after its close message")
    void s8NothingIsSentAfterTheClose() throws Exception {
        serve(socket -> {
            LoopbackSocket.Message close = socket.receiveClose();
            socket.close(close.code(), close.text());
            socket.awaitEnd();
        });
        Speaking speaking = talk -> {
            talk.close(1000, "");
            assertThat(talk.refuses("too late")).isTrue();
            talk.finish();
            assertThat(talk.refuses("much too late")).isTrue();
        };

        AllWays seen = allWays(speaking);

        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.messages()).isEmpty();
    }

    @Test
    @DisplayName("S9 A connection that is cut fails unchanged, and its conversation is not recorded as whole")
    void s9ACutConversationIsDropped() throws Exception {
        Speaking speaking = untilItIsCut();
        List<SocketEvent> bare = talk(bare(), request(), speaking);
        List<SocketEvent> live = new ArrayList<>();

        Report report = record(client -> live.addAll(talk(client, request(), speaking)));

        assertThat(bare).last().matches(end -> end instanceof Failed || end.equals(new Closed(LOST, "")));
        assertThat(live).isEqualTo(bare);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("S9 A connection that is cut is cut at the same message in a replay, if failures are recorded")
    void s9ACutConversationIsReplayed() throws Exception {
        vcr = vcr.toBuilder().record(Recorded.ERRORS).build();
        List<SocketEvent> live = recorded(request(), untilItIsCut());

        Replayed replayed = replayed(request(), talk -> talk.say("a").finish());

        assertThat(live).hasSize(3);
        assertThat(replayed.events()).isEqualTo(live);
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
    }

    /**
     * The client's side of a conversation that the server cuts after its first answer. The client of the JDK loses an end
     * that arrives before it waits for the next message, so the server cuts a little later.
     */
    private Speaking untilItIsCut() throws Exception {
        CyclicBarrier cut = new CyclicBarrier(2);
        serve(socket -> {
            socket.text("half of it, " + socket.receiveText());
            meet(cut);
        });
        server.on("/other", (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            socket.text(socket.receiveText());
        });
        SocketClient other = bare();
        return talk -> {
            talk.say("a").text();
            for (int i = 0; i < 5; i++) {
                Talk.begin(other, request("/other")).say("a").text();
            }
            meet(cut);
            talk.finish();
        };
    }

    private static void meet(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    @Test
    @DisplayName("S9 A handshake that fails reaches the application unchanged, and is not recorded")
    void s9AFailedHandshakeReachesTheApplicationUnchanged() throws Exception {
        SocketRequest request = request();
        server.close();
        List<SocketEvent> bare = talk(bare(), request, Talk::finish);
        List<SocketEvent> live = new ArrayList<>();

        Report report = record(client -> live.addAll(talk(client, request, Talk::finish)));

        assertThat(bare).hasSize(1).last().isInstanceOf(Failed.class);
        assertThat(live).isEqualTo(bare);
        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("S10 A conversation whose socket is open when the test ends is recorded up to there")
    void s10AnOpenSocketIsRecordedUpToTheEndOfTheTest() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.receive();
        });
        Speaking speaking = talk -> talk.say("a").text();
        List<SocketEvent> live = recorded(request(), speaking);

        Replayed replayed = replayed(request(), speaking);

        assertThat(live).hasSize(2);
        assertThat(replayed.events()).isEqualTo(live);
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName(
            "S10 A conversation that the application cancels is recorded up to there, and ends silently in a replay")
    void s10ACancelledConversationIsRecordedUpToThere() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.receive();
        });
        Speaking speaking = talk -> {
            talk.say("a").text();
            talk.cancel();
        };
        Report recorded = record(client -> talk(client, request(), speaking));

        Replayed replayed = replayed(request(), speaking);

        assertThat(recorded.counts().recorded()).isEqualTo(1);
        assertThat(replayed.events()).element(1).isEqualTo(new Text("hello, a"));
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("S10 The conversation of a test that fails is not recorded")
    void s10AFailedTestRecordsNoConversation() throws Exception {
        serve(socket -> {
            socket.text("hello");
            socket.close(1000, "");
            socket.finish();
        });
        Session session = vcr.open(CASSETTE);

        talk(made(new Attachment.Explicit(session)), request(), Talk::finish);
        session.finish(Outcome.FAILED);

        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("S11 A rejected handshake is an ordinary exchange with status and body")
    void s11ARejectedHandshakeIsAnOrdinaryExchange() throws Exception {
        reject();
        vcr = vcr.toBuilder().record(Recorded.ERRORS).build();

        AllWays seen = allWays(Talk::finish);

        assertThat(seen.bare()).hasSize(1).last().isInstanceOf(Rejected.class);
        assertThat(((Rejected) seen.bare().get(0)).status()).isEqualTo(401);
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.episode().response().status()).isEqualTo(401);
        assertThat(seen.episode().conversation()).isNull();
    }

    @Test
    @DisplayName("S11 A rejected handshake reaches the application unchanged, and is dropped by default")
    void s11ARejectedHandshakeIsDroppedByDefault() throws Exception {
        reject();
        List<SocketEvent> bare = talk(bare(), request(), Talk::finish);
        List<SocketEvent> live = new ArrayList<>();

        Report report = record(client -> live.addAll(talk(client, request(), Talk::finish)));

        assertThat(live).isEqualTo(bare);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("status 401", 1));
    }

    private void reject() {
        server.on(
                PATH,
                (request, wire) -> wire.respond(
                        "401 Unauthorized",
                        "Content-Type: application/json\nX-A: 1",
                        "{\"error\":{\"message\":\"Bad key\"}}"));
    }
}
