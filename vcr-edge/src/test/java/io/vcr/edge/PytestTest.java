package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A suite of another language has a cassette for each test, with the gate and the verdicts of ours. */
@Tag("slow")
class PytestTest {

    @BeforeAll
    static void thereIsPytest() throws Exception {
        Tool.assume("python3", "-m", "pytest", "--version");
    }

    @Test
    void aSuiteOfTenTestsIsRecordedOnceInFilesAndReplayedWithoutTheApi(@TempDir Path store) throws Exception {
        assertReplayed(store.toUri().toString());
    }

    @Test
    void aSuiteOfTenTestsIsRecordedOnceInRedisAndReplayedByAnotherEdgeWithoutTheApi() throws Exception {
        Tool.assume("redis-server", "--version");
        try (RedisServer redis = RedisServer.start()) {
            assertReplayed(redis.url());
        }
    }

    /** Each run has an edge of its own. */
    private static void assertReplayed(String store) throws Exception {
        try (LoopbackServer api = api()) {
            Result cold = pytest(store, api.url(""), "cold", "--record", "errors");

            assertThat(cold.pytest().output()).contains("9 passed", "1 failed").doesNotContain("refused");
            assertThat(cold.pytest().output()).contains("FAILED test_chat.py::test_that_fails");
            assertThat(verdicts(cold, "MISS:RECORDED")).isEqualTo(9);
            assertThat(cold.edge())
                    .contains("[VCR MISS:NOT_PERSISTED] replayed=0 recorded=1 live=1 entries=0 ::"
                            + " test_chat.py/test_that_fails (the test failed, so its 1 new episode is discarded)");
            int calls = api.connections();
            api.close();

            Result warm = pytest(store, api.url(""), "warm", "--mode", "none");

            assertThat(warm.pytest().output()).contains("9 passed", "Nothing is recorded for POST");
            assertThat(verdicts(warm, "HIT")).isEqualTo(9);
            assertThat(verdicts(warm, "REFUSED")).isEqualTo(1);
            assertThat(warm.edge()).contains("[VCR EDGE] api hits=12 calls=0 rejected=1{refused=1}");
            assertThat(calls).isPositive();
        }
    }

    private record Result(Tool.Run pytest, List<String> edge) {}

    private static Result pytest(String store, String api, String marker, String... options) throws Exception {
        try (StandaloneEdge edge = StandaloneEdge.start(store, api, options)) {
            Tool.Run run = Tool.run(
                    suite(),
                    Map.of("VCR_EDGE", edge.url(), "MARKER", marker + "-run", "PYTHONDONTWRITEBYTECODE", "1"),
                    "python3",
                    "-m",
                    "pytest",
                    "-p",
                    "no:cacheprovider",
                    "-rf",
                    ".");
            return new Result(run, edge.stop());
        }
    }

    private static Path suite() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(PytestTest.class.getResource("/pytest")).toURI());
    }

    private static long verdicts(Result result, String verdict) {
        return result.edge().stream()
                .filter(line -> line.startsWith("[VCR " + verdict + "]"))
                .count();
    }

    private static LoopbackServer api() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        AtomicInteger count = new AtomicInteger();
        LoopbackServer api = LoopbackServer.start();
        return api.on(
                        "/echo",
                        (request, wire) -> wire.respond("200 OK", "Content-Type: application/json", request.text()))
                .on("/bytes", (request, wire) -> wire.respond("200 OK", "Content-Type: image/png", bytes))
                .on("/count", (request, wire) -> wire.respond("200 OK", "", "" + count.incrementAndGet()))
                .on("/from", (request, wire) -> wire.respond("302 Found", "Location: /to", ""))
                .on("/to", (request, wire) -> wire.respond("200 OK", "", "there"))
                .on("/stream", (request, wire) -> {
                    wire.chunked("Content-Type: text/event-stream");
                    wire.rest("data: 1\n\n", "data: 2\n\n", "data: [DONE]\n\n");
                });
    }
}
