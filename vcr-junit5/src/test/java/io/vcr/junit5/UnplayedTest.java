package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Stored episodes that a test has not played. */
class UnplayedTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io/vcr/junit5/UnplayedTest.";

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void failNamesCassetteEpisodesAndRequests() {
        Traffic.store(STORE, HERE + "First/sample", "/1", "/2", "/2?page=3");

        assertThat(run("fail", First.class).failure()).hasMessage("""
                2 episodes of cassette io/vcr/junit5/UnplayedTest.First/sample were not played
                  episode 2: GET https://api.example.com/2
                  episode 3: GET https://api.example.com/2?page=3
                  fix    delete the cassette and record it again, or let the episodes be: vcr.unplayed=keep\
                """);
    }

    @Test
    void warnPrintsThemInOneLine() {
        Traffic.store(STORE, HERE + "First/sample", "/1", "/2");
        SampleRun run = run("warn", First.class);

        assertThat(run.end().getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(run.printed())
                .contains("[VCR WARNING] 1 episode of cassette io/vcr/junit5/UnplayedTest.First/sample was not played"
                        + " (episode 2: GET https://api.example.com/2) :: io.vcr.junit5.UnplayedTest$First#sample");
    }

    @Test
    void keepIsTheDefault() {
        Traffic.store(STORE, HERE + "First/sample", "/1", "/2");

        assertThat(SampleRun.of(First.class).end().getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void testWithoutRequestsLeavesItsWholeCassette() {
        Traffic.store(STORE, HERE + "Silent/sample", "/1");

        assertThat(run("fail", Silent.class).failure()).hasMessageStartingWith("1 episode of cassette");
    }

    @ParameterizedTest
    @ValueSource(classes = {First.class, Silent.class})
    void cassettesOfOtherTestsDoNotCount(Class<?> sample) {
        Traffic.store(STORE, HERE + "First/sample", "/1");
        Traffic.store(STORE, HERE + "First/other", "/1", "/2");

        assertThat(run("fail", sample).end().getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @ParameterizedTest
    @CsvSource({"new_episodes, MISS", "once, REFUSED"})
    void requestThatIsNotRecordedGoesFirst(String mode, String verdict) {
        Traffic.store(STORE, HERE + "First/sample", "/2");
        System.setProperty("vcr.mode", mode);
        try {
            SampleRun run = run("fail", First.class);

            assertThat(run.failure().getMessage()).contains(mode.equals("once") ? "No recorded episode" : "episode 1:");
            assertThat(Traffic.stored(STORE, HERE + "First/sample"))
                    .containsExactlyElementsOf(mode.equals("once") ? List.of("/2") : List.of("/2", "/1"));
        } finally {
            System.clearProperty("vcr.mode");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Failing.class, Aborted.class})
    void testThatDidNotComeToThemSaysNothing(Class<?> sample) {
        Traffic.store(STORE, HERE + sample.getSimpleName() + "/sample", "/1", "/2");

        assertThat(run("fail", sample).end().getThrowable().orElseThrow().getSuppressed())
                .isEmpty();
    }

    @Test
    void codeThatRunsOnceForAClassIsChecked() {
        Traffic.store(STORE, HERE + "Once/connect@BeforeAll", "/1", "/2");

        assertThat(run("fail", Once.class).failure()).hasMessageContaining("episode 2: GET https://api.example.com/2");
    }

    @Test
    void warnPrintsThoseOfAFactoryToo() {
        Traffic.store(STORE, HERE + "Factory/sample", "/1", "/2");

        assertThat(run("warn", Factory.class).printed())
                .contains("(episode 2: GET https://api.example.com/2) :: io.vcr.junit5.UnplayedTest$Factory#sample");
    }

    @Test
    void testThatAlsoCostsTooMuchIsSavedAllTheSame() {
        Traffic.store(STORE, HERE + "First/sample", "/2");
        System.setProperty("vcr.mode", "new_episodes");
        System.setProperty("vcr.max-live-calls", "0");
        try {
            assertThat(run("fail", First.class).failure())
                    .hasMessageStartingWith("1 episode of cassette")
                    .hasSuppressedException(new LiveCallsError(
                            new TreeMap<>(Map.of(First.class.getName() + "#sample", 1)), List.of(), 0));
        } finally {
            System.clearProperty("vcr.mode");
            System.clearProperty("vcr.max-live-calls");
        }
        assertThat(Traffic.stored(STORE, HERE + "First/sample")).containsExactly("/2", "/1");
    }

    private static SampleRun run(String policy, Class<?> sample) {
        return SampleRun.withProperty("vcr.unplayed", policy, sample);
    }

    static class First {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    static class Once {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @BeforeAll
        static void connect() {
            Traffic.get("/1");
        }

        @Test
        void sample() {}
    }

    static class Silent {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {}
    }

    static class Failing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.get("/1");
            throw new AssertionError("the code under test is wrong");
        }
    }

    static class Aborted {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Assumptions.abort("not today");
        }
    }

    static class Factory {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @TestFactory
        Stream<DynamicTest> sample() {
            Traffic.get("/1");
            return Stream.of(dynamicTest("empty", () -> {}));
        }
    }
}
