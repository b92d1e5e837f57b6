package io.vcr.apache;

import static io.vcr.apache.ApacheFixture.await;
import static io.vcr.apache.ApacheFixture.call;
import static io.vcr.apache.ApacheFixture.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.OpenSessions;
import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.apache.ApacheFixture.Seen;
import io.vcr.spi.Episode;
import io.vcr.testkit.server.LoopbackServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntities;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.VersionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the classic client does that others do not. */
class VcrExecInterceptorTest {

    private final ApacheFixture fixture = new ApacheFixture();
    private final LoopbackServer server = fixture.server;

    @BeforeAll
    static void sayWhichVersionRuns() {
        System.out.println("HttpClient "
                + VersionInfo.loadVersionInfo("org.apache.hc.client5", HttpGet.class.getClassLoader())
                        .getRelease());
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void wireSeesTheSameHeadersWithAndWithoutUs() throws Exception {
        call(plain(), post(new StringEntity("a", ContentType.TEXT_PLAIN)));

        fixture.record(client -> call(client, post(new StringEntity("a", ContentType.TEXT_PLAIN))));

        assertThat(server.requests().get(1).headers())
                .isEqualTo(server.requests().get(0).headers());
    }

    @Test
    void callerSeesTheSameResponseWithAndWithoutUs() throws Exception {
        Seen without = call(plain(), fixture.get("/one"));

        fixture.record(client -> assertThat(call(client, fixture.get("/one"))).isEqualTo(without));
    }

    @Test
    void replayedResponseEqualsTheLiveOne() throws Exception {
        List<Seen> seen = new ArrayList<>();
        fixture.record(client -> seen.add(call(client, fixture.get("/one"))));

        fixture.replay(client -> assertThat(call(client, fixture.get("/one"))).isEqualTo(seen.get(0)));
    }

    @Test
    void replayedResponseHasAVersion() throws Exception {
        fixture.record(client -> call(client, fixture.get("/one")));

        fixture.replay(client -> {
            try (ClassicHttpResponse response = client.executeOpen(null, fixture.get("/one"), null)) {
                assertThat(response.getVersion()).isEqualTo(HttpVersion.HTTP_1_1);
            }
        });
    }

    @Test
    void replayLeavesRequestAndResponseInTheContext() throws Exception {
        fixture.record(client -> call(client, fixture.get("/one")));
        HttpClientContext context = HttpClientContext.create();

        fixture.replay(client -> client.execute(fixture.get("/one"), context, Seen::of));

        assertThat(context.getRequest().getPath()).isEqualTo("/one");
        assertThat(context.getResponse().getCode()).isEqualTo(200);
        assertThat(context.getHttpRoute().getTargetHost().getHostName()).isEqualTo("127.0.0.1");
        assertThat(context.getRedirectLocations().getAll()).isEmpty();
    }

    @Test
    void gzipReachesTheCallerAsWithoutUs() throws Exception {
        Seen without = call(plain(), fixture.get("/gzip"));

        fixture.record(client -> assertThat(call(client, fixture.get("/gzip"))).isEqualTo(without));
    }

    @Test
    void gzipIsStoredDecodedWithHeadersThatFit() throws Exception {
        fixture.record(client -> call(client, fixture.get("/gzip")));

        Episode episode = fixture.stored().get(0);
        assertThat(episode.response().body().text()).contains("hello ".repeat(500));
        assertThat(episode.response().headers().contains("Content-Encoding")).isFalse();
        assertThat(episode.response().headers().contains("Content-Length")).isFalse();
    }

    @Test
    void gzipIsReplayedDecoded() throws Exception {
        fixture.record(client -> call(client, fixture.get("/gzip")));

        fixture.replay(client -> {
            Seen replayed = call(client, fixture.get("/gzip"));
            assertThat(replayed.body()).isEqualTo("hello ".repeat(500));
            assertThat(replayed.headers()).containsExactly("Content-Type: text/plain");
        });
    }

    @Test
    void gzipThatTheClientDoesNotDecodeIsStoredDecoded() throws Exception {
        RequestConfig raw =
                RequestConfig.custom().setContentCompressionEnabled(false).build();
        HttpGet request = new HttpGet(server.url("/gzip"));
        request.setConfig(raw);

        fixture.record(client -> assertThat(call(client, request).body()).startsWith("\u001f\u008b"));

        assertThat(fixture.stored().get(0).response().body().text()).contains("hello ".repeat(500));
    }

    @Test
    void bodyThatAHandlerDoesNotReadIsRecorded() throws Exception {
        fixture.record(client -> client.execute(fixture.get("/one"), ClassicHttpResponse::getCode));

        assertThat(fixture.stored().get(0).response().body().text()).contains("one");
    }

    @Test
    void bodyOfAResponseThatIsClosedUnreadIsRecorded() throws Exception {
        fixture.record(client -> openOne(client).close());

        assertThat(fixture.stored().get(0).response().body().text()).contains("one");
    }

    @Test
    void bodyThatIsWrittenToAStreamIsRecorded() throws Exception {
        fixture.record(client -> {
            try (ClassicHttpResponse response = openOne(client)) {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                response.getEntity().writeTo(target);
                assertThat(target).hasToString("one");
            }
        });

        assertThat(fixture.stored().get(0).response().body().text()).contains("one");
    }

    @Test
    void bytesThatAreSkippedAreRecorded() throws Exception {
        fixture.record(client -> {
            try (ClassicHttpResponse response = openOne(client)) {
                InputStream content = response.getEntity().getContent();
                assertThat(content.skip(2)).isEqualTo(2);
                assertThat(content.read()).isEqualTo('e');
            }
        });

        assertThat(fixture.stored().get(0).response().body().text()).contains("one");
    }

    @Test
    void entityWithoutTheNetworkCanStillBeReadTwice() throws Exception {
        fixture.record(recording -> {
            CloseableHttpClient cached = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder().addExecInterceptorFirst("cache", (request, scope, chain) -> {
                        ClassicHttpResponse response = new BasicClassicHttpResponse(200);
                        response.setEntity(new StringEntity("cached"));
                        return response;
                    }))
                    .build());
            ClassicHttpResponse response = cached.executeOpen(null, fixture.get("/one"), null);
            assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("cached");
            assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("cached");
        });

        assertThat(fixture.stored().get(0).response().body().text()).contains("cached");
    }

    @Test
    void trailersReachTheCaller() throws Exception {
        server.on("/trailers", (request, wire) -> {
            wire.chunked("Trailer: X-Sum");
            wire.chunk("body");
            wire.lastChunk("X-Sum: 42");
        });

        fixture.record(client -> {
            try (ClassicHttpResponse response = client.executeOpen(null, fixture.get("/trailers"), null)) {
                HttpEntity entity = response.getEntity();
                assertThat(EntityUtils.toString(entity)).isEqualTo("body");
                assertThat(entity.getTrailers().get())
                        .extracting(Header::toString)
                        .containsExactly("X-Sum: 42");
            }
        });
    }

    @Test
    void nonRepeatableEntityIsSentIntact() throws Exception {
        HttpEntity entity = new InputStreamEntity(stream("once only"), ContentType.TEXT_PLAIN);

        fixture.record(client -> assertThat(call(client, post(entity)).body()).isEqualTo("once only"));

        assertThat(server.request().headers().all("Transfer-Encoding")).containsExactly("chunked");
        assertThat(fixture.stored().get(0).request().body().text()).contains("once only");
        assertThat(fixture.stored().get(0).request().headers().first("Content-Type"))
                .contains(ContentType.TEXT_PLAIN.toString());
    }

    @Test
    void entityWithALengthIsSentWithIt() throws Exception {
        fixture.record(client -> call(client, post(new InputStreamEntity(stream("12345"), 5, null))));

        assertThat(server.request().headers().all("Content-Length")).containsExactly("5");
    }

    @Test
    void trailersOfARequestAreSent() throws Exception {
        HttpEntity entity = HttpEntities.create("body", ContentType.TEXT_PLAIN, new BasicHeader("X-Sum", "42"));
        List<String> trailers = new ArrayList<>();
        fixture.record(client -> {
            CloseableHttpClient seeing = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder().addExecInterceptorFirst("trailers", (request, scope, chain) -> {
                        request.getEntity().getTrailers().get().forEach(trailer -> trailers.add(trailer.toString()));
                        return chain.proceed(request, scope);
                    }))
                    .build());
            call(seeing, post(entity));
        });

        assertThat(trailers).containsExactly("X-Sum: 42");
    }

    @Test
    void entityThatCannotBeReadFailsTheCallWithItsOwnException() throws Exception {
        IOException failure = new IOException("the file is gone");

        Report report = fixture.record(client -> assertThatThrownBy(() -> call(
                        client,
                        post(HttpEntities.create(
                                target -> {
                                    throw failure;
                                },
                                ContentType.TEXT_PLAIN))))
                .isSameAs(failure));

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void clientRetriesBelowUsAndTheCallIsDecidedOnOnce() throws Exception {
        fixture.busyOnce("/busy");

        Report report = fixture.record(recording -> {
            CloseableHttpClient retrying = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder().setRetryStrategy(ApacheFixture.ONE_RETRY))
                    .build());
            Seen seen = call(
                    retrying,
                    fixture.post("/busy").setEntity(new StringEntity("again")).build());
            assertThat(seen.body()).isEqualTo("again");
        });

        assertThat(server.requests()).hasSize(2);
        assertThat(report.counts().live()).isEqualTo(1);
        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void nonRepeatableEntityIsNotRetriedAsWithoutUs() throws Exception {
        server.on("/busy", (request, wire) -> wire.respond("503 Busy", "Retry-After: 0", ""));

        fixture.record(client -> assertThat(call(
                                client,
                                fixture.post("/busy")
                                        .setEntity(new InputStreamEntity(stream("once"), null))
                                        .build())
                        .code())
                .isEqualTo(503));

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void lastAnswerAfterRedirectsIsStoredUnderTheFirstRequest() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));

        fixture.record(
                client -> assertThat(call(client, fixture.get("/from")).body()).isEqualTo("one"));

        assertThat(fixture.stored()).hasSize(1);
        assertThat(fixture.stored().get(0).request().uri().path()).isEqualTo("/from");
    }

    @Test
    void headersOfRequestInterceptorsReachTheWireAndNotTheCassette() throws Exception {
        fixture.record(recording -> {
            CloseableHttpClient adding = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder()
                            .addRequestInterceptorLast((request, entity, context) -> request.addHeader("X-Added", "1")))
                    .build());
            call(adding, fixture.get("/one"));
        });

        assertThat(server.request().headers().all("X-Added")).containsExactly("1");
        assertThat(fixture.stored().get(0).request().headers().contains("X-Added"))
                .isFalse();
    }

    @Test
    void bodyIsSentAfterTheServerHasAskedForIt() throws Exception {
        RequestConfig expecting =
                RequestConfig.custom().setExpectContinueEnabled(true).build();
        CountDownLatch asked = new CountDownLatch(1);
        fixture.record(recording -> {
            CloseableHttpClient client = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder()
                            .setDefaultRequestConfig(expecting)
                            .addRequestInterceptorLast((request, entity, context) -> {
                                if (request.containsHeader("Expect")) {
                                    asked.countDown();
                                }
                            }))
                    .build());
            assertThat(call(client, post(new StringEntity("expected"))).body()).isEqualTo("expected");
        });

        await(asked);
    }

    @Test
    void uriIsThatOfTheRequestAndNotOfTheConnection() throws Exception {
        ClassicHttpRequest request = ClassicRequestBuilder.get("http://api.example.com/one?a=b%20c&d")
                .build();

        fixture.record(client -> client.execute(HttpHost.create(server.url("")), request, Seen::of));

        assertThat(fixture.stored().get(0).request().uri().text()).isEqualTo("http://api.example.com/one?a=b%20c&d");
    }

    @Test
    void uriOfARelativeRequestIsThatOfItsTarget() throws Exception {
        ClassicHttpRequest request = ClassicRequestBuilder.get("/one").build();

        fixture.record(client -> client.execute(HttpHost.create(server.url("")), request, Seen::of));

        assertThat(fixture.stored().get(0).request().uri().text()).isEqualTo(server.url("/one"));
    }

    @Test
    void connectionGoesBackToThePoolAfterRecordingAndAfterAnEarlyClose() throws Exception {
        server.on("/chunks", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.chunk("b");
            wire.lastChunk();
        });

        fixture.record(client -> {
            call(client, fixture.get("/one"));
            openOne(client).close();
            try (ClassicHttpResponse response = client.executeOpen(null, fixture.get("/chunks"), null)) {
                assertThat(response.getEntity().getContent().read()).isEqualTo('a');
            }
            call(client, fixture.get("/gzip"));
        });

        assertThat(fixture.pool.getTotalStats().getLeased()).isZero();
        assertThat(fixture.pool.getTotalStats().getAvailable()).isEqualTo(1);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void replayAndRefusalUseNoConnection() throws Exception {
        fixture.record(client -> call(client, fixture.get("/one")));
        fixture.pool.closeExpired();
        fixture.pool.closeIdle(TimeValue.ZERO_MILLISECONDS);

        fixture.replay(client -> {
            call(client, fixture.get("/one"));
            assertThat(call(client, fixture.get("/missing")).code()).isEqualTo(400);
        });

        assertThat(fixture.pool.getTotalStats().getLeased()).isZero();
        assertThat(fixture.pool.getTotalStats().getAvailable()).isZero();
    }

    @Test
    void streamThatIsClosedEarlyIsReadToItsEndAsWithoutUsAndRecordedWhole() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        server.on("/stream", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("data: 1\n\n");
            wire.await(closing);
            wire.chunk("data: 2\n\n");
            wire.lastChunk();
        });

        fixture.record(client -> {
            ClassicHttpResponse response = client.executeOpen(null, fixture.get("/stream"), null);
            response.getEntity().getContent().read();
            closing.countDown();
            response.close();
        });

        assertThat(fixture.stored().get(0).response().body().text()).contains("data: 1\n\ndata: 2\n\n");
    }

    @Test
    void streamThatBreaksWhileItIsClosedFailsAsWithoutUsAndIsDropped() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.cut();
        });
        Optional<Class<?>> failure = failureOfBroken(plain());

        Report report = fixture.record(
                client -> assertThat(failureOfBroken(client)).isPresent().isEqualTo(failure));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("closed early", 1));
        assertThat(fixture.pool.getTotalStats().getLeased()).isZero();
    }

    private Optional<Class<?>> failureOfBroken(CloseableHttpClient client) throws IOException {
        ClassicHttpResponse response = client.executeOpen(null, fixture.get("/cut"), null);
        response.getEntity().getContent().read();
        return failureOf(response);
    }

    private static Optional<Class<?>> failureOf(Closeable response) {
        try {
            response.close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getClass());
        }
    }

    @Test
    void corruptGzipThatNobodyReadsIsClosedAsWithoutUsAndDropped() throws Exception {
        byte[] corrupt = gzip("hello ".repeat(5000));
        Arrays.fill(corrupt, 20, corrupt.length, (byte) 0xff);
        server.on("/corrupt", (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip", corrupt));

        Report report = fixture.record(client ->
                client.executeOpen(null, fixture.get("/corrupt"), null).close());

        assertThat(report.counts().recorded()).isZero();
        assertThat(fixture.pool.getTotalStats().getAvailable()).isEqualTo(1);
    }

    @Test
    void callThatIsCancelledWhileItIsReadIsDropped() throws Exception {
        HttpGet request = stalled();

        Report report = fixture.record(client -> {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            InputStream content = response.getEntity().getContent();
            content.read();
            request.cancel();
            assertThatThrownBy(content::read).isInstanceOf(IOException.class);
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callThatIsCancelledAndThenClosedFailsAsWithoutUsAndIsDropped(boolean whole) throws Exception {
        Optional<Class<?>> failure = failureOfCancelled(plain(), whole);

        Report report = fixture.record(
                client -> assertThat(failureOfCancelled(client, whole)).isEqualTo(failure));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
        assertThat(fixture.pool.getTotalStats().getLeased()).isZero();
    }

    /** What closing the response, or its stream only, throws. */
    private Optional<Class<?>> failureOfCancelled(CloseableHttpClient client, boolean whole) throws IOException {
        HttpGet request = stalled();
        ClassicHttpResponse response = client.executeOpen(null, request, null);
        InputStream content = response.getEntity().getContent();
        content.read();
        request.cancel();
        return failureOf(whole ? response : content);
    }

    @Test
    void callThatIsCancelledBeforeItIsAnsweredIsDropped() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            arrived.countDown();
            wire.await(new CountDownLatch(1));
        });
        HttpGet request = new HttpGet(server.url("/slow"));

        Report report = fixture.record(client -> {
            Thread cancelling = new Thread(() -> {
                try {
                    await(arrived);
                    request.cancel();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            cancelling.start();
            assertThatThrownBy(() -> call(client, request)).isInstanceOf(IOException.class);
            cancelling.join();
        });

        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    @Test
    void keyHeaderIsStripped() throws Exception {
        ClassicHttpRequest request = fixture.get("/one");
        request.addHeader(OpenSessions.KEY_HEADER, ApacheFixture.CASSETTE);

        fixture.record(client -> call(client, request));
        call(fixture.client(VcrExecInterceptor.ambient()), request);

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(received -> assertThat(received.headers().contains(OpenSessions.KEY_HEADER))
                        .isFalse());
        assertThat(request.containsHeader(OpenSessions.KEY_HEADER)).isTrue();
        assertThat(fixture.stored().get(0).request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
    }

    @Test
    void twoInterceptorsOnOneClientRecordOnce() throws Exception {
        Report report = fixture.record(recording -> {
            VcrExecInterceptor inner = VcrExecInterceptor.ambient();
            CloseableHttpClient twice = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(inner.attachTo(fixture.builder()))
                    .build());
            call(twice, post(new StringEntity("a")));
        });

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void interceptorFurtherOutThatTriesAgainMakesAnotherRequest() throws Exception {
        Report report = fixture.record(recording -> {
            CloseableHttpClient again = fixture.opened(VcrExecInterceptor.ambient()
                    .attachTo(fixture.builder())
                    .addExecInterceptorFirst("again", (request, scope, chain) -> {
                        chain.proceed(request, scope).close();
                        return chain.proceed(request, scope);
                    })
                    .build());
            call(again, fixture.get("/one"));
        });

        assertThat(report.counts().recorded()).isEqualTo(2);
    }

    @Test
    void contextServesOneCallAfterTheOther() throws Exception {
        HttpClientContext context = HttpClientContext.create();

        Report report = fixture.record(client -> {
            client.execute(fixture.get("/one"), context, Seen::of);
            client.execute(fixture.get("/one"), context, Seen::of);
        });

        assertThat(report.counts().recorded()).isEqualTo(2);
    }

    private CloseableHttpClient plain() {
        return fixture.opened(fixture.builder().build());
    }

    private ClassicHttpRequest post(HttpEntity entity) {
        return fixture.post("/echo").setEntity(entity).build();
    }

    private ClassicHttpResponse openOne(CloseableHttpClient client) throws IOException {
        return client.executeOpen(null, fixture.get("/one"), null);
    }

    /** A request for a stream that stops after its first byte until the server is closed. */
    private HttpGet stalled() {
        server.on("/stalled", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.await(new CountDownLatch(1));
        });
        return new HttpGet(server.url("/stalled"));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
