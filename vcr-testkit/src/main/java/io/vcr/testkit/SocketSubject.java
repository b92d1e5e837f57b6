package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Headers;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The methods that the rules for clients of WebSockets call. */
abstract class SocketSubject extends Subject<SocketClient> {

    static final String PATH = "/socket";

    /** Accepts every handshake and runs the server's side of a conversation. */
    interface Serving {
        void on(LoopbackSocket socket) throws IOException;
    }

    /** The client's side of a conversation, to its last event. */
    interface Speaking {
        void on(Talk talk) throws Exception;
    }

    /** One conversation without the recorder, with it and in replay, and its stored episodes. */
    record AllWays(List<SocketEvent> bare, List<SocketEvent> live, List<SocketEvent> replayed, List<Episode> stored) {

        Episode episode() {
            assertThat(stored).as("episodes").hasSize(1);
            return stored.get(0);
        }

        Conversation conversation() {
            return Objects.requireNonNull(episode().conversation(), "conversation");
        }

        List<String> messages() {
            return conversation().messages().stream().map(AllWays::line).toList();
        }

        private static String line(Message message) {
            return (message.sent() ? "> " : "< ") + message.data().text().orElse("binary");
        }
    }

    /**
     * Creates a client. Some tests call it several times. The test closes the clients.
     *
     * @param attachment how the client is attached to the recorder
     * @return a new client that shares nothing with others
     * @throws Exception if the client cannot be created; the test fails
     */
    @Override
    protected abstract SocketClient client(Attachment attachment) throws Exception;

    final void serve(Serving serving) {
        serve("", serving);
    }

    final void serve(String headers, Serving serving) {
        server.on(PATH, (request, wire) -> serving.on(wire.upgrade(request, headers)));
    }

    final SocketRequest request() {
        return request(PATH);
    }

    final SocketRequest request(String target) {
        return new SocketRequest(server.url(target).replaceFirst("^http", "ws"), Headers.EMPTY, List.of());
    }

    final AllWays allWays(Speaking speaking) throws Exception {
        return allWays(request(), speaking);
    }

    final AllWays allWays(SocketRequest request, Speaking speaking) throws Exception {
        List<SocketEvent> bare = talk(bare(), request, speaking);
        List<SocketEvent> live = recorded(request, speaking);
        Replayed replayed = replayed(request, speaking);
        assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
        return new AllWays(bare, live, replayed.events(), stored());
    }

    final List<SocketEvent> recorded(SocketRequest request, Speaking speaking) throws Exception {
        List<List<SocketEvent>> events = new ArrayList<>();
        record(client -> events.add(talk(client, request, speaking)));
        return events.get(0);
    }

    /** A replay: what the application got, and what the session reports. */
    record Replayed(List<SocketEvent> events, Report report) {

        SocketEvent last() {
            return events.get(events.size() - 1);
        }
    }

    final Replayed replayed(SocketRequest request, Speaking speaking) throws Exception {
        List<List<SocketEvent>> events = new ArrayList<>();
        Report report = replay(client -> events.add(talk(client, request, speaking)));
        return new Replayed(events.get(0), report);
    }

    /** The events of one socket. What differs with each handshake and each ping is left out. */
    static List<SocketEvent> talk(SocketClient client, SocketRequest request, Speaking speaking) throws Exception {
        Talk talk = Talk.begin(client, request);
        speaking.on(talk);
        return talk.events().stream()
                .filter(event -> !(event instanceof SocketEvent.Ping) && !(event instanceof SocketEvent.Pong))
                .map(event -> event instanceof SocketEvent.Opened opened
                        ? new SocketEvent.Opened(opened.headers().without("Sec-WebSocket-Accept"), opened.subprotocol())
                        : event)
                .toList();
    }

    /** A handshake as the server has received it, without what differs with each. */
    static Received comparable(Received request) {
        return new Received(
                request.protocol(),
                request.method(),
                request.target(),
                request.headers().without("Sec-WebSocket-Key"),
                request.body());
    }
}
