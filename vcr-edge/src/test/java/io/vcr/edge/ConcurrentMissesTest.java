package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.file.FilePersister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests whose clients are several processes miss the same fifty requests at once. Each is one call to the API. */
@Tag("slow")
@ResourceLock("io.vcr.OpenSessions")
class ConcurrentMissesTest {

    private static final int PROCESSES = 4;
    private static final int REQUESTS = 50;

    private final LoopbackServer api = LoopbackServer.start();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(REQUESTS);

    @BeforeEach
    void serve() {
        for (int i = 0; i < REQUESTS; i++) {
            String path = "/" + i;
            api.on(path, (request, wire) -> {
                calls.incrementAndGet();
                all.countDown();
                await(all);
                wire.respond("200 OK", "", "answer to " + path);
            });
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void twoHundredTestsOfAnEdgeWithFilesMakeFiftyCalls(@TempDir Path directory) throws Exception {
        Vcr vcr = Vcr.builder(FilePersister.of(directory)).environment(Map.of()).build();
        List<Session> sessions = new ArrayList<>();
        try (VcrEdge edge = VcrEdge.mount("api", api.url(""))) {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                List<String> urls = new ArrayList<>();
                for (int request = 0; request < REQUESTS; request++) {
                    Session session = vcr.open("missing/" + request);
                    sessions.add(session);
                    urls.add(edge.urlFor(session, "api") + "/" + request);
                }
                processes.add(ManyRequests.start(urls));
            }
            assertAnswered(processes);
            assertThat(edge.calls("api")).isEqualTo(REQUESTS);
            assertThat(edge.hits("api")).isEqualTo((PROCESSES - 1) * REQUESTS);
        }

        assertThat(sessions)
                .extracting(session -> session.finish(Outcome.PASSED))
                .extracting(Report::verdict)
                .containsOnly(Verdict.MISS_RECORDED);
        assertThat(calls).hasValue(REQUESTS);
    }

    @Test
    void theTestsOfTwoEdgesWithRedisMakeFiftyCalls() throws Exception {
        Tool.assume("redis-server", "--version");
        try (RedisServer redis = RedisServer.start();
                StandaloneEdge one = StandaloneEdge.start(redis.url(), api.url(""));
                StandaloneEdge other = StandaloneEdge.start(redis.url(), api.url(""))) {
            List<String> urls = begin(one);
            List<String> others = begin(other);

            assertAnswered(List.of(ManyRequests.start(urls), ManyRequests.start(others)));

            assertThat(calls).hasValue(REQUESTS);
        }
    }

    private static List<String> begin(StandaloneEdge edge) throws Exception {
        List<String> urls = new ArrayList<>();
        for (int request = 0; request < REQUESTS; request++) {
            String begun = StandaloneTest.post(edge.url() + "/__vcr/tests", "{\"name\":\"missing/" + request + "\"}")
                    .body();
            urls.add(StandaloneTest.field(begun, "api") + "/" + request);
        }
        return urls;
    }

    private static void assertAnswered(List<Process> processes) throws Exception {
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(output.lines())
                    .containsExactlyElementsOf(IntStream.range(0, REQUESTS)
                            .mapToObj(request -> "answer to /" + request)
                            .toList());
        }
    }
}
