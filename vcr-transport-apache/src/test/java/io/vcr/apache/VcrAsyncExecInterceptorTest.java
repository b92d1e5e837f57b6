package io.vcr.apache;

import static io.vcr.apache.ApacheFixture.await;
import static io.vcr.apache.ApacheFixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.Recorded;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Verdict;
import io.vcr.apache.ApacheFixture.Seen;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducerWrapper;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.reactive.ReactiveEntityProducer;
import org.apache.hc.core5.util.TimeValue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.FlowAdapters;

/** What the async client does that others do not. */
class VcrAsyncExecInterceptorTest {

    private final ApacheFixture fixture = new ApacheFixture();
    private final LoopbackServer server = fixture.server;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void wireSeesTheSameHeadersWithAndWithoutUs() throws Exception {
        SimpleHttpRequest request = SimpleRequestBuilder.post(server.url("/echo"))
                .setBody("a", ContentType.TEXT_PLAIN)
                .build();
        call(plain(), request);

        fixture.recordAsync(client -> call(client, request));

        assertThat(server.requests().get(1).headers())
                .isEqualTo(server.requests().get(0).headers());
    }

    @Test
    void callerSeesTheSameResponseWithAndWithoutUs() throws Exception {
        Seen without = call(plain(), get("/one"));

        fixture.recordAsync(client -> assertThat(call(client, get("/one"))).isEqualTo(without));
    }

    @Test
    void replayedResponseEqualsTheLiveOne() throws Exception {
        List<Seen> seen = new ArrayList<>();
        fixture.recordAsync(client -> seen.add(call(client, get("/one"))));

        fixture.replayAsync(client -> assertThat(call(client, get("/one"))).isEqualTo(seen.get(0)));
    }

    @Test
    void responseWithoutABodyIsReplayed() throws Exception {
        server.on("/none", (request, wire) -> wire.head("204 No Content", "X-A: 1"));
        fixture.recordAsync(client -> call(client, get("/none")));

        fixture.replayAsync(
                client -> assertThat(call(client, get("/none")).headers()).containsExactly("X-A: 1"));
    }

    @Test
    void gzipReachesTheCallerAsWithoutUs() throws Exception {
        Seen without = call(plain(), get("/gzip"));

        fixture.recordAsync(client -> assertThat(call(client, get("/gzip"))).isEqualTo(without));
    }

    @Test
    void gzipIsStoredAndReplayedDecodedWithHeadersThatFit() throws Exception {
        fixture.recordAsync(client -> call(client, get("/gzip")));

        fixture.replayAsync(client -> {
            Seen replayed = call(client, get("/gzip"));
            assertThat(replayed.body()).isEqualTo("hello ".repeat(500));
            assertThat(replayed.headers()).doesNotContain("Content-Encoding: gzip");
        });
    }

    @Test
    void replayComesOnAnotherThreadAndNotBeforeExecuteHasReturned() throws Exception {
        fixture.recordAsync(client -> call(client, get("/one")));
        CountDownLatch returned = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();

        fixture.replayAsync(client -> {
            Future<SimpleHttpResponse> response = client.execute(get("/one"), new FutureCallback<>() {
                @Override
                public void completed(SimpleHttpResponse result) {
                    try {
                        await(returned);
                        thread.complete(Thread.currentThread());
                    } catch (InterruptedException | RuntimeException | AssertionError e) {
                        thread.completeExceptionally(e);
                    }
                }

                @Override
                public void failed(Exception ex) {
                    thread.completeExceptionally(ex);
                }

                @Override
                public void cancelled() {
                    thread.cancel(false);
                }
            });
            returned.countDown();
            response.get(20, TimeUnit.SECONDS);
            assertThat(thread.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        });
    }

    @Test
    void replayLeavesRequestAndResponseInTheContext() throws Exception {
        fixture.recordAsync(client -> call(client, get("/one")));
        HttpClientContext context = HttpClientContext.create();

        fixture.replayAsync(client -> client.execute(get("/one"), context, null).get(20, TimeUnit.SECONDS));

        assertThat(context.getRequest().getPath()).isEqualTo("/one");
        assertThat(context.getResponse().getCode()).isEqualTo(200);
    }

    @Test
    void refusalAnswers400() throws Exception {
        Report report = fixture.replayAsync(
                client -> assertThat(call(client, get("/one")).code()).isEqualTo(400));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void refusalFailsTheCallIfSoConfigured() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        fixture.replayAsync(client -> assertThatThrownBy(() -> call(client, get("/one")))
                .hasRootCauseExactlyInstanceOf(IOException.class)
                .hasStackTraceContaining("Nothing is recorded for GET "));
    }

    @Test
    void replayHandsOutNoMoreThanTheConsumerHasRoomFor() throws Exception {
        String large = "x".repeat(300_000);
        server.on("/large", (request, wire) -> wire.respond("200 OK", "", large));
        fixture.recordAsync(client -> call(client, get("/large")));

        fixture.replayAsync(client -> {
            HesitatingConsumer consumer = new HesitatingConsumer();
            Future<Integer> length = client.execute(producer("/large", null), consumer, null);
            await(consumer.full);
            assertThat(consumer.received).hasValueLessThan(100_000);
            assertThat(length.isDone()).isFalse();
            consumer.accept();
            assertThat(length.get(20, TimeUnit.SECONDS)).isEqualTo(300_000);
        });
    }

    @Test
    void replayThatIsCancelledReleasesItsConsumer() throws Exception {
        server.on("/large", (request, wire) -> wire.respond("200 OK", "", new byte[300_000]));
        fixture.recordAsync(client -> call(client, get("/large")));

        fixture.replayAsync(client -> {
            HesitatingConsumer consumer = new HesitatingConsumer();
            Future<Integer> length = client.execute(producer("/large", null), consumer, null);
            await(consumer.full);
            length.cancel(true);
            await(consumer.released);
            assertThatThrownBy(length::get).isInstanceOf(CancellationException.class);
        });
    }

    @Test
    void consumerThatThrowsFailsTheReplay() throws Exception {
        fixture.recordAsync(client -> call(client, get("/one")));

        fixture.replayAsync(client -> assertThatThrownBy(() -> client.execute(
                                producer("/one", null),
                                new HesitatingConsumer() {
                                    @Override
                                    public void consume(ByteBuffer source) throws IOException {
                                        throw new IOException("too much");
                                    }
                                },
                                null)
                        .get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("too much"));
    }

    @Test
    void whatAConsumerThrowsIsNotRecordedAsAFailureOfTheConnection() throws Exception {
        server.on("/large", (request, wire) -> wire.respond("200 OK", "", new byte[300_000]));

        Report report = fixture.run(
                fixture.vcr.toBuilder().record(Recorded.ERRORS).build(),
                session -> assertThatThrownBy(() -> fixture.asyncClient(VcrAsyncExecInterceptor.of(session))
                                .execute(
                                        producer("/large", null),
                                        new HesitatingConsumer() {
                                            @Override
                                            public void consume(ByteBuffer source) throws IOException {
                                                throw new IOException("disk full");
                                            }
                                        },
                                        null)
                                .get(20, TimeUnit.SECONDS))
                        .hasRootCauseMessage("disk full"));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("the consumer of the response failed", 1));
    }

    @Test
    void callThatIsCancelledBeforeItIsAnsweredIsDropped() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });

        Report report = fixture.recordAsync(client -> {
            Future<SimpleHttpResponse> response = client.execute(get("/slow"), null);
            await(arrived);
            response.cancel(true);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void callThatIsCancelledWhileItWaitsForAConnectionIsDropped() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });
        fixture.asyncPool.setDefaultMaxPerRoute(1);

        Report report = fixture.recordAsync(client -> {
            Future<SimpleHttpResponse> first = client.execute(get("/slow"), null);
            await(arrived);
            Future<SimpleHttpResponse> second = client.execute(get("/one"), null);
            second.cancel(true);
            first.cancel(true);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 2));
    }

    @Test
    void callThatIsCancelledWhileItIsReadIsDropped() throws Exception {
        server.on("/stalled", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.await(new CountDownLatch(1));
        });

        Report report = fixture.recordAsync(client -> cancelAtFirstPiece(client, "/stalled"));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void streamThatIsCancelledBehindItsTerminalEventIsRecorded() throws Exception {
        server.on("/events", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("data: 1\n\ndata: [DONE]\n\n");
            wire.await(new CountDownLatch(1));
        });

        Report report = fixture.recordAsync(client -> cancelAtFirstPiece(client, "/events"));

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void streamThatTheServerCutsIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.cut();
        });

        Report report = fixture.recordAsync(client ->
                assertThatThrownBy(() -> call(client, get("/cut"))).hasRootCauseInstanceOf(IOException.class));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void nobodyListeningFailsAsWithoutUsAndIsDropped() throws Exception {
        SimpleHttpRequest request = get("/one");
        server.close();

        Report report = fixture.recordAsync(
                client -> assertThatThrownBy(() -> call(client, request)).hasRootCauseInstanceOf(IOException.class));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void bodyOfAFileIsSentIntact(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("body"), "from a file ".repeat(10_000));

        fixture.recordAsync(client ->
                execute(client, producer("/echo", AsyncEntityProducers.create(file.toFile(), ContentType.TEXT_PLAIN))));

        assertThat(server.request().text()).isEqualTo(Files.readString(file));
        assertThat(server.request().headers().all("Content-Length")).containsExactly("120000");
    }

    @Test
    void bodyOfAReactiveProducerIsReadOnceAndSentIntact() throws Exception {
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
            fixture.recordAsync(client -> {
                Future<SimpleHttpResponse> response =
                        client.execute(producer("/echo", reactive(publisher)), SimpleResponseConsumer.create(), null);
                publisher.submit(bytes("piece by "));
                publisher.submit(bytes("piece"));
                publisher.close();
                assertThat(response.get(20, TimeUnit.SECONDS).getBodyText()).isEqualTo("piece by piece");
            });
        }

        assertThat(fixture.stored().get(0).request().body().text()).contains("piece by piece");
        assertThat(server.request().headers().all("Transfer-Encoding")).containsExactly("chunked");
    }

    @Test
    void replayIsMatchedByTheBodyOfAReactiveProducer() throws Exception {
        fixture.recordAsync(client -> {
            execute(client, producer("/echo", AsyncEntityProducers.create("first")));
            execute(client, producer("/echo", AsyncEntityProducers.create("second")));
        });

        fixture.replayAsync(client -> {
            try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
                Future<SimpleHttpResponse> response =
                        client.execute(producer("/echo", reactive(publisher)), SimpleResponseConsumer.create(), null);
                publisher.submit(bytes("second"));
                publisher.close();
                assertThat(response.get(20, TimeUnit.SECONDS).getBodyText()).isEqualTo("second");
            }
        });
    }

    @Test
    void callWhoseBodyComesLaterBelongsToTheSessionOfItsCaller() throws Exception {
        CloseableHttpAsyncClient shared = fixture.asyncClient(VcrAsyncExecInterceptor.ambient());
        Session other =
                CompletableFuture.supplyAsync(() -> fixture.vcr.open("other")).get(20, TimeUnit.SECONDS);
        Session mine = fixture.vcr.open("mine");
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
            Future<SimpleHttpResponse> response =
                    shared.execute(producer("/echo", reactive(publisher)), SimpleResponseConsumer.create(), null);
            publisher.submit(bytes("late"));
            publisher.close();
            response.get(20, TimeUnit.SECONDS);
        }

        assertThat(mine.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void callThatIsCancelledWhileItsBodyIsWrittenIsNotDecidedOn() throws Exception {
        HesitatingConsumer consumer = new HesitatingConsumer();

        Report report = fixture.recordAsync(client -> {
            try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
                Future<Integer> response = client.execute(producer("/echo", reactive(publisher)), consumer, null);
                publisher.submit(bytes("never ended"));
                response.cancel(true);
                await(consumer.released);
            }
        });

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @SuppressWarnings("deprecation") // still what bridges from blocking code
    void bodyThatAnotherThreadWritesIsSentIntact() throws Exception {
        AsyncEntityProducer written =
                new org.apache.hc.core5.http.nio.support.classic.AbstractClassicEntityProducer(
                        4096, ContentType.TEXT_PLAIN, task -> new Thread(task).start()) {
                    @Override
                    protected void produceData(ContentType type, OutputStream target) throws IOException {
                        for (int i = 0; i < 1000; i++) {
                            target.write("line after line\n".getBytes(StandardCharsets.US_ASCII));
                        }
                        target.close();
                    }
                };

        fixture.recordAsync(client -> execute(client, producer("/echo", written)));

        assertThat(server.request().text()).isEqualTo("line after line\n".repeat(1000));
    }

    @Test
    void trailersOfARequestAreSent() throws Exception {
        AsyncEntityProducer body =
                AsyncEntityProducers.create("body", ContentType.TEXT_PLAIN, new BasicHeader("X-Sum", "42"));
        server.on("/trailers", (request, wire) -> wire.respond("200 OK", "", request.text()));
        call(plain(), get("/one"));

        fixture.recordAsync(client -> execute(client, producer("/trailers", body)));

        assertThat(server.request().text()).isEqualTo("body");
        assertThat(server.request().headers().all("Trailer")).containsExactly("X-Sum");
    }

    @Test
    void bodyThatCannotBeReadFailsTheCallWithItsOwnException() throws Exception {
        IOException failure = new IOException("the file is gone");
        AsyncEntityProducer broken = new AsyncEntityProducerWrapper(AsyncEntityProducers.create("")) {
            @Override
            public void produce(DataStreamChannel channel) throws IOException {
                throw failure;
            }
        };

        Report report =
                fixture.recordAsync(client -> assertThatThrownBy(() -> execute(client, producer("/echo", broken)))
                        .hasRootCause(failure));

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void clientRetriesBelowUsAndTheCallIsDecidedOnOnce() throws Exception {
        fixture.busyOnce("/busy");

        Report report = fixture.recordAsync(recording -> {
            CloseableHttpAsyncClient retrying = fixture.started(VcrAsyncExecInterceptor.ambient()
                    .attachTo(fixture.asyncBuilder().setRetryStrategy(ApacheFixture.ONE_RETRY))
                    .build());
            assertThat(execute(retrying, producer("/busy", AsyncEntityProducers.create("again"))))
                    .isEqualTo("again");
        });

        assertThat(server.requests()).hasSize(2);
        assertThat(report.counts().live()).isEqualTo(1);
    }

    @Test
    void lastAnswerAfterRedirectsIsStoredUnderTheFirstRequest() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));

        fixture.recordAsync(
                client -> assertThat(call(client, get("/from")).body()).isEqualTo("one"));

        assertThat(fixture.stored()).hasSize(1);
        assertThat(fixture.stored().get(0).request().uri().path()).isEqualTo("/from");
    }

    @Test
    void connectionGoesBackToThePool() throws Exception {
        fixture.recordAsync(client -> {
            call(client, get("/one"));
            awaitNothingLeased();
            call(client, get("/gzip"));
            awaitNothingLeased();
        });

        assertThat(server.connections()).isEqualTo(1);
    }

    /** The caller has its response before the client gives the connection back. */
    private void awaitNothingLeased() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> fixture.asyncPool.getTotalStats().getLeased() == 0);
    }

    @Test
    void replayAndRefusalUseNoConnection() throws Exception {
        fixture.recordAsync(client -> call(client, get("/one")));
        awaitNothingLeased();
        fixture.asyncPool.closeIdle(TimeValue.ZERO_MILLISECONDS);

        fixture.replayAsync(client -> {
            call(client, get("/one"));
            call(client, get("/missing"));
        });

        assertThat(fixture.asyncPool.getTotalStats().getLeased()).isZero();
        assertThat(fixture.asyncPool.getTotalStats().getAvailable()).isZero();
    }

    @Test
    void keyHeaderIsStripped() throws Exception {
        SimpleHttpRequest request = get("/one");
        request.addHeader(OpenSessions.KEY_HEADER, ApacheFixture.CASSETTE);

        fixture.recordAsync(client -> call(client, request));
        call(fixture.asyncClient(VcrAsyncExecInterceptor.ambient()), request);

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(received -> assertThat(received.headers().contains(OpenSessions.KEY_HEADER))
                        .isFalse());
        assertThat(fixture.stored().get(0).request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
    }

    @Test
    void twoInterceptorsOnOneClientRecordOnce() throws Exception {
        Report report = fixture.recordAsync(recording -> {
            VcrAsyncExecInterceptor inner = VcrAsyncExecInterceptor.ambient();
            CloseableHttpAsyncClient twice = fixture.started(VcrAsyncExecInterceptor.ambient()
                    .attachTo(inner.attachTo(fixture.asyncBuilder()))
                    .build());
            execute(twice, producer("/echo", AsyncEntityProducers.create("a")));
        });

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void bodyGoesStraightToTheWireOutsideAnySession() throws Exception {
        AsyncEntityProducer body = AsyncEntityProducers.create("straight");
        List<AsyncEntityProducer> sent = new ArrayList<>();
        CloseableHttpAsyncClient client = fixture.started(VcrAsyncExecInterceptor.ambient()
                .attachTo(fixture.asyncBuilder()
                        .addExecInterceptorFirst("seen", (request, entity, scope, chain, callback) -> {
                            sent.add(entity);
                            chain.proceed(request, entity, scope, callback);
                        }))
                .build());

        assertThat(execute(client, producer("/echo", body))).isEqualTo("straight");
        assertThat(sent.get(0).getClass().getName()).doesNotStartWith("io.vcr");
    }

    private CloseableHttpAsyncClient plain() {
        return fixture.started(fixture.asyncBuilder().build());
    }

    private SimpleHttpRequest get(String target) {
        return SimpleRequestBuilder.get(server.url(target)).build();
    }

    private AsyncRequestProducer producer(String target, AsyncEntityProducer body) {
        return body == null
                ? AsyncRequestBuilder.get(server.url(target)).build()
                : AsyncRequestBuilder.post(server.url(target)).setEntity(body).build();
    }

    private static String execute(CloseableHttpAsyncClient client, AsyncRequestProducer request) throws Exception {
        return client.execute(request, SimpleResponseConsumer.create(), null)
                .get(20, TimeUnit.SECONDS)
                .getBodyText();
    }

    private void cancelAtFirstPiece(CloseableHttpAsyncClient client, String target) throws Exception {
        HesitatingConsumer consumer = new HesitatingConsumer();
        Future<Integer> response = client.execute(producer(target, null), consumer, null);
        await(consumer.first);
        response.cancel(true);
    }

    private static AsyncEntityProducer reactive(Flow.Publisher<ByteBuffer> publisher) {
        return new ReactiveEntityProducer(FlowAdapters.toPublisher(publisher), -1, ContentType.TEXT_PLAIN, null);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
