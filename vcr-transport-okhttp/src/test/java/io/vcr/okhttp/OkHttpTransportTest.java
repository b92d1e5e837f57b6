package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static io.vcr.okhttp.TransportFixture.enqueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.okhttp.TransportFixture.BothWays;
import io.vcr.okhttp.TransportFixture.Seen;
import io.vcr.testkit.server.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttp;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What OkHttp promises beyond the contract of transports: exceptions, redirects, decoded bodies. */
class OkHttpTransportTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @BeforeAll
    static void sayWhichVersionRuns() throws ReflectiveOperationException {
        // By reflection, because the compiler copies the constant of the version that it sees.
        System.out.println("OkHttp " + OkHttp.class.getField("VERSION").get(null));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void t6GzipIsSeenDecodedLiveAndInReplay() throws Exception {
        server.on(
                "/gzip",
                (request, wire) -> wire.respond(
                        "200 OK", "Content-Encoding: gzip\nContent-Type: text/plain", gzip("hello, hello, hello")));

        BothWays seen = fixture.bothWays(fixture.get("/gzip"));

        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t6GzipThatTheApplicationAskedForIsReplayedDecodedAndConsistent() throws Exception {
        server.on("/gzip", (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip", gzip("hello")));
        Request asking = fixture.get("/gzip")
                .newBuilder()
                .header("Accept-Encoding", "gzip")
                .build();

        Seen replayed = fixture.bothWays(asking).replayed();

        assertThat(replayed.body().utf8()).isEqualTo("hello");
        assertThat(replayed.headers()).containsExactly("Content-Length: 5");
    }

    @Test
    void t8LastAnswerAfterRedirectsIsStoredUnderTheFirstRequest() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /to", ""))
                .on("/to", (request, wire) -> wire.respond("200 OK", "", "there"));

        BothWays seen = fixture.bothWays(fixture.get("/from"));

        assertThat(seen.episode().request().uri().path()).isEqualTo("/from");
        assertThat(seen.replayed()).isEqualTo(seen.live());
    }

    @Test
    void t11NetworkFailurePassesUntouchedAndIsNotRecorded() throws Exception {
        Request request = fixture.get("/nobody");
        server.close();

        Report report = fixture.record(
                client -> assertThatThrownBy(() -> call(client, request)).isExactlyInstanceOf(ConnectException.class));

        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("connection lost", 1));
    }

    @Test
    void t12RedirectsAndRetriesBelowUsAreOneRequest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.on("/from", (request, wire) -> wire.respond("307 Temporary Redirect", "Location: /to", ""))
                .on("/to", (request, wire) -> {
                    if (calls.incrementAndGet() == 1) {
                        wire.respond("503 Busy", "Retry-After: 0", "");
                    } else {
                        wire.respond("200 OK", "", "there");
                    }
                });

        Report report = fixture.record(client -> call(client, fixture.get("/from")));

        assertThat(server.requests()).hasSize(3);
        assertThat(report.counts().live()).isEqualTo(1);
    }

    @Test
    void t13RefusalThrowsIfSoConfigured() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        fixture.replay(client -> assertThatThrownBy(() -> call(client, fixture.get("/missing")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("Nothing is recorded for GET "));
    }

    @Test
    void t13RefusalFailsAnEnqueuedCallIfSoConfigured() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        fixture.replay(client -> assertThatThrownBy(
                        () -> enqueue(client, fixture.get("/missing")).get(20, TimeUnit.SECONDS))
                .hasRootCauseExactlyInstanceOf(IOException.class)
                .hasStackTraceContaining("Nothing is recorded for GET "));
    }

    @Test
    void t14ReplayOpensNoSocket() throws Exception {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));
        fixture.record(client -> call(client, fixture.get("/one")));
        List<String> network = new ArrayList<>();

        fixture.replay(client -> call(
                client.newBuilder()
                        .eventListener(new EventListener() {
                            @Override
                            public void dnsStart(Call call, String host) {
                                network.add("dns");
                            }

                            @Override
                            public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                                network.add("connect");
                            }
                        })
                        .build(),
                fixture.get("/one")));

        assertThat(network).isEmpty();
    }

    @Test
    void t15BodyThatCannotBeReadFailsTheCallWithItsOwnException() throws Exception {
        IOException failure = new IOException("the file is gone");

        Report report = fixture.record(client -> assertThatThrownBy(() -> call(client, post("/post", new RequestBody() {
                    @Override
                    public MediaType contentType() {
                        return null;
                    }

                    @Override
                    public void writeTo(BufferedSink sink) throws IOException {
                        throw failure;
                    }
                })))
                .isSameAs(failure));

        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    private Request post(String target, RequestBody body) {
        return fixture.get(target).newBuilder().post(body).build();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
