package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.OpenSessions;
import io.vcr.Report;
import io.vcr.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.reflect.Method;
import java.net.Authenticator;
import java.net.CookieManager;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client of the JDK does that others do not. */
class VcrHttpClientTest {

    private JdkFixture fixture = new JdkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aReplayedResponseShowsWhatTheLiveOneShows() throws Exception {
        List<String> seen = new ArrayList<>();
        fixture.bothWays(client -> {
            HttpResponse<String> response = client.send(fixture.get("/one"), BodyHandlers.ofString());
            seen.add(response.statusCode() + " " + response.headers() + " " + response.body() + " " + response.uri()
                    + " " + response.version() + " " + response.previousResponse() + " " + response.sslSession() + " "
                    + response.request().equals(fixture.get("/one")));
        });

        assertThat(seen).hasSize(2);
        assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("HTTP_1_1", "true");
    }

    @Test
    void linesAreReplayed() throws Exception {
        fixture.bothWays(client -> {
            try (Stream<String> lines =
                    client.send(fixture.get("/lines"), BodyHandlers.ofLines()).body()) {
                assertThat(lines).containsExactly("one", "two", "three");
            }
        });
    }

    @Test
    void linesThatAreClosedEarlyAreRecorded() throws Exception {
        fixture.record(client -> {
            try (Stream<String> lines =
                    client.send(fixture.get("/lines"), BodyHandlers.ofLines()).body()) {
                assertThat(lines.findFirst()).contains("one");
            }
        });

        assertThat(fixture.stored()).hasSize(1);
    }

    /** As CXF 4.1 does for each request with a body. */
    @Test
    @Timeout(20)
    void theCallerMayWriteTheBodyAfterSendAsyncHasReturned() throws Exception {
        fixture.bothWays(client -> {
            try (PipedOutputStream body = new PipedOutputStream()) {
                InputStream piped = new PipedInputStream(body);
                CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                        HttpRequest.newBuilder(fixture.get("/one").uri())
                                .POST(BodyPublishers.ofInputStream(() -> piped))
                                .build(),
                        BodyHandlers.ofString());
                body.write("later".getBytes(StandardCharsets.UTF_8));
                body.close();
                assertThat(response.get().statusCode()).isEqualTo(200);
            }
        });

        assertThat(fixture.stored().get(0).request().body().text()).contains("later");
    }

    @Test
    void callsWhoseBodiesAreReadFromStreamsKeepTheirOrder() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        fixture.server.on("/count", (request, wire) -> wire.respond("200 OK", "", "" + answers.incrementAndGet()));
        HttpRequest same = HttpRequest.newBuilder(fixture.uri("/count"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[] {1, 2, 3})))
                .build();
        fixture.record(client -> {
            for (int i = 0; i < 8; i++) {
                client.sendAsync(same, BodyHandlers.ofString()).join();
            }
        });

        fixture.replay(client -> {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(client.sendAsync(same, BodyHandlers.ofString()));
            }
            assertThat(calls)
                    .extracting(call -> call.join().body())
                    .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        });
    }

    @Test
    void filesAreReplayed(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("body");
        fixture.bothWays(client -> {
            client.send(fixture.get("/large"), BodyHandlers.ofFile(file));
            assertThat(file).hasSize(300_000);
            Files.delete(file);
        });
    }

    @Test
    void bufferedPiecesAreReplayed() throws Exception {
        fixture.bothWays(client -> {
            List<Integer> pieces = new ArrayList<>();
            BodyHandler<Void> handler = BodyHandlers.buffering(
                    BodyHandlers.ofByteArrayConsumer(piece -> piece.ifPresent(bytes -> pieces.add(bytes.length))),
                    100_000);
            client.send(fixture.get("/large"), handler);
            assertThat(pieces.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300_000);
        });
    }

    @Test
    void discardedBodiesAreRecorded() throws Exception {
        fixture.bothWays(client -> client.send(fixture.get("/large"), BodyHandlers.discarding()));

        assertThat(fixture.stored().get(0).response().body().length()).isEqualTo(300_000);
    }

    @Test
    void asManyPiecesAreReplayedAsTheSubscriberRequests() throws Exception {
        fixture.bothWays(client -> {
            Counter counter = new Counter();
            CompletableFuture<HttpResponse<Void>> response =
                    client.sendAsync(fixture.get("/large"), BodyHandlers.fromSubscriber(counter));
            Flow.Subscription subscription = counter.subscription.get(20, TimeUnit.SECONDS);
            assertThat(counter.bytes.size()).isZero();
            assertThat(response).isNotDone();
            subscription.request(Long.MAX_VALUE);
            assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(counter.bytes.size()).isEqualTo(300_000);
        });
    }

    @Test
    void aHandlerThatThrowsFailsTheReplay() throws Exception {
        fixture.record(client -> client.send(fixture.get("/one"), BodyHandlers.ofString()));

        fixture.replay(client -> assertThatThrownBy(() -> client.send(fixture.get("/one"), head -> {
                    throw new IllegalStateException("no body wanted");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no body wanted"));
    }

    @Test
    void aSubscriberThatFailsTheLiveCallFailsTheReplay() throws Exception {
        BodyHandler<String> handler =
                head -> BodySubscribers.mapping(BodySubscribers.ofString(StandardCharsets.UTF_8), body -> {
                    throw new IllegalStateException("no JSON");
                });
        fixture.bothWays(client -> assertThatThrownBy(() -> client.send(fixture.get("/one"), handler))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no JSON"));
    }

    @Test
    void aReactiveRequestBodyIsSentIntact() throws Exception {
        Report report = fixture.bothWays(client -> {
            try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
                CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                        HttpRequest.newBuilder(fixture.uri("/echo"))
                                .POST(BodyPublishers.fromPublisher(publisher))
                                .build(),
                        BodyHandlers.ofString());
                publisher.submit(ByteBuffer.wrap("one ".getBytes(StandardCharsets.UTF_8)));
                publisher.submit(ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)));
                publisher.close();
                assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("one two");
            }
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aCallThatIsCancelledWhileItsBodyIsProducedSendsNothing() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);

        Report report = fixture.record(client -> {
            HttpRequest request = HttpRequest.newBuilder(fixture.uri("/echo"))
                    .POST(BodyPublishers.fromPublisher(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                        @Override
                        public void request(long pieces) {}

                        @Override
                        public void cancel() {
                            cancelled.countDown();
                        }
                    })))
                    .build();
            CompletableFuture<String> body =
                    client.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body);
            body.cancel(true);
            assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        });

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
        assertThat(fixture.server.requests()).isEmpty();
    }

    @Test
    void aStageThatIsCancelledCancelsTheCall() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        fixture.server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });

        Report report = fixture.record(client -> {
            CompletableFuture<HttpResponse<String>> response =
                    client.sendAsync(fixture.get("/slow"), BodyHandlers.ofString());
            CompletableFuture<String> body = response.thenApply(HttpResponse::body);
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            body.cancel(true);
            assertThatThrownBy(() -> response.get(20, TimeUnit.SECONDS))
                    .isInstanceOfAny(CancellationException.class, ExecutionException.class);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void aReplayThatIsCancelledTellsItsSubscriber() throws Exception {
        fixture.record(client -> client.send(fixture.get("/large"), BodyHandlers.discarding()));

        fixture.replay(client -> {
            Counter counter = new Counter();
            CompletableFuture<HttpResponse<Void>> response =
                    client.sendAsync(fixture.get("/large"), BodyHandlers.fromSubscriber(counter));
            counter.subscription.get(20, TimeUnit.SECONDS);
            response.cancel(true);
            assertThatThrownBy(() -> counter.end.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("Cancelled");
        });
    }

    @Test
    void replaysHandCookiesToTheCookieHandler() throws Exception {
        fixture = new JdkFixture(
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
        fixture.server.on("/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", ""));
        fixture.record(client -> client.send(fixture.get("/login"), BodyHandlers.discarding()));
        CookieManager cookies = new CookieManager();

        fixture.replayIn(session -> VcrHttpClient.of(
                        session, HttpClient.newBuilder().cookieHandler(cookies).build())
                .send(fixture.get("/login"), BodyHandlers.discarding()));

        assertThat(cookies.getCookieStore().getCookies())
                .extracting(cookie -> cookie.getName())
                .containsExactly("theme");
    }

    @Test
    void redirectsThatTheClientFollowsArePartOfOneRequest() throws Exception {
        fixture = new JdkFixture(HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build());
        fixture.server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));

        fixture.record(client -> {
            HttpResponse<String> response = client.send(fixture.get("/from"), BodyHandlers.ofString());
            assertThat(response.uri()).isEqualTo(fixture.uri("/one"));
            assertThat(response.previousResponse()).isPresent();
        });
        fixture.replay(client -> assertThat(client.send(fixture.get("/from"), BodyHandlers.ofString())
                        .body())
                .isEqualTo("one"));

        assertThat(fixture.stored()).hasSize(1);
    }

    @Test
    void authenticationIsPartOfOneRequest() throws Exception {
        fixture = new JdkFixture(HttpClient.newBuilder()
                .authenticator(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication("user", "pass".toCharArray());
                    }
                })
                .build());
        fixture.server.on("/private", (request, wire) -> {
            if (request.headers().contains("Authorization")) {
                wire.respond("200 OK", "", "welcome");
            } else {
                wire.respond("401 Unauthorized", "WWW-Authenticate: Basic realm=\"r\"", "");
            }
        });

        Report report =
                fixture.bothWays(client -> assertThat(client.send(fixture.get("/private"), BodyHandlers.ofString())
                                .body())
                        .isEqualTo("welcome"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void aBuilderBuildsClientsThatReplay() throws Exception {
        fixture.run(fixture.vcr, session -> built(session, builder -> {}));

        Report report = fixture.replayIn(session -> built(
                session,
                builder -> builder.connectTimeout(Duration.ofSeconds(5)).followRedirects(HttpClient.Redirect.NEVER)));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    private void built(io.vcr.Session session, java.util.function.Consumer<HttpClient.Builder> configuration)
            throws Exception {
        HttpClient.Builder builder = VcrHttpClient.of(session, HttpClient.newBuilder());
        configuration.accept(builder);
        assertThat(builder.build()
                        .send(fixture.get("/one"), BodyHandlers.ofString())
                        .body())
                .isEqualTo("one");
    }

    @Test
    void aBuilderThrowsWhatTheBuilderBelowThrows() {
        HttpClient.Builder builder = VcrHttpClient.ambient(HttpClient.newBuilder());

        assertThatThrownBy(() -> builder.priority(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theClientShowsTheConfigurationOfTheClientBelow() {
        HttpClient below = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(7))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpClient client = VcrHttpClient.ambient(below);

        assertThat(client.connectTimeout()).isEqualTo(below.connectTimeout());
        assertThat(client.version()).isEqualTo(below.version());
        assertThat(client.followRedirects()).isEqualTo(below.followRedirects());
        assertThat(client.sslContext()).isSameAs(below.sslContext());
        assertThat(client.sslParameters().getProtocols())
                .isEqualTo(below.sslParameters().getProtocols());
        assertThat(client.proxy()).isEqualTo(below.proxy());
        assertThat(client.executor()).isEqualTo(below.executor());
        assertThat(client.authenticator()).isEqualTo(below.authenticator());
        assertThat(client.cookieHandler()).isEqualTo(below.cookieHandler());
        assertThat(client.newWebSocketBuilder()).isNotNull();
    }

    @Test
    void closingTheClientEndsTheClientBelow() throws Exception {
        HttpClient below = HttpClient.newHttpClient();
        HttpClient client = VcrHttpClient.ambient(below);
        if (!((Object) client instanceof AutoCloseable closeable)) {
            return; // before Java 21 no client can be closed
        }

        closeable.close();

        Method isTerminated = HttpClient.class.getMethod("isTerminated");
        assertThat(isTerminated.invoke(below)).isEqualTo(true);
        assertThat(isTerminated.invoke(client)).isEqualTo(true);
    }

    @Test
    void theKeyOfTheSessionIsNotSent() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(fixture.uri("/one"))
                .header(OpenSessions.KEY_HEADER, JdkFixture.CASSETTE)
                .header("X-Other", "1")
                .build();

        fixture.run(
                fixture.vcr, session -> VcrHttpClient.ambient(fixture.plain).send(request, BodyHandlers.discarding()));

        assertThat(fixture.server.request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
        assertThat(fixture.server.request().headers().first("X-Other")).contains("1");
    }

    @Test
    void aThreadThatIsInterruptedInAReplayIsInterrupted() throws Exception {
        fixture.record(client -> client.send(fixture.get("/one"), BodyHandlers.discarding()));

        fixture.replay(client -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.send(fixture.get("/one"), BodyHandlers.fromSubscriber(new Counter())))
                    .isInstanceOf(InterruptedException.class);
        });
    }

    /** Counts the bytes of a response and requests nothing by itself. */
    private static final class Counter implements Flow.Subscriber<List<ByteBuffer>> {

        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
