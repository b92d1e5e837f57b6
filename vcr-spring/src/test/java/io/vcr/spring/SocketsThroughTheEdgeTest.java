package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.edge.VcrEdge;
import io.vcr.testkit.server.LoopbackServer;
import io.vcr.testkit.server.LoopbackSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.StandardWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import reactor.core.publisher.Mono;

/** The WebSockets of Spring, which have no adapter. */
class SocketsThroughTheEdgeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoopbackServer api = LoopbackServer.start();
    private final VcrEdge edge = VcrEdge.mount("api", api.url(""));
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();

    SocketsThroughTheEdgeTest() {
        api.on("/talk", (request, wire) -> {
            LoopbackSocket socket = wire.upgrade(request, "");
            socket.text("you said " + socket.receiveText());
            socket.close(1000, "bye");
            socket.finish();
        });
    }

    @AfterEach
    void close() {
        api.close();
    }

    static Stream<WebSocketClient> clients() {
        return Stream.of(new ReactorNettyWebSocketClient(), new StandardWebSocketClient());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aConversationIsRecordedAndReplayed(WebSocketClient client) {
        List<String> got = new CopyOnWriteArrayList<>();

        Report recorded = run(vcr, client, got);
        api.close();
        Report replayed = run(vcr.toBuilder().mode(RecordMode.NONE).build(), client, got);

        assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
        assertThat(got).containsExactly("you said hi", "closed 1000", "you said hi", "closed 1000");
    }

    private Report run(Vcr configured, WebSocketClient client, List<String> got) {
        Session session = configured.open("spring/socket");
        try {
            URI uri = URI.create(edge.urlFor(session, "api").replace("http:", "ws:") + "/talk");
            client.execute(uri, socket -> talk(socket, got)).block(PATIENCE);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private static Mono<Void> talk(WebSocketSession socket, List<String> got) {
        Mono<Void> received = socket.receive()
                .map(WebSocketMessage::getPayloadAsText)
                .doOnNext(got::add)
                .then();
        Mono<Void> closed = socket.closeStatus()
                .doOnNext(status -> got.add("closed " + status.getCode()))
                .then();
        return socket.send(Mono.just(socket.textMessage("hi"))).and(received).then(closed);
    }
}
