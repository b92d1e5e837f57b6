package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Episode.Message;
import io.vcr.testkit.SocketEvent.Binary;
import io.vcr.testkit.SocketEvent.Closed;
import io.vcr.testkit.SocketEvent.Opened;
import io.vcr.testkit.SocketEvent.Text;
import io.vcr.testkit.internal.Threads;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for handshakes and messages: S1 to S6. */
abstract class ConversationRules extends SocketSubject {

    private static final int LARGE = 300_000;

    @Test
    @DisplayName("S1 A conversation is the same without the recorder, with it and in replay")
    void s1AConversationIsTheSameLiveAndInReplay() throws Exception {
        serve(socket -> {
            socket.text("hello, " + socket.receiveText());
            socket.text("");
            socket.text("what about h\u00e9 and \ud83d\ude80, " + socket.receiveText() + "?");
            socket.close(1000, "enough");
            socket.finish();
        });

        AllWays seen = allWays(talk -> {
            talk.say("{\"name\":\"a\"}").text();
            talk.text();
            talk.say("b").finish();
        });

        assertThat(seen.bare()).hasSize(5).last().isEqualTo(new Closed(1000, "enough"));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.messages())
                .containsExactly(
                        "> {\"name\":\"a\"}",
                        "< hello, {\"name\":\"a\"}",
                        "< ",
                        "> b",
                        "< what about h\u00e9 and \ud83d\ude80, b?");
    }

    @Test
    @DisplayName("S1 Binary messages are equal byte by byte, and are not taken for texts")
    void s1BinaryMessagesAreEqualToTheByte() throws Exception {
        Body bytes = random(1000);
        serve(socket -> {
            socket.binary(socket.receive().body().bytes());
            socket.binary("text".getBytes(StandardCharsets.UTF_8));
            socket.binary(new byte[0]);
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(talk -> talk.say(bytes).finish());

        assertThat(seen.bare().subList(1, 4))
                .containsExactly(new Binary(bytes), new Binary(Body.of("text")), new Binary(Body.EMPTY));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.conversation().messages())
                .extracting(Message::text)
                .containsExactly(false, false, false, false);
    }

    @Test
    @DisplayName("S1 Large messages arrive whole")
    void s1LargeMessagesArriveWhole() throws Exception {
        Body bytes = random(LARGE);
        String text = "\u00e9".repeat(LARGE);
        serve(socket -> {
            socket.text(socket.receiveText());
            socket.binary(socket.receive().body().bytes());
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(talk -> talk.say(text).say(bytes).finish());

        assertThat(seen.bare().subList(1, 3)).containsExactly(new Text(text), new Binary(bytes));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    private static Body random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Body.of(bytes);
    }

    @Test
    @DisplayName("S2 The server sees the same handshake with and without the recorder")
    void s2TheServerSeesTheSameHandshake() throws Exception {
        serve("Sec-WebSocket-Protocol: chat.v2", socket -> {
            socket.close(1000, "");
            socket.finish();
        });
        SocketRequest request = request(PATH + "?a=1&b=%2F&a=2")
                .with("Authorization", "Bearer secret", "X-A", "1", "X-A", "2")
                .offering("chat.v1", "chat.v2");

        talk(bare(), request, Talk::finish);
        recorded(request, Talk::finish);

        List<Received> handshakes =
                server.requests().stream().map(SocketSubject::comparable).toList();
        assertThat(handshakes).hasSize(2);
        assertThat(handshakes.get(1)).isEqualTo(handshakes.get(0));
    }

    @Test
    @DisplayName("S2 The application sees the same response to the handshake live and in replay")
    void s2TheApplicationSeesTheSameHandshake() throws Exception {
        serve("Sec-WebSocket-Protocol: chat.v2\nX-A: 1\nX-B: a, b\nX-A: 2", socket -> {
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(request().offering("chat.v1", "chat.v2"), Talk::finish);

        assertThat(((Opened) seen.bare().get(0)).subprotocol()).isEqualTo("chat.v2");
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.episode().response().status()).isEqualTo(101);
        Headers shown = ((Opened) seen.bare().get(0)).headers();
        assertThat(seen.episode().response().headers().all("X-A")).isEqualTo(shown.all("X-A"));
    }

    @Test
    @DisplayName("S3 The fragments of a message are one message")
    void s3TheFragmentsOfAMessageAreOneMessage() throws Exception {
        byte[] text = "one, \u00e9, two, \ud83d\ude80".getBytes(StandardCharsets.UTF_8);
        serve(socket -> {
            byte[][] fragments = new byte[text.length][];
            for (int i = 0; i < text.length; i++) {
                fragments[i] = new byte[] {text[i]};
            }
            socket.fragments(fragments);
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(Talk::finish);

        assertThat(seen.bare().get(1)).isEqualTo(new Text(new String(text, StandardCharsets.UTF_8)));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.conversation().messages()).hasSize(1);
    }

    @Test
    @DisplayName("S4 Messages that the server sends first arrive before the client has sent anything")
    void s4WhatTheServerSendsFirstArrivesAtOnce() throws Exception {
        serve(socket -> {
            socket.text("welcome");
            socket.text("what is it?");
            socket.text("you said " + socket.receiveText());
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(talk -> {
            talk.text();
            talk.text();
            talk.say("nothing").finish();
        });

        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.messages()).containsExactly("< welcome", "< what is it?", "> nothing", "< you said nothing");
    }

    /** The other conversation gives a message that does not wait the time to arrive. */
    @Test
    @DisplayName("S4 In a replay the server answers a message after the client has sent it")
    void s4AnAnswerWaitsForTheMessageOfTheClient() throws Exception {
        serve(socket -> {
            socket.text("welcome");
            for (int i = 0; i < 3; i++) {
                socket.text("answer to " + socket.receiveText());
            }
            socket.close(1000, "");
            socket.finish();
        });
        record(client -> {
            for (String name : List.of("first", "second")) {
                Talk talk = Talk.begin(client, request(PATH + "?name=" + name));
                talk.text();
                for (int i = 0; i < 3; i++) {
                    talk.say(name + " " + i).text();
                }
                talk.finish();
            }
        });

        Report report = replay(client -> {
            Talk first = Talk.begin(client, request(PATH + "?name=first"));
            first.text();
            Talk second = Talk.begin(client, request(PATH + "?name=second"));
            second.text();
            for (int i = 0; i < 3; i++) {
                assertThat(first.texts()).hasSize(i + 1);
                assertThat(second.say("second " + i).text()).isEqualTo("answer to second " + i);
                assertThat(first.texts()).hasSize(i + 1);
                assertThat(first.say("first " + i).text()).isEqualTo("answer to first " + i);
            }
            second.finish();
            first.finish();
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("S4 A client may send all of its messages before it reads the answers")
    void s4AClientMaySendAllOfItsMessagesBeforeItReads() throws Exception {
        serve(socket -> {
            for (int i = 0; i < 3; i++) {
                socket.text("answer to " + socket.receiveText());
            }
            socket.close(1000, "");
            socket.finish();
        });
        recorded(request(), talk -> {
            for (int i = 0; i < 3; i++) {
                talk.say("message " + i).text();
            }
            talk.finish();
        });

        Replayed replayed = replayed(request(), talk -> {
            for (int i = 0; i < 3; i++) {
                talk.say("message " + i);
            }
            talk.finish();
        });

        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
        assertThat(replayed.events().subList(1, 4))
                .containsExactly(
                        new Text("answer to message 0"),
                        new Text("answer to message 1"),
                        new Text("answer to message 2"));
    }

    @Test
    @DisplayName("S5 The next event waits until the application is done with the one before")
    void s5TheNextEventWaitsForTheApplication() throws Exception {
        serve(socket -> {
            socket.receive(); // a client may report what comes before on the thread that connects, which must not wait
            for (int i = 0; i < 20; i++) {
                socket.text("message " + i);
            }
            socket.close(1000, "");
            socket.finish();
        });
        Use<SocketClient> slowly = client -> {
            Talk talk = Talk.beginSlowly(client, request()).say("begin");
            talk.text();
            Talk other = Talk.begin(client, request()).say("begin");
            other.finish();
            assertThat(talk.texts()).hasSize(1);
            talk.release();
            talk.finish();
            assertThat(talk.texts()).isEqualTo(other.texts()).hasSize(20);
            assertThat(talk.hasOverlapped()).isFalse();
        };

        slowly.with(bare());
        record(slowly);
        Report report = replay(slowly);

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("S6 Pings and pongs work as without the recorder, and are not recorded")
    void s6PingsAndPongsAreNotRecorded() throws Exception {
        LinkedBlockingQueue<LoopbackSocket.Message> pongs = new LinkedBlockingQueue<>();
        serve(socket -> {
            socket.ping("are you there?".getBytes(StandardCharsets.UTF_8));
            pongs.add(socket.receive());
            socket.text("good");
            socket.close(1000, "");
            socket.finish();
        });

        AllWays seen = allWays(Talk::finish);

        for (int i = 0; i < 2; i++) {
            LoopbackSocket.Message pong = pongs.poll(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(pong).isNotNull();
            assertThat(pong.kind()).isEqualTo(LoopbackSocket.Kind.PONG);
            assertThat(pong.text()).isEqualTo("are you there?");
        }
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.messages()).containsExactly("< good");
    }

    @Test
    @DisplayName("S6 The ping of an application is answered live and in replay")
    void s6ThePingOfAnApplicationIsAnswered() throws Exception {
        serve(socket -> {
            LoopbackSocket.Message close = socket.receiveClose();
            socket.close(close.code(), close.text());
            socket.awaitEnd();
        });
        Body ping = Body.of("are you there?");
        List<SocketEvent> pongs = new ArrayList<>();

        AllWays seen = allWays(talk -> {
            try {
                talk.ping(ping);
            } catch (UnsupportedOperationException e) {
                throw notApplicable(String.valueOf(e.getMessage()));
            }
            pongs.add(talk.next());
            talk.close(1000, "").finish();
        });

        assertThat(pongs).hasSize(3).containsOnly(new SocketEvent.Pong(ping));
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.messages()).isEmpty();
    }

    @Test
    @DisplayName("S1 Equal handshakes are replayed in their order")
    void s1EqualHandshakesAreReplayedInTheirOrder() throws Exception {
        int[] number = new int[1];
        serve(socket -> {
            socket.text("socket " + ++number[0]);
            socket.close(1000, "");
            socket.finish();
        });
        record(client -> {
            Talk.begin(client, request()).finish();
            Talk.begin(client, request()).finish();
        });
        List<String> texts = new ArrayList<>();

        Report report = replay(client -> {
            texts.addAll(Talk.begin(client, request()).finish().texts());
            texts.addAll(Talk.begin(client, request()).finish().texts());
        });

        assertThat(texts).containsExactly("socket 1", "socket 2");
        assertThat(report.counts().replayed()).isEqualTo(2);
    }
}
