package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that does not keep to HTTP gets an error or a closed connection, and the test of another one passes. */
@ResourceLock("io.vcr.OpenSessions")
class HostileClientTest {

    private static final String GET = "GET %s/ok HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n";

    private final LoopbackServer api = LoopbackServer.start();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    private EdgeServer edge;
    private Session session;
    private String url;
    private String path;

    @BeforeEach
    void start() {
        api.on("/ok", (request, wire) -> wire.respond("200 OK", "", request.text()));
        Mounts mounts = new Mounts(List.of(Mount.of("api", api.url(""))));
        Counts counts = new Counts(mounts);
        // Short, so that a client that is silent does not hold up the test.
        EdgeOptions options = new EdgeOptions("127.0.0.1", 0, 1 << 20, Duration.ofMillis(300), true);
        edge = EdgeServer.start(mounts, counts, new Health(counts), options);
        session = vcr.open("hostile");
        url = edge.url("api", Optional.of(session));
        path = url.substring(url.indexOf("/__test"));
    }

    /** The edge goes on serving, and the test is not failed by a request that is none. */
    @AfterEach
    void anotherClientIsServed() throws IOException {
        try (RawClient client = RawClient.connect(url)) {
            assertThat(client.send(GET.formatted(path)).status()).isEqualTo(200);
        }
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        edge.close();
        api.close();
    }

    static List<String> ambiguous() {
        return List.of(
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 5\r\n\r\nabcd",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "GET %s/ok HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET %s/ok HTTP/1.1\r\n\r\n",
                "GET %s/ok HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "GET %s/ok HTTP/1.1\r\nHost: a\r\nA\0: b\r\n\r\n",
                "GET %s/o k HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/o%%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/../../ok HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/%%2e%%2e/ok HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/..%%2f..%%2fok HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/..%%5cok HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET %s/..;/ok HTTP/1.1\r\nHost: a\r\n\r\n",
                "\0\0\0\0\r\n\r\n",
                "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n",
                "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void aRequestThatCanBeReadInTwoWaysReachesNoApi(String request) throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            assertThat(client.send(request.formatted(path)).status()).isIn(0, 400, 404, 501);
        }
        assertThat(api.connections()).isZero();
    }

    /** CL.TE, TE.CL, and encodings that one reader of two may overlook. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
            })
    void whatFollowsARequestOfTwoLengthsIsNoSecondRequest(String lengths) throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send("POST " + path + "/ok HTTP/1.1\r\nHost: a\r\n" + lengths + "GET " + path
                    + "/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.status()).isIn(0, 400, 501);
            client.rest();
        }
        assertThat(api.connections()).isZero();
    }

    @Test
    void whatIsLongerThanAnnouncedDoesNotReachTheApi() throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send("POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nhello\r\n\r\n".formatted(path));

            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).startsWith("hel").doesNotContain("hello");
        }
        assertThat(api.requests()).hasSize(1);
    }

    @Test
    void tenThousandTrailersAreTooMany() throws Exception {
        StringBuilder request = new StringBuilder(
                "POST " + path + "/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
        for (int i = 0; i < 10_000; i++) {
            request.append("X-").append(i).append(": a\r\n");
        }
        try (RawClient client = RawClient.connect(url)) {
            assertThat(client.send(request + "\r\n").status()).isIn(0, 400, 431);
        }
        assertThat(api.connections()).isZero();
    }

    @Test
    void tenThousandHeadersAreTooMany() throws Exception {
        StringBuilder request = new StringBuilder("GET " + path + "/ok HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < 10_000; i++) {
            request.append("X-").append(i).append(": a\r\n");
        }
        try (RawClient client = RawClient.connect(url)) {
            assertThat(client.send(request + "\r\n").status()).isIn(0, 431);
        }
        assertThat(api.connections()).isZero();
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send("POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n".formatted(path));

            assertThat(client.status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyOverTheLimitWithoutALengthIsRefused() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        try (RawClient client = RawClient.connect(url)) {
            client.send("POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".formatted(path));
            for (int i = 0; i < 17; i++) {
                client.send(chunk);
            }

            assertThat(client.status()).isEqualTo(413);
        }
        assertThat(api.connections()).isZero();
    }

    @Test
    void aRequestThatIsSplitAtEveryByteIsServed() throws Exception {
        String request =
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello".formatted(path);
        try (RawClient client = RawClient.connect(url)) {
            for (char one : request.toCharArray()) {
                client.send(String.valueOf(one));
            }

            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).isEqualTo("hello");
        }
    }

    @Test
    void aClientThatClosesItsHalfIsServed() throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send(GET.formatted(path)).endOutput();

            assertThat(client.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET ",
                "GET %s/ok HTTP/1.1\r\nHost: a\r\nX-A: ",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
            })
    void aClientThatStopsInTheMiddleIsLetGo(String part) throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send(part.formatted(path));

            assertThat(client.status()).isIn(0, 400, 408, 500);
        }
        assertThat(api.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
            })
    void aBodyThatIsShorterThanAnnouncedReachesNoApi(String request) throws Exception {
        try (RawClient client = RawClient.connect(url)) {
            client.send(request.formatted(path)).endOutput();

            assertThat(client.status()).isIn(0, 400);
        }
        assertThat(api.connections()).isZero();
    }

    @Test
    void aClientThatDoesNotReadIsLetGo() throws Exception {
        byte[] large = new byte[64 << 20];
        CountDownLatch ended = new CountDownLatch(1);
        api.on("/large", (request, wire) -> {
            try {
                wire.respond("200 OK", "", large);
            } finally {
                ended.countDown();
            }
        });
        try (RawClient client = RawClient.connect(url)) {
            client.send(GET.formatted(path).replace("/ok", "/large"));
            client.head();

            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.rest().length()).isLessThan(large.length);
        }
    }

    /** More than the server has threads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ",
                "GET %s/ok HTTP/1.1\r\nHost: a\r\nX-A: ",
                "POST %s/ok HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello"
            })
    void manyClientsThatAreSlowKeepNobodyOut(String part) throws Exception {
        RawClient[] slow = new RawClient[300];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = RawClient.connect(url).send(part.formatted(path));
        }
        try (RawClient client = RawClient.connect(url)) {
            assertThat(client.send(GET.formatted(path)).status()).isEqualTo(200);
        }
        for (RawClient client : slow) {
            client.close();
        }
    }
}
