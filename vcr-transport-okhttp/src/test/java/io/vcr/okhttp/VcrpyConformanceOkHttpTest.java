package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Filter;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What vcrpy's tests say of real clients; the numbers are those of docs/conformance.md. */
class VcrpyConformanceOkHttpTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @BeforeEach
    void answer() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain\nX-A: 1", "one"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void c47WhatAFilterMakesOfARequestNeverReachesTheWire() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().filter(new Blanking()).build();
        Request request = fixture.get("/one?pin=1")
                .newBuilder()
                .header("Authorization", "Bearer mine")
                .post(RequestBody.create("pin=1", MediaType.get("text/plain")))
                .build();

        fixture.record(client -> call(client, request));

        assertThat(server.request().target()).isEqualTo("/one?pin=1");
        assertThat(server.request().headers().all("Authorization")).containsExactly("Bearer mine");
        assertThat(server.request().text()).isEqualTo("pin=1");
        assertThat(fixture.stored().get(0).request().body()).isEqualTo(Body.EMPTY);
    }

    @Test
    void c48WhatAFilterMakesOfAResponseReachesTheReplayOnly() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().filter(new Blanking()).build();

        TransportFixture.BothWays seen = fixture.bothWays(fixture.get("/one"));

        assertThat(seen.live().body().utf8()).isEqualTo("one");
        assertThat(seen.live().all("X-A")).containsExactly("1");
        assertThat(seen.replayed().body().utf8()).isEqualTo("blank");
        assertThat(seen.replayed().all("X-A")).isEmpty();
    }

    @Test
    void c64AClientWorksAfterASaveThatFailed() throws Exception {
        OkHttpClient client = fixture.client(VcrInterceptor.ambient());
        Session session = Vcr.builder(new FullPersister()).build().open("full");
        call(client, fixture.get("/one"));

        Report report = session.finish(Outcome.PASSED);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(call(client, fixture.get("/one")).body().utf8()).isEqualTo("one");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void c65AClientThatWasMadeBeforeASessionIsRecordedInItAndFreeAfterIt() throws Exception {
        OkHttpClient client = fixture.client(VcrInterceptor.ambient());
        Session session = fixture.vcr.open("before");
        call(client, fixture.get("/one"));
        Report report = session.finish(Outcome.PASSED);
        call(client, fixture.get("/one"));

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(fixture.stored("before")).hasSize(1);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void c65AClientThatWasMadeInsideASessionWorksAfterIt() throws Exception {
        OkHttpClient client;
        try (Session session = fixture.vcr.open("inside")) {
            client = fixture.client(VcrInterceptor.ambient());
            call(client, fixture.get("/one"));
        }

        assertThat(call(client, fixture.get("/one")).body().utf8()).isEqualTo("one");
        assertThat(fixture.stored("inside")).hasSize(1);
    }

    @Test
    void c70BehindAProxyTheUriOfTheOriginIsStoredAndReplayedWithoutTheProxy() throws Exception {
        String origin = "http://origin.invalid/one";
        server.on(origin, (request, wire) -> wire.respond("200 OK", "", "by proxy"));
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(server.url("/")).getPort());
        Request request = new Request.Builder().url(origin).build();

        fixture.record(client -> call(
                client.newBuilder().proxy(new Proxy(Proxy.Type.HTTP, address)).build(), request));

        assertThat(fixture.stored().get(0).request().uri().text()).isEqualTo(origin);
        fixture.replay(client -> assertThat(call(client, request).body().utf8()).isEqualTo("by proxy"));
    }

    @Test
    void c72RecordedCallsGiveTheirConnectionBack() throws Exception {
        fixture.record(client -> {
            for (int i = 0; i < 3; i++) {
                call(client, fixture.get("/one"));
            }
            assertThat(client.connectionPool().idleConnectionCount()).isEqualTo(1);
        });

        assertThat(server.connections()).isEqualTo(1);
    }

    /** Leaves nothing of the query and the bodies. */
    private static final class Blanking implements Filter {

        @Override
        public HttpRequest request(HttpRequest request) {
            return request.withUri(request.uri().withQuery("")).withBody(Body.EMPTY);
        }

        @Override
        public HttpResponse response(HttpRequest request, HttpResponse response) {
            return response.withHeaders(response.headers().without("X-A")).withBody(Body.of("blank"));
        }
    }

    /** Holds nothing and takes nothing. */
    private static final class FullPersister implements Persister {

        @Override
        public Optional<Cassette> load(CassetteId id) {
            return Optional.empty();
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            throw new IOException("disk full");
        }

        @Override
        public boolean delete(CassetteId id) {
            return false;
        }
    }
}
