package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** A call that its caller gives up before it is made. */
class GivenUpCallTest {

    private final LoopbackServer server = LoopbackServer.start();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();

    private final LinkedBlockingQueue<URI> sent = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCallThatWaitsForThatOfAnotherSessionIsNotSent() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            wire.await(cut);
            wire.cut();
        });
        Session first = vcr.open("spring");
        Session second = vcr.open("spring");
        CompletableFuture<?> made = post(first).toFuture();
        assertThat(sent.poll(10, TimeUnit.SECONDS)).isNotNull();

        post(second).subscribe().dispose();
        cut.countDown();

        assertThat(made).failsWithin(Duration.ofSeconds(10));
        assertThat(sent.poll(1, TimeUnit.SECONDS))
                .as("the request of the other session")
                .isNull();
        first.finish(Outcome.PASSED);
        assertThat(second.finish(Outcome.PASSED).counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    private Mono<String> post(Session session) {
        ClientHttpConnector plain = new JdkClientHttpConnector();
        ClientHttpConnector counted = (method, uri, writer) -> {
            sent.add(uri);
            return plain.connect(method, uri, writer);
        };
        return WebClient.builder()
                .clientConnector(VcrClientConnector.of(session, counted))
                .build()
                .post()
                .uri(server.url("/slow"))
                .bodyValue("{}")
                .retrieve()
                .bodyToMono(String.class);
    }
}
