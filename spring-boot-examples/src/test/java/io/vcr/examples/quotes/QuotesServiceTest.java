package io.vcr.examples.quotes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vcr.edge.VcrEdge;
import io.vcr.examples.boot.SuiteRun;
import io.vcr.junit5.UseCassette;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the integration test of a service twice: with its providers, and without them. */
class QuotesServiceTest {

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final HttpServer PRICES = provider("2.5");
    private static final HttpServer RATES = provider("12");
    private static final String PRICES_URL = url(PRICES);
    private static final String RATES_URL = url(RATES);

    @Test
    void theServiceIsRecordedOnceAndReplayedWithoutItsProviders(@TempDir Path cassettes) {
        SuiteRun first = SuiteRun.of(QuotesTest.class, cassettes, Map.of());
        PRICES.stop(0);
        RATES.stop(0);
        SuiteRun second = SuiteRun.of(QuotesTest.class, cassettes, Map.of("vcr.mode", "none"));

        assertThat(first.failures()).isEmpty();
        assertThat(first.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("[VCR MISS:RECORDED] replayed=0 recorded=2 live=2"));
        assertThat(second.failures()).isEmpty();
        assertThat(second.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("[VCR HIT] replayed=2 recorded=0 live=0"));
        assertThat(CALLS).hasValue(4);
    }

    /** The test as the developers of the service write it. */
    @UseCassette
    static class QuotesTest {

        @RegisterExtension
        static final VcrEdge EDGE = VcrEdge.mount("prices", PRICES_URL).and("rates", RATES_URL);

        private static ServiceProcess service;

        @BeforeAll
        static void startTheService() throws IOException {
            service = ServiceProcess.start("--prices.url=" + EDGE.url("prices"), "--rates.url=" + EDGE.url("rates"));
        }

        @AfterAll
        static void stopTheService() {
            service.close();
        }

        @Test
        void quotesInKroner() throws Exception {
            assertThat(service.get("/quotes/tea?currency=NOK")).isEqualTo("tea for 30 NOK");
        }

        @Test
        void quotesInYen() throws Exception {
            assertThat(service.get("/quotes/milk?currency=JPY")).isEqualTo("milk for 30 JPY");
        }
    }

    private static HttpServer provider(String answer) {
        try {
            HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            provider.createContext("/", exchange -> {
                CALLS.incrementAndGet();
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            provider.start();
            return provider;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(HttpServer provider) {
        return "http://localhost:" + provider.getAddress().getPort();
    }
}
