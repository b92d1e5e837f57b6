package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Parallel tests share one client, whose async calls come from threads that belong to no test. {@code
 * -Dexamples.parallel.tests=64 -Dexamples.parallel.calls=20 -Dexamples.parallel.runs=100} does more of it, more often.
 */
class SdkSharedClientTest {

    private static final int TESTS = Integer.getInteger("examples.parallel.tests", 8);
    private static final int CALLS = Integer.getInteger("examples.parallel.calls", 10);
    private static final int RUNS = Integer.getInteger("examples.parallel.runs", 1);

    private final Persister store = Persisters.inMemory();
    private final Vcr vcr = Vcr.builder(store).environment(Map.of()).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(TESTS);
    private LlmProvider provider;

    @BeforeEach
    void start() throws Exception {
        provider = LlmProvider.start();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        provider.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"OPENAI_CHAT", "OPENAI_RESPONSES", "ANTHROPIC", "GENAI"})
    void eachRequestGoesToTheCassetteThatItNames(SdkCase sdk) throws Exception {
        Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
        for (int run = 0; run < RUNS; run++) {
            try (LlmProvider fresh = LlmProvider.start();
                    Sdk shared = sdk.with(Wiring.of(fresh))) {
                Ask ask = (test, question) -> shared.forCassette(cassette(test)).async(question);
                clear();
                assertThat(inParallel(vcr, ask))
                        .as("cold, run %d", run)
                        .allMatch(report -> report.verdict() == Verdict.MISS_RECORDED);
                assertThatEachCassetteHasItsOwn();
                assertThat(fresh.requestHeaders())
                        .noneMatch(header -> header.toLowerCase().startsWith("x-vcr-"));

                fresh.close();
                assertThat(inParallel(none, ask))
                        .as("warm, run %d", run)
                        .allMatch(report -> report.verdict() == Verdict.HIT);
                assertThat(fresh.calls()).isEqualTo(TESTS * CALLS);
            }
        }
    }

    private void clear() throws IOException {
        for (CassetteId id : store.list("")) {
            store.delete(id);
        }
    }

    @Test
    void eachStreamOfLangChain4jGoesWhereItWasCreated() throws Exception {
        try (Sdk shared = SdkCase.LANGCHAIN4J.with(Wiring.of(provider))) {
            inParallel(vcr, (test, question) -> shared.asyncStreaming(question, () -> {}));
            assertThatEachCassetteHasItsOwn();
        }
    }

    private void assertThatEachCassetteHasItsOwn() throws IOException {
        for (int test = 0; test < TESTS; test++) {
            List<Episode> episodes =
                    store.load(CassetteId.of(cassette(test))).orElseThrow().episodes();
            String own = question(test);
            assertThat(episodes)
                    .hasSize(CALLS)
                    .allSatisfy(episode -> assertThat(
                                    episode.request().body().text().orElseThrow())
                            .contains(own));
        }
    }

    /** Asks a question as one of the tests. */
    private interface Ask {
        Object ask(int test, String question) throws Exception;
    }

    private List<Report> inParallel(Vcr recorder, Ask ask) throws Exception {
        CyclicBarrier allOpen = new CyclicBarrier(TESTS);
        List<Callable<Report>> tests = new ArrayList<>();
        for (int test = 0; test < TESTS; test++) {
            int number = test;
            tests.add(() -> {
                Session session = recorder.open(cassette(number));
                try {
                    allOpen.await(60, TimeUnit.SECONDS);
                    for (int call = 0; call < CALLS; call++) {
                        ask.ask(number, question(number));
                    }
                    return session.finish(Outcome.PASSED);
                } finally {
                    session.finish(Outcome.FAILED);
                }
            });
        }
        List<Report> reports = new ArrayList<>();
        for (Future<Report> report : threads.invokeAll(tests)) {
            reports.add(report.get());
        }
        return reports;
    }

    private static String cassette(int test) {
        return "parallel/test-" + test;
    }

    private static String question(int test) {
        return "Question of test " + test + ".";
    }

    /** LangChain4j and the AWS SDK call on the thread of the test. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"OPENAI_CHAT", "OPENAI_RESPONSES", "ANTHROPIC", "GENAI"})
    void aRequestThatMayBelongToSeveralTestsIsRefused(SdkCase sdk) throws Exception {
        try (Sdk shared = sdk.with(Wiring.of(provider))) {
            Session one = threads.submit(() -> vcr.open("ambiguous/one")).get();
            Session other = threads.submit(() -> vcr.open("ambiguous/other")).get();

            Throwable failure = catchThrowable(() -> shared.async("Whose is this?"));

            assertThat(failure).hasStackTraceContaining("Several open sessions could own POST");
            assertThat(provider.calls()).isZero();
            assertThat(one.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
        }
    }
}
