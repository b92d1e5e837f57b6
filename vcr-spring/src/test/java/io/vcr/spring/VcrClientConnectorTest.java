package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClientRequest;

@ResourceLock("io.vcr.OpenSessions")
class VcrClientConnectorTest {

    private final LoopbackServer server = LoopbackServer.start();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aReplayHasTheCookiesOfTheResponse() {
        server.on(
                "/login",
                (request, wire) -> wire.respond(
                        "200 OK", "Set-Cookie: theme=dark; Path=/a; Max-Age=60; HttpOnly; SameSite=Lax", ""));
        Consumer<WebClient> login = client -> {
            ResponseCookie cookie = client.get()
                    .uri(server.url("/login"))
                    .exchangeToMono(response -> response.releaseBody().thenReturn(response.cookies()))
                    .block()
                    .getFirst("theme");
            assertThat(cookie.getPath()).isEqualTo("/a");
            assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofSeconds(60));
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getSameSite()).isEqualTo("Lax");
        };

        record(login);

        assertThat(replay(login).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aRequestWhoseBodyIsProducedOnAnotherThreadBelongsToTheSessionOfTheSubscriber() {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "", request.text()));
        Consumer<WebClient> post = client -> assertThat(client.post()
                        .uri(server.url("/echo"))
                        .body(Mono.just("hello").publishOn(Schedulers.parallel()), String.class)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block())
                .isEqualTo("hello");
        Session other = vcr.open("other");

        record(post);

        assertThat(replay(post).verdict()).isEqualTo(Verdict.HIT);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void theTypeOfAMultipartBodyIsRecordedWithItsParts() {
        server.on("/upload", (request, wire) -> wire.respond("200 OK", "", "taken"));

        record(this::upload);

        assertThat(replay(this::upload).verdict()).isEqualTo(Verdict.HIT);
    }

    /** With another boundary at each call. */
    private void upload(WebClient client) {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("name", "Ada");
        parts.part("file", "content".getBytes(), MediaType.TEXT_PLAIN).filename("a.txt");
        assertThat(client.post()
                        .uri(server.url("/upload"))
                        .body(BodyInserters.fromMultipartData(parts.build()))
                        .retrieve()
                        .bodyToMono(String.class)
                        .block())
                .isEqualTo("taken");
    }

    @Test
    void cookiesOfARequestAreSent() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));

        record(client -> client.get()
                .uri(server.url("/one"))
                .cookie("a", "1")
                .cookie("b", "2")
                .retrieve()
                .toBodilessEntity()
                .block());

        assertThat(server.request().headers().first("Cookie").orElseThrow()).contains("a=1", "b=2");
    }

    @Test
    void aRequestForANativeRequestIsExplained() {
        Report report = record(client -> assertThatThrownBy(() -> withNativeRequest(client))
                .isInstanceOf(WebClientRequestException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("asks for the native request"));

        assertThat(report.counts().recorded()).isZero();
        assertThat(server.connections()).isZero();
    }

    @Test
    void outsideOfASessionARequestForANativeRequestWorks() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        WebClient client = WebClient.builder()
                .clientConnector(VcrClientConnector.ambient(new ReactorClientHttpConnector()))
                .build();

        assertThat(withNativeRequest(client)).isEqualTo("1");
    }

    private String withNativeRequest(WebClient client) {
        return client.get()
                .uri(server.url("/one"))
                .httpRequest(request ->
                        request.<HttpClientRequest>getNativeRequest().responseTimeout(Duration.ofSeconds(10)))
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    @Test
    void theBodyOfARequestThatPassesIsNotReadBeforeItIsSent() {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "", request.text()));
        WebClient client = WebClient.builder()
                .clientConnector(VcrClientConnector.ambient(new ReactorClientHttpConnector()))
                .build();
        Flux<String> body = Flux.just("a", "b")
                .doOnSubscribe(subscribed -> assertThat(Thread.currentThread().getName())
                        .as("the thread of the connection")
                        .startsWith("reactor-http"));

        assertThat(client.post()
                        .uri(server.url("/echo"))
                        .body(body, String.class)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block())
                .isEqualTo("ab");
    }

    @Test
    void aCallOverAnAttachedConnectorIsDecidedOnce() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        Session session = vcr.open("spring");
        WebClient client = WebClient.builder()
                .clientConnector(VcrClientConnector.ambient(VcrClientConnector.ambient(new JdkClientHttpConnector())))
                .build();
        get(client, "/one");

        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
    }

    @Test
    void aRefusedCallThrowsTheExceptionForItsStatus() {
        Report report = replay(client -> assertThatThrownBy(() -> get(client, "/missing"))
                .isInstanceOfSatisfying(
                        org.springframework.web.reactive.function.client.WebClientResponseException.class, refused -> {
                            assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
                            assertThat(refused.getResponseBodyAsString()).contains("Nothing is recorded for GET");
                        }));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void eventsReachTheSubscriberInAReplay() {
        server.on("/events", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("data: one\n\n");
            wire.chunk("data: two\n\n");
            wire.lastChunk();
        });
        Consumer<WebClient> read = client -> assertThat(client.get()
                        .uri(server.url("/events"))
                        .retrieve()
                        .bodyToFlux(String.class)
                        .collectList()
                        .block())
                .isEqualTo(List.of("one", "two"));

        record(read);

        assertThat(replay(read).verdict()).isEqualTo(Verdict.HIT);
    }

    private String get(WebClient client, String target) {
        return client.get()
                .uri(server.url(target))
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    private Report record(Consumer<WebClient> use) {
        return run(vcr, use);
    }

    private Report replay(Consumer<WebClient> use) {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    private static Report run(Vcr configured, Consumer<WebClient> use) {
        Session session = configured.open("spring");
        try {
            use.accept(WebClient.builder()
                    .clientConnector(VcrClientConnector.of(session, new ReactorClientHttpConnector()))
                    .build());
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
