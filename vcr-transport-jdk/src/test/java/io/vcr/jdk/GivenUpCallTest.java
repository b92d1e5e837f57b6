package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Session;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that its caller gives up before it is made. */
class GivenUpCallTest {

    private final JdkFixture fixture = new JdkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aCallThatWaitsForThatOfAnotherSessionIsNotSent() throws Exception {
        LinkedBlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        CountDownLatch cut = new CountDownLatch(1);
        fixture.server.on("/slow", (request, wire) -> {
            arrived.add(request.text());
            wire.await(cut);
            wire.cut();
        });
        HttpRequest post = HttpRequest.newBuilder(fixture.uri("/slow"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        Session first = fixture.vcr.open(JdkFixture.CASSETTE);
        Session second = fixture.vcr.open(JdkFixture.CASSETTE);
        CompletableFuture<?> made = VcrHttpClient.of(first, fixture.plain).sendAsync(post, BodyHandlers.ofString());
        assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo("{}");
        HttpClient client = VcrHttpClient.of(second, fixture.plain);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread waiting =
                new Thread(() -> outcome.complete(catchThrowable(() -> client.send(post, BodyHandlers.ofString()))));
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        waiting.interrupt();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        cut.countDown();

        assertThatThrownBy(() -> made.get(10, TimeUnit.SECONDS)).hasMessageContaining("IOException");
        assertThat(arrived.poll(1, TimeUnit.SECONDS))
                .as("the request of the other session")
                .isNull();
        first.finish(Outcome.PASSED);
        assertThat(second.finish(Outcome.PASSED).counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }
}
