package io.vcr.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs tests of a Spring Boot application that have nothing of the recorder but the dependency and the annotation. */
class SpringBootTestTest {

    private static final Map<String, String> RECORDING_LOCALHOST = Map.of("vcr.ignore-localhost", "false");
    private static final Map<String, String> PARALLEL = Map.of(
            "vcr.ignore-localhost", "false",
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent");

    private static final AtomicInteger CALLS = new AtomicInteger();

    /** The same for all tests, because the contexts that know its address are cached. */
    private static HttpServer provider;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            CALLS.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            boolean events = path.startsWith("/ticker");
            byte[] body = (events ? "data: 1\n\ndata: 2\n\ndata: 3\n\n" : "price of " + path)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", events ? "text/event-stream" : "text/plain");
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        provider.start();
    }

    @AfterAll
    static void stop() {
        provider.stop(0);
    }

    @BeforeEach
    void configure() {
        CALLS.set(0);
        System.setProperty(
                "prices.url", "http://localhost:" + provider.getAddress().getPort());
    }

    @AfterEach
    void clear() {
        System.clearProperty("prices.url");
    }

    @Test
    void theSecondRunReplays() {
        SuiteRun first = run(Suites.PricesTest.class, RECORDING_LOCALHOST);
        int recorded = CALLS.get();
        SuiteRun second = run(Suites.PricesTest.class, RECORDING_LOCALHOST);

        assertThat(first.failures()).isEmpty();
        assertThat(first.verdicts()).hasSize(4).containsOnly("MISS:RECORDED");
        assertThat(second.failures()).isEmpty();
        assertThat(second.verdicts()).hasSize(4).containsOnly("HIT");
        assertThat(CALLS).hasValue(recorded);
    }

    @Test
    void withoutCassettesModeNoneCallsNobodyAndSaysWhatToDo() {
        SuiteRun run = run(Suites.PricesTest.class, Map.of("vcr.ignore-localhost", "false", "vcr.mode", "none"));

        assertThat(run.verdicts()).hasSize(4).containsOnly("REFUSED");
        assertThat(run.failures())
                .hasSize(4)
                .allSatisfy(failure -> assertThat(failure)
                        .hasStackTraceContaining("Nothing is recorded for GET")
                        .hasStackTraceContaining("VCR_RECORD_MODE=once"));
        assertThat(CALLS).hasValue(0);
    }

    @Test
    void aTestThatCallsItsOwnApplicationRecordsWhatTheApplicationCalls() {
        ProxySelector original = ProxySelector.getDefault();
        ProxySelector.setDefault(new ToTheProvider());
        System.setProperty("prices.url", "http://prices.example");
        System.setProperty("spring.http.client.factory", "jdk");
        System.setProperty("spring.http.clients.imperative.factory", "jdk");
        try {
            SuiteRun first = run(Suites.OffersTest.class, Map.of());
            SuiteRun second = run(Suites.OffersTest.class, Map.of("vcr.mode", "none"));

            assertThat(first.failures()).isEmpty();
            assertThat(first.lines()).first().asString().contains("[VCR MISS:RECORDED]", "recorded=1");
            assertThat(second.failures()).isEmpty();
            assertThat(second.lines())
                    .first()
                    .asString()
                    .contains("[VCR HIT] replayed=1 recorded=0 live=0", "passed_through=1(localhost)");
            assertThat(CALLS).hasValue(1);
        } finally {
            ProxySelector.setDefault(original);
            System.clearProperty("spring.http.client.factory");
            System.clearProperty("spring.http.clients.imperative.factory");
        }
    }

    @Test
    void parallelTestsThatShareAContextHaveTheirOwnCassettes() {
        SuiteRun first = run(Suites.ParallelTest.class, PARALLEL);
        SuiteRun second = run(Suites.ParallelTest.class, PARALLEL);

        assertThat(first.failures()).isEmpty();
        assertThat(first.lines())
                .hasSize(16)
                .allSatisfy(line -> assertThat(line).contains("recorded=5"));
        assertThat(second.failures()).isEmpty();
        assertThat(second.lines())
                .hasSize(16)
                .allSatisfy(line -> assertThat(line).contains("[VCR HIT] replayed=5"));
    }

    @Test
    void aMockServerOfSpringBootAnswersItself() {
        SuiteRun run = run(MockedSuites.MockedTest.class, Map.of("vcr.mode", "none"));

        assertThat(run.failures()).isEmpty();
        assertThat(run.verdicts()).containsOnly("NOOP");
    }

    private SuiteRun run(Class<?> suite, Map<String, String> settings) {
        return SuiteRun.of(suite, directory, settings);
    }

    /** Sends the requests to a host that does not exist to the provider, as a proxy does. */
    private final class ToTheProvider extends ProxySelector {

        @Override
        public List<Proxy> select(URI uri) {
            return "prices.example".equals(uri.getHost())
                    ? List.of(new Proxy(Proxy.Type.HTTP, provider.getAddress()))
                    : List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }
}
