package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vcr.Decision;
import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that run in parallel and make their requests on threads of their own, of a shared pool, or of nobody. */
class WhoseRequestTest {

    private static final Persister STORE = Persisters.inMemory();

    /** Threads that all tests share. */
    private static final ExecutorService SHARED = Executors.newFixedThreadPool(3);

    @AfterAll
    static void shutDown() {
        SHARED.shutdown();
    }

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same_thread", "concurrent"})
    void everyTestOfASuiteReplays(String mode) {
        SampleRun recorded = run("same_thread", Suite.class);
        assertThat(withTraffic(recorded)).hasSize(23).allMatch(line -> line.startsWith("[VCR MISS:RECORDED]"));

        for (int i = 0; i < 5; i++) {
            SampleRun replayed = replayed(mode, Suite.class);

            assertThat(replayed.failures()).isEmpty();
            assertThat(withTraffic(replayed)).hasSize(23).allMatch(line -> line.startsWith("[VCR HIT]"));
        }
    }

    @Test
    void aRequestThatNobodyHasRecordedFailsTheTestWhoseCodeIsOnTheStack() {
        Foreign.plan = Foreign.BY_A_TEST;

        SampleRun run = replayed("concurrent", Foreign.class);

        assertThat(failed(run)).containsExactly("sends()");
        assertThat(run.failure()).hasMessageContaining("WhoseRequestTest$Foreign.lambda$sends$");
        assertThat(run.printed()).containsOnlyOnce("[VCR UNOWNED] Several open sessions could own GET ");
    }

    @Test
    void aRequestOfAThreadThatNoTestHasStartedFailsEachTestThatMayHaveMadeIt() {
        Foreign.plan = Foreign.BY_NOBODY;

        SampleRun run = replayed("concurrent", Foreign.class);

        assertThat(failed(run)).containsExactlyInAnyOrder("sends()", "waits()", "waits()");
        assertThat(run.printed()).containsOnlyOnce("[VCR UNOWNED] Several open sessions could own GET ");
    }

    @Test
    void aRequestOfATestThatHasEndedFailsNoOther() {
        Foreign.plan = Foreign.BY_A_TEST_THAT_HAS_ENDED;

        SampleRun run = replayed("concurrent", Foreign.class);

        assertThat(failed(run)).isEmpty();
        assertThat(run.printed()).contains("[VCR UNOWNED] Several open sessions could own GET ");
    }

    /** Without the factory, which makes no request itself. */
    private static List<String> withTraffic(SampleRun run) {
        return run.lines().stream()
                .filter(line -> !line.endsWith("Suite#dynamic"))
                .toList();
    }

    private static List<String> failed(SampleRun run) {
        return run.failures().stream()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    private static SampleRun run(String mode, Class<?> sample) {
        return SampleRun.of(
                sample,
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", mode,
                        "junit.jupiter.execution.parallel.mode.classes.default", mode,
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8"));
    }

    private static SampleRun replayed(String mode, Class<?> sample) {
        System.setProperty("vcr.mode", "none");
        try {
            return run(mode, sample);
        } finally {
            System.clearProperty("vcr.mode");
        }
    }

    private static void get(String path) {
        assertThat(Traffic.get(path)).isNotInstanceOf(Decision.Refuse.class);
    }

    /** Two classes with 22 tests, each with a request of its own. */
    static class Suite {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).environment(Map.of()).build());

        @Test
        void plain() {
            get("/plain");
        }

        @Test
        void anotherPlain() {
            get("/plain/2");
        }

        @Test
        void preemptively() {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> get("/preemptively"));
        }

        @Test
        void preemptivelyAgain() {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> get("/preemptively/2"));
        }

        @Test
        @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
        void separateThread() {
            get("/separate");
        }

        @Test
        void supplied() {
            CompletableFuture.supplyAsync(() -> Traffic.get("/supplied")).join();
        }

        @Test
        void suppliedAgain() {
            CompletableFuture.runAsync(() -> get("/supplied/2")).join();
        }

        @Test
        void chained() {
            CompletableFuture.supplyAsync(() -> "/chained")
                    .thenAcceptAsync(WhoseRequestTest::get)
                    .join();
        }

        @Test
        void submitted() throws Exception {
            SHARED.submit(() -> get("/submitted")).get();
        }

        @Test
        void submittedAgain() throws Exception {
            SHARED.submit(() -> get("/submitted/2")).get();
        }

        @Test
        void ofItsOwnPool() throws Exception {
            ExecutorService own = Executors.newSingleThreadExecutor();
            own.submit(() -> get("/own")).get();
            own.shutdown();
        }

        @Test
        void ofAThread() throws Exception {
            Thread thread = new Thread(() -> get("/thread"));
            thread.start();
            thread.join();
        }

        @Test
        void parallelStream() {
            List.of("/stream/1").parallelStream().forEach(WhoseRequestTest::get);
        }

        @Test
        void parallelStreams() {
            IntStream.range(0, 16).parallel().forEach(i -> get("/streams/" + i));
        }

        @RepeatedTest(3)
        void repeated(RepetitionInfo repetition) {
            String path = "/repeated/" + repetition.getCurrentRepetition();
            CompletableFuture.runAsync(() -> get(path), SHARED).join();
        }

        @TestFactory
        Stream<DynamicTest> dynamic() {
            return Stream.of(1, 2)
                    .map(i -> DynamicTest.dynamicTest(
                            "" + i,
                            () -> SHARED.submit(() -> get("/dynamic/" + i)).get()));
        }

        @Nested
        class Inside {

            @Test
            void plain() {
                get("/inside");
            }

            @Test
            void supplied() {
                CompletableFuture.runAsync(() -> get("/inside/supplied")).join();
            }

            @Test
            void submitted() throws Exception {
                SHARED.submit(() -> get("/inside/submitted")).get();
            }

            @Test
            void scheduled() throws Exception {
                var timer = Executors.newSingleThreadScheduledExecutor();
                timer.schedule(() -> get("/inside/scheduled"), 1, TimeUnit.MILLISECONDS)
                        .get();
                timer.shutdown();
            }
        }
    }

    /** Three tests that are open at the same time, and a request that none of them has recorded. */
    static class Foreign {

        static final String BY_A_TEST = "by a test";
        static final String BY_NOBODY = "by nobody";
        static final String BY_A_TEST_THAT_HAS_ENDED = "by a test that has ended";

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).environment(Map.of()).build());

        static String plan = "";
        static CountDownLatch ended = new CountDownLatch(0);
        static CountDownLatch open = new CountDownLatch(0);
        static CountDownLatch sent = new CountDownLatch(0);

        @BeforeAll
        static void begin() {
            ended = new CountDownLatch(1);
            open = new CountDownLatch(3);
            sent = new CountDownLatch(1);
        }

        @Test
        void sends() throws Exception {
            open.countDown();
            await(open);
            await(ended); // so that it is not among those that may have sent it
            if (plan.equals(BY_A_TEST)) {
                SHARED.submit(() -> Traffic.get("/foreign")).get();
                sent.countDown();
            } else if (plan.equals(BY_NOBODY)) {
                Stranger.sends("/foreign", sent);
            }
            await(sent);
        }

        @Test
        void waits() throws Exception {
            open.countDown();
            await(sent);
        }

        private static void await(CountDownLatch latch) throws InterruptedException {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        }

        @Nested
        class Other {

            @Test
            void waits() throws Exception {
                open.countDown();
                await(sent);
            }
        }

        @Nested
        class Over {

            @Test
            void ends() {
                if (plan.equals(BY_A_TEST_THAT_HAS_ENDED)) {
                    SHARED.submit(() -> {
                        await(ended);
                        await(open);
                        Traffic.get("/foreign");
                        sent.countDown();
                        return null;
                    });
                }
            }

            @AfterAll
            static void over() {
                ended.countDown();
            }
        }
    }
}

/** Code of no test. */
final class Stranger {

    private Stranger() {}

    /** Starts a thread on whose stack there is no code of a test. */
    static void sends(String path, CountDownLatch sent) {
        new Thread(() -> {
                    Traffic.get(path);
                    sent.countDown();
                })
                .start();
    }
}
