package io.vcr.apache;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** A server, a store in memory and clients that record the one into the other. Confined to the thread of a test. */
final class ApacheFixture implements AutoCloseable {

    static final String CASSETTE = "apache";
    static final HttpRequestRetryStrategy ONE_RETRY =
            new DefaultHttpRequestRetryStrategy(1, TimeValue.ZERO_MILLISECONDS);

    /** Makes calls with a client. */
    @FunctionalInterface
    interface Use {
        void with(CloseableHttpClient client) throws Exception;
    }

    /** Makes calls with an async client. */
    @FunctionalInterface
    interface AsyncUse {
        void with(CloseableHttpAsyncClient client) throws Exception;
    }

    /** What an application sees of a response. */
    record Seen(int code, String reason, List<String> headers, String body) {

        static Seen of(ClassicHttpResponse response) throws HttpException, IOException {
            byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            return new Seen(
                    response.getCode(),
                    response.getReasonPhrase(),
                    Arrays.stream(response.getHeaders()).map(Header::toString).toList(),
                    new String(body, StandardCharsets.ISO_8859_1));
        }

        static Seen of(SimpleHttpResponse response) {
            byte[] body = response.getBodyBytes() == null ? new byte[0] : response.getBodyBytes();
            return new Seen(
                    response.getCode(),
                    response.getReasonPhrase(),
                    Arrays.stream(response.getHeaders()).map(Header::toString).toList(),
                    new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    final LoopbackServer server = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    final PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
            .setDefaultConnectionConfig(ConnectionConfig.custom()
                    .setSocketTimeout(Timeout.ofSeconds(15))
                    .build())
            .build();
    final PoolingAsyncClientConnectionManager asyncPool = PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(20)
            .build();
    Vcr vcr = Vcr.builder(persister).build();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>(List.of(server, pool, asyncPool));

    ApacheFixture() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain\nX-A: 1\nX-A: 2", "one"))
                .on("/echo", (request, wire) -> wire.respond("200 OK", "", request.text()))
                .on(
                        "/gzip",
                        (request, wire) -> wire.respond(
                                "200 OK",
                                "Content-Type: text/plain\nContent-Encoding: gzip",
                                gzip("hello ".repeat(500))));
    }

    /** Answers the first call with 503, and others with what they send. */
    void busyOnce(String path) {
        AtomicInteger calls = new AtomicInteger();
        server.on(path, (request, wire) -> {
            if (calls.incrementAndGet() == 1) {
                wire.respond("503 Busy", "Retry-After: 0", "");
            } else {
                wire.respond("200 OK", "", request.text());
            }
        });
    }

    /** A builder of clients that share the pool. */
    HttpClientBuilder builder() {
        return HttpClients.custom().setConnectionManager(pool).setConnectionManagerShared(true);
    }

    CloseableHttpClient client(VcrExecInterceptor interceptor) {
        return opened(interceptor.attachTo(builder()).build());
    }

    /** A builder of async clients that share the pool. */
    HttpAsyncClientBuilder asyncBuilder() {
        return HttpAsyncClients.custom().setConnectionManager(asyncPool).setConnectionManagerShared(true);
    }

    CloseableHttpAsyncClient asyncClient(VcrAsyncExecInterceptor interceptor) {
        return started(interceptor.attachTo(asyncBuilder()).build());
    }

    CloseableHttpAsyncClient started(CloseableHttpAsyncClient client) {
        client.start();
        opened.push(() -> client.close(CloseMode.IMMEDIATE)); // it waits for calls that nobody answers otherwise
        return client;
    }

    <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    ClassicHttpRequest get(String target) {
        return ClassicRequestBuilder.get(server.url(target)).build();
    }

    ClassicRequestBuilder post(String target) {
        return ClassicRequestBuilder.post(server.url(target));
    }

    /** Runs calls in a session that passes. */
    Report record(Use use) throws Exception {
        return run(vcr, session -> use.with(client(VcrExecInterceptor.of(session))));
    }

    /** Runs calls in a session in mode {@code none}, the server closed. */
    Report replay(Use use) throws Exception {
        server.close();
        Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
        return run(none, session -> use.with(client(VcrExecInterceptor.of(session))));
    }

    Report recordAsync(AsyncUse use) throws Exception {
        return run(vcr, session -> use.with(asyncClient(VcrAsyncExecInterceptor.of(session))));
    }

    Report replayAsync(AsyncUse use) throws Exception {
        server.close();
        Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
        return run(none, session -> use.with(asyncClient(VcrAsyncExecInterceptor.of(session))));
    }

    /** What a test does in a session. */
    @FunctionalInterface
    interface Work {
        void in(Session session) throws Exception;
    }

    Report run(Vcr configured, Work work) throws Exception {
        Session session = configured.open(CASSETTE);
        try {
            work.in(session);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    static Seen call(CloseableHttpClient client, ClassicHttpRequest request) throws IOException {
        return client.execute(request, Seen::of);
    }

    static Seen call(CloseableHttpAsyncClient client, SimpleHttpRequest request) throws Exception {
        return Seen.of(client.execute(request, null).get(20, TimeUnit.SECONDS));
    }

    List<Episode> stored() throws IOException {
        return persister.load(CassetteId.of(CASSETTE)).map(Cassette::episodes).orElse(List.of());
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Waits for what another thread does; fails the test if it does not come. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("What the test waits for does not happen");
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }
}
