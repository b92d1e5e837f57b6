package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hundred tests in each of several JVMs miss the same fifty requests at once. */
@Tag("slow")
class ConcurrentMissesTest {

    private static final int TESTS = 100;
    private static final int REQUESTS = 50;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer provider;
    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        provider.setExecutor(threads);
        provider.createContext("/", exchange -> {
            calls.incrementAndGet();
            try {
                answers.await();
            } catch (InterruptedException e) {
                return; // the test is over
            }
            byte[] body = ("answer to " + exchange.getRequestURI().getPath()).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        answers.countDown();
        provider.stop(0);
        threads.shutdownNow();
        redis.close();
    }

    private Process tests() throws IOException {
        URI uri = URI.create("http://localhost:" + provider.getAddress().getPort());
        return MissingProcess.start(redis.url(), uri, TESTS, REQUESTS);
    }

    private static void assertAllPassed(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        List<String> lines =
                output.lines().filter(line -> line.startsWith("test ")).toList();
        assertThat(lines).hasSize(TESTS).allMatch(line -> line.matches("test (MISS:RECORDED|HIT)"));
    }

    @Test
    void oneCallIsMadeForEachRequest() throws Exception {
        Process one = tests();
        Process other = tests();
        await().until(() -> calls.get() >= REQUESTS);
        answers.countDown();

        assertAllPassed(one);
        assertAllPassed(other);
        assertThat(calls).hasValue(REQUESTS);
    }

    @Test
    void theCallsOfAProcessThatIsKilledAreMadeOnceByTheOthers() throws Exception {
        Process killed = tests();
        await().until(() -> calls.get() >= REQUESTS);
        Process one = tests();
        Process other = tests();
        killed.destroyForcibly().waitFor();
        await().until(() -> calls.get() >= 2 * REQUESTS);
        answers.countDown();

        assertAllPassed(one);
        assertAllPassed(other);
        assertThat(calls).hasValue(2 * REQUESTS);
    }
}
