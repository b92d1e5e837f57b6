package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Persisters;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.internal.test.Build;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;

class VcrExtensionTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io/vcr/junit5/VcrExtensionTest.";

    @BeforeAll
    static void sayWhichVersionRuns() {
        System.out.println("JUnit " + Test.class.getPackage().getImplementationVersion());
    }

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void fiftiethEpisodeIsSaved() {
        SampleRun run = SampleRun.of(FiftyEpisodes.class);

        assertThat(run.verdict()).isEqualTo("MISS:RECORDED");
        assertThat(Traffic.stored(STORE, HERE + "FiftyEpisodes/sample")).hasSize(50);
    }

    @Test
    void fiftyFirstEpisodeKeepsAllFromBeingSaved() {
        SampleRun run = SampleRun.of(FiftyOneEpisodes.class);

        assertThat(run.verdict()).isEqualTo("MISS:OVERFLOW");
        assertThat(Traffic.ids(STORE)).isEmpty();
    }

    @Test
    void fiftyFirstEpisodeIsPrintedWithCauseAndFix() {
        assertThat(SampleRun.of(FiftyOneEpisodes.class).printed())
                .contains("[VCR WARNING] 51 episodes are more than maxEpisodes=50, so nothing is saved")
                .contains("  cause  a request that changes with every run adds episodes instead of replaying them")
                .contains("@UseCassette(maxEpisodes = 51)", "@NoCassette(\"why\")");
    }

    @Test
    void fiftyFirstEpisodeFailsTheCostLeakCheck() {
        assertThat(SampleRun.of(FiftyOneEpisodes.class).printed())
                .contains("VCR COST LEAK CHECK: FAIL, 1 test will go live again in the next run");
    }

    @Test
    void refusalThatTheTestSwallowsFailsItAllTheSame() {
        SampleRun run = SampleRun.withProperty("vcr.mode", "none", Swallowing.class);

        assertThat(run.failure()).isInstanceOf(RefusedRequestError.class);
    }

    @Test
    void refusalIsExplained() {
        SampleRun run = SampleRun.withProperty("vcr.mode", "none", Swallowing.class);

        assertThat(run.failure())
                .hasMessage("""
                Nothing is recorded for GET https://api.example.com/swallowed
                  cassette  io/vcr/junit5/VcrExtensionTest.Swallowing/sample   0 episodes, 0 unplayed, mode none
                  fix       record it: VCR_RECORD_MODE=once %s""".formatted(Build.current().rerun(Swallowing.class, Optional.of("sample"))));
    }

    @Test
    void refusalInTheLastAfterEachFailsTheTest() {
        SampleRun run = SampleRun.withProperty("vcr.mode", "none", RefusedAfterEach.class);

        assertThat(run.failure()).isInstanceOf(RefusedRequestError.class);
    }

    @Test
    void refusalIsSuppressedBehindTheFailureOfTheTestItself() {
        SampleRun run = SampleRun.withProperty("vcr.mode", "none", RefusedAndFailing.class);

        assertThat(run.failure())
                .hasMessage("the answer is missing")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .hasSize(1)
                        .allSatisfy(suppressed -> assertThat(suppressed).isInstanceOf(RefusedRequestError.class)));
    }

    @Test
    void sessionIsAParameterOfTestsAndOfMethodsAroundThem() {
        assertThat(SampleRun.of(Parameters.class).end().getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void sessionInAConstructorIsAnErrorThatSaysWhere() {
        assertThat(SampleRun.of(ConstructorParameter.class).failure())
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage("A Session parameter is available from @BeforeEach on, not in a constructor or @BeforeAll");
    }

    @Test
    void sharedClientFindsTheSessionOfTheTest() {
        assertThat(SampleRun.of(SharedClient.class).verdict()).isEqualTo("MISS:RECORDED");
    }

    @Test
    void preemptiveTimeoutRunsTheTestOnAThreadThatIsBoundToo() {
        assertThat(SampleRun.of(BoundOnAnotherThread.class).end().getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void everyTestHasASessionOfItsOwn() {
        SampleRun.of(TwoTests.class);

        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "TwoTests/one", HERE + "TwoTests/two");
    }

    @Test
    void parallelTestsWithASharedClientDoNotMix() {
        SampleRun run = SampleRun.of(
                InParallel.class,
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8"));

        assertThat(run.failures()).isEmpty();
        for (int test = 1; test <= 8; test++) {
            String own = "/" + test;
            assertThat(Traffic.stored(STORE, HERE + "InParallel/sample[" + test + "]"))
                    .hasSize(20)
                    .allSatisfy(path -> assertThat(path).isEqualTo(own));
        }
    }

    @Test
    void whatRunsOnceForAClassHasCassettesOfItsOwn() {
        SampleRun.of(OncePerClass.class);

        assertThat(Traffic.ids(STORE))
                .containsExactly(
                        HERE + "OncePerClass/connect@BeforeAll",
                        HERE + "OncePerClass/disconnect@AfterAll",
                        HERE + "OncePerClass/sample");
        assertThat(Traffic.stored(STORE, HERE + "OncePerClass/connect@BeforeAll"))
                .containsExactly("/all");
    }

    @Test
    void whatRunsOnceForAClassIsReplayed() {
        SampleRun.of(OncePerClass.class);

        assertThat(SampleRun.withProperty("vcr.mode", "none", OncePerClass.class)
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("[VCR HIT]"))
                .anyMatch(line -> line.endsWith(" :: io.vcr.junit5.VcrExtensionTest$OncePerClass#connect@BeforeAll"));
    }

    @Test
    void refusalInBeforeAllFailsTheClass() {
        SampleRun run = SampleRun.withProperty("vcr.mode", "none", OncePerClass.class);

        assertThat(run.results().containerEvents().failed().list())
                .allSatisfy(event -> assertThat(
                                event.getPayload(TestExecutionResult.class).flatMap(TestExecutionResult::getThrowable))
                        .containsInstanceOf(RefusedRequestError.class))
                .hasSize(1);
    }

    @Test
    void beforeAllThatFailsSavesNothing() {
        SampleRun.of(FailsBeforeAll.class);

        assertThat(Traffic.ids(STORE)).isEmpty();
    }

    @Test
    void requestOfAConstructorGoesLiveAndIsShown() {
        assertThat(SampleRun.of(InConstructor.class).printed())
                .contains("[VCR LIVE] 1 call to api.example.com"
                        + " :: io.vcr.junit5.VcrExtensionTest$InConstructor#constructor (no cassette)")
                .contains("VCR COST LEAK CHECK: FAIL, 1 test");
    }

    @Test
    void noSessionIsLeftOpen() {
        SampleRun.of(TwoTests.class);

        assertThat(OpenSessions.bound()).isEmpty();
        assertThat(Traffic.get("/outside")).isInstanceOf(Decision.PassThrough.class);
    }

    @Test
    void testThatFailsIsNotSavedAndItsRerunIs() {
        FailsOnce.runs = 0;

        SampleRun first = SampleRun.of(FailsOnce.class);
        List<String> afterFirst = Traffic.ids(STORE);
        SampleRun second = SampleRun.of(FailsOnce.class);

        assertThat(List.of(first.verdict(), second.verdict())).containsExactly("MISS:NOT_PERSISTED", "MISS:RECORDED");
        assertThat(afterFirst).isEmpty();
        assertThat(Traffic.stored(STORE, HERE + "FailsOnce/sample")).containsExactly("/2");
    }

    @Test
    void verdictLineOfAPassingTestThatRecordedIsPrinted() {
        assertThat(SampleRun.of(SharedClient.class).printed().lines())
                .contains("[VCR MISS:RECORDED] replayed=0 recorded=1 live=1 entries=1"
                        + " :: io.vcr.junit5.VcrExtensionTest$SharedClient#sample");
    }

    @Test
    void hitIsNotPrintedByDefault() {
        SampleRun.of(SharedClient.class);

        SampleRun second = SampleRun.of(SharedClient.class);

        assertThat(second.line()).startsWith("[VCR HIT]");
        assertThat(second.printed()).doesNotContain("[VCR HIT]");
    }

    @Test
    void hitIsPrintedIfAskedFor() {
        SampleRun.of(SharedClient.class);

        assertThat(SampleRun.of(SharedClient.class, Map.of("vcr.verbose", "1")).printed())
                .contains("[VCR HIT] replayed=1 recorded=0 live=0 entries=1 :: ");
    }

    @Test
    void noVerdictLineIsPrintedIfNoneIsWanted() {
        assertThat(SampleRun.of(SharedClient.class, Map.of("vcr.verbose", "0")).printed())
                .doesNotContain("[VCR MISS:RECORDED]");
    }

    @Test
    void summaryIsPrintedAtTheEndOfTheRun() {
        assertThat(SampleRun.of(TwoTests.class).printed().stripTrailing())
                .contains("[VCR SUMMARY] 2 tests: MISS:RECORDED=2")
                .endsWith("VCR COST LEAK CHECK: PASS");
    }

    @Test
    void bindingThatATestLeavesFailsItByName() {
        SampleRun run = SampleRun.of(LeavesABinding.class);

        assertThat(run.failures()).hasSize(1);
        assertThat(run.failure()).hasMessage("""
                The test has left sessions or bindings open, which would affect later tests
                  bound   1 x io/vcr/junit5/VcrExtensionTest.LeavesABinding/leaves   undo it: try (var binding = session.bind()) { ... }""");
    }

    @Test
    void sessionThatATestLeavesOpenFailsItAndIsEnded() {
        SampleRun run = SampleRun.of(LeavesASession.class);

        assertThat(run.failure())
                .hasMessageContaining("  open    left   close it: try (Session session = vcr.open(..)) { ... }");
        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "LeavesASession/next");
    }

    @Test
    void testThatHasFailedAnywayIsNotBlamedForWhatItLeaves() {
        assertThat(SampleRun.of(FailsAndLeavesASession.class).failure()).hasMessage("body");
    }

    @Test
    void liveCallsUpToTheLimitAreAllowed() {
        assertThat(SampleRun.of(TwoTests.class, Map.of("vcr.max-live-calls", "2"))
                        .failures())
                .isEmpty();
    }

    @Test
    void oneLiveCallMoreFailsTheTestThatMakesItAndNamesAll() {
        assertThat(SampleRun.of(TwoTests.class, Map.of("vcr.max-live-calls", "1"))
                        .failure())
                .hasMessageMatching("""
                        2 live calls are more than vcr\\.max-live-calls=1 \\(VCR_MAX_LIVE_CALLS\\)
                          live   1  io\\.vcr\\.junit5\\.VcrExtensionTest\\$TwoTests#one
                          live   1  io\\.vcr\\.junit5\\.VcrExtensionTest\\$TwoTests#two
                          fix    record the missing episodes, .*""");
    }

    @Test
    void testThatOnlyCostsTooMuchIsSavedAllTheSame() {
        SampleRun.of(TwoTests.class, Map.of("vcr.max-live-calls", "0"));

        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "TwoTests/one", HERE + "TwoTests/two");
        assertThat(SampleRun.of(TwoTests.class, Map.of("vcr.max-live-calls", "0"))
                        .failures())
                .isEmpty();
    }

    @Test
    void liveCallsOfATestThatOptsOutAreAllowed() {
        assertThat(SampleRun.of(OptedOut.class, Map.of("vcr.max-live-calls", "0"))
                        .failures())
                .isEmpty();
    }

    @Test
    void liveCallOfAConstructorCountsToo() {
        assertThat(SampleRun.of(InConstructor.class, Map.of("vcr.max-live-calls", "0"))
                        .failure())
                .hasMessageContaining("InConstructor#constructor");
    }

    @Test
    void verdictIsAReportEntry() {
        assertThat(SampleRun.of(SharedClient.class).results().allEvents().reportingEntryPublished().stream()
                        .map(event -> event.getPayload(ReportEntry.class)
                                .orElseThrow()
                                .getKeyValuePairs()))
                .containsExactly(Map.of(
                        "vcr.verdict",
                        "MISS:RECORDED",
                        "vcr",
                        "[VCR MISS:RECORDED] replayed=0 recorded=1 live=1 entries=1"
                                + " :: io.vcr.junit5.VcrExtensionTest$SharedClient#sample"));
    }

    @Test
    void disabledExtensionLetsEverythingThrough() {
        SampleRun run = SampleRun.withProperty("vcr.disable", "1", OutsideACassette.class);

        assertThat(run.end().getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(run.verdict()).isEqualTo("OFF");
    }

    @Test
    void classThatOptsOutIsOffAndSaysWhy() {
        SampleRun run = SampleRun.of(OptedOut.class);

        assertThat(run.end().getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(run.line()).startsWith("[VCR OFF]").endsWith(" (costs nothing)");
        assertThat(run.printed()).contains("  opted out        io.vcr.junit5.VcrExtensionTest$OptedOut#sample");
    }

    @Test
    void extensionInAFieldOfTheInstanceSavesToo() {
        assertThat(SampleRun.of(InstanceField.class).verdict()).isEqualTo("MISS:RECORDED");
    }

    @Test
    void methodThatOptsOutIsOffAndOthersAreNot() {
        SampleRun run = SampleRun.of(OptedOutMethod.class);

        assertThat(run.lines()).anyMatch(line -> line.startsWith("[VCR OFF]") && line.endsWith(" (needs a clock)"));
        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "OptedOutMethod/recorded");
    }

    @Test
    void nestedClassOptsOutWithTheClassAroundIt() {
        assertThat(SampleRun.of(OptedOutAround.class).verdict()).isEqualTo("OFF");
    }

    @Test
    void methodWithACassetteOutweighsTheClassThatOptsOut() {
        assertThat(SampleRun.of(OptedOutButOne.class).verdict()).isEqualTo("MISS:RECORDED");
    }

    abstract static class Sample {
        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());
    }

    static class FiftyEpisodes extends Sample {
        @Test
        void sample(Session session) {
            for (int i = 0; i < 50; i++) {
                Traffic.get(session, "/" + i);
            }
        }
    }

    static class FiftyOneEpisodes extends Sample {
        @Test
        void sample(Session session) {
            for (int i = 0; i < 51; i++) {
                Traffic.get(session, "/" + i);
            }
        }
    }

    static class Swallowing extends Sample {
        @Test
        void sample(Session session) {
            assertThat(Traffic.get(session, "/swallowed")).isInstanceOf(Decision.Refuse.class);
        }
    }

    static class RefusedAfterEach extends Sample {
        @Test
        void sample() {}

        @AfterEach
        void request(Session session) {
            Traffic.get(session, "/late");
        }
    }

    static class RefusedAndFailing extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/refused");
            throw new AssertionError("the answer is missing");
        }
    }

    static class Parameters extends Sample {
        private Session before;

        @BeforeEach
        void before(Session session) {
            before = session;
        }

        @Test
        void sample(Session session) {
            assertThat(session).isSameAs(before).isSameAs(OpenSessions.bound().orElseThrow());
        }

        @AfterEach
        void after(Session session) {
            assertThat(session).isSameAs(before);
        }
    }

    static class ConstructorParameter extends Sample {
        ConstructorParameter(Session session) {
            throw new AssertionError("not reached with " + session);
        }

        @Test
        void sample() {}
    }

    static class SharedClient extends Sample {
        @Test
        void sample() {
            Traffic.get("/shared");
        }
    }

    static class LeavesABinding extends Sample {
        @Test
        void leaves(Session session) {
            Thread thread = new Thread(session::bind);
            thread.start();
            Traffic.join(thread);
        }

        @Test
        void undoes(Session session) {
            session.bind().close();
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class LeavesASession extends Sample {
        @Test
        void leaves() {
            Vcr.builder(STORE).build().open("left");
            Traffic.get("/left");
        }

        @Test
        void next() {
            Traffic.get("/next");
        }
    }

    static class FailsAndLeavesASession extends Sample {
        @Test
        void sample() {
            Vcr.builder(STORE).build().open("left");
            throw new AssertionError("body");
        }
    }

    static class BoundOnAnotherThread extends Sample {
        private final Thread creator = Thread.currentThread();

        @Test
        @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void sample(Session session) {
            assertThat(Thread.currentThread()).isNotSameAs(creator);
            assertThat(OpenSessions.bound()).contains(session);
        }
    }

    static class TwoTests extends Sample {
        @Test
        void one(Session session) {
            Traffic.get(session, "/1");
        }

        @Test
        void two(Session session) {
            Traffic.get(session, "/2");
        }
    }

    static class OncePerClass extends Sample {
        @BeforeAll
        static void connect() {
            Traffic.get("/all");
        }

        @Test
        void sample() {
            Traffic.get("/1");
        }

        @AfterAll
        static void disconnect() {
            Traffic.get("/end");
        }
    }

    static class FailsBeforeAll extends Sample {
        @BeforeAll
        static void connect() {
            Traffic.get("/all");
            throw new AssertionError("before all");
        }

        @Test
        void sample() {}
    }

    static class InConstructor extends Sample {
        InConstructor() {
            Traffic.get("/constructor");
        }

        @Test
        void sample() {}
    }

    static class InParallel extends Sample {
        private static final CyclicBarrier PAIR = new CyclicBarrier(2);

        @RepeatedTest(8)
        void sample(RepetitionInfo repetition) throws Exception {
            PAIR.await(20, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                Traffic.get("/" + repetition.getCurrentRepetition());
            }
        }
    }

    static class FailsOnce extends Sample {
        private static int runs;

        @Test
        void sample(Session session) {
            Traffic.get(session, "/" + ++runs);
            assertThat(runs).isGreaterThan(1);
        }
    }

    static class OutsideACassette extends Sample {
        @Test
        void sample(Session session) {
            assertThat(Traffic.get(session, "/off")).isInstanceOf(Decision.PassThrough.class);
        }
    }

    @NoCassette("costs nothing")
    static class OptedOut extends OutsideACassette {}

    static class InstanceField {
        @RegisterExtension
        final VcrExtension vcr = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    static class OptedOutMethod extends Sample {
        @Test
        @NoCassette("needs a clock")
        void free(Session session) {
            assertThat(Traffic.get(session, "/off")).isInstanceOf(Decision.PassThrough.class);
        }

        @Test
        void recorded(Session session) {
            Traffic.get(session, "/on");
        }
    }

    @NoCassette("all of it")
    static class OptedOutAround extends Sample {
        @Nested
        class Inner {
            @Test
            void sample(Session session) {
                assertThat(Traffic.get(session, "/off")).isInstanceOf(Decision.PassThrough.class);
            }
        }
    }

    @NoCassette("all but one")
    static class OptedOutButOne extends Sample {
        @Test
        @UseCassette
        void sample() {
            Traffic.get("/on");
        }
    }
}
