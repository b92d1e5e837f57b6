package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.sun.net.httpserver.HttpServer;
import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.junit5.VcrExtension;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * 64 parallel tests make 20 calls each over one client, with {@code execute} and with {@code enqueue}: no episode is in the
 * cassette of another test. {@code -Dexamples.parallel.runs=100} repeats it.
 */
class ParallelSuiteTest {

    private static final int TESTS = 64;
    private static final int CALLS = 20;
    private static final Persister STORE = Persisters.inMemory();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private static HttpServer server;
    private static OkHttpClient client;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(THREADS);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        client = VcrInterceptor.ambient().attachTo(new OkHttpClient());
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        THREADS.shutdownNow();
        client.dispatcher().executorService().shutdown();
    }

    @BeforeEach
    void clear() throws IOException {
        for (CassetteId id : STORE.list("")) {
            STORE.delete(id);
        }
    }

    @RepeatedTest(2)
    void noEpisodeIsInAForeignCassette() throws IOException {
        int runs = Integer.getInteger("examples.parallel.runs", 1);
        for (int run = 0; run < runs; run++) {
            clear();
            assertThat(passed(Parallel.class)).as("cold, run %d", run).isEqualTo(2 * TESTS);
            List<CassetteId> ids = STORE.list("");
            assertThat(ids).hasSize(2 * TESTS);
            for (CassetteId id : ids) {
                String own = id.value().replaceFirst(".*(/.*)\\[(.*)]", "$1/$2");
                assertThat(STORE.load(id).orElseThrow().episodes())
                        .as("run %d, %s", run, id)
                        .hasSize(CALLS)
                        .allSatisfy(episode ->
                                assertThat(episode.request().uri().path()).isEqualTo(own));
            }
            assertThat(passed(Parallel.class)).as("warm, run %d", run).isEqualTo(2 * TESTS);
        }
    }

    private static long passed(Class<?> suite) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(suite))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + TESTS)
                                .configurationParameter("vcr.verbose", "0")
                                .configurationParameter("vcr.report", "none")
                                .build(),
                        listener);
        return listener.getSummary().getTestsSucceededCount();
    }

    /** Not found by the build: run by the test above only. */
    static class Parallel {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @RepeatedTest(TESTS)
        void executed(RepetitionInfo repetition) throws IOException {
            for (int call = 0; call < CALLS; call++) {
                String path = "/executed/" + repetition.getCurrentRepetition() + "?call=" + call;
                try (Response response = client.newCall(request(path)).execute()) {
                    assertThat(response.body().string()).isEqualTo(path);
                }
            }
        }

        @RepeatedTest(TESTS)
        void enqueued(RepetitionInfo repetition) throws Exception {
            List<Future<String>> answers = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                answers.add(answer);
                client.newCall(request(path(repetition, call))).enqueue(new Callback() {
                    @Override
                    public void onFailure(Call failed, IOException e) {
                        answer.completeExceptionally(e);
                    }

                    @Override
                    public void onResponse(Call answered, Response response) throws IOException {
                        try (response) {
                            answer.complete(response.body().string());
                        }
                    }
                });
            }
            for (int call = 0; call < CALLS; call++) {
                assertThat(answers.get(call).get(60, TimeUnit.SECONDS)).isEqualTo(path(repetition, call));
            }
        }

        private static String path(RepetitionInfo repetition, int call) {
            return "/enqueued/" + repetition.getCurrentRepetition() + "?call=" + call;
        }

        private static Request request(String path) {
            return new Request.Builder()
                    .url("http://localhost:" + server.getAddress().getPort() + path)
                    .build();
        }
    }
}
