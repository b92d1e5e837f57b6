package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.Persisters;
import io.vcr.RefusedRequestError;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;

/** The cassettes of dynamic tests. */
class DynamicTestsTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io/vcr/junit5/DynamicTestsTest.";
    private static final String SECRET = "sk-ant-api03-" + "a1B2c3D4e5F6g7H8".repeat(5) + "-AAAAAAAA";

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void eachHasACassetteAndTheFactoryItsOwn() {
        SampleRun.of(Factory.class);

        assertThat(Traffic.ids(STORE))
                .containsExactlyInAnyOrder(
                        HERE + "Factory/sample",
                        HERE + "Factory/sample[1]-pays-with-a-card",
                        HERE + "Factory/sample[2]",
                        HERE + "Factory/sample[3][1]-inner");
        assertThat(Traffic.stored(STORE, HERE + "Factory/sample")).containsExactly("/set-up", "/node/1", "/node/2");
        assertThat(Traffic.stored(STORE, HERE + "Factory/sample[1]-pays-with-a-card"))
                .containsExactly("/1", "/1/async");
        assertThat(Traffic.stored(STORE, HERE + "Factory/sample[3][1]-inner")).containsExactly("/3");
    }

    @Test
    void allAreReplayedInTheNextRun() {
        SampleRun.of(Factory.class);

        SampleRun replayed = SampleRun.withProperty("vcr.mode", "none", Factory.class);

        assertThat(replayed.results().allEvents().failed().count()).isZero();
        assertThat(replayed.printed()).contains("[VCR SUMMARY] 4 tests: HIT=4");
    }

    @Test
    void oneThatFailsOrIsAbortedSavesNothingAndTheOthersDo() {
        SampleRun run = SampleRun.of(Failing.class);

        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "Failing/sample[1]-good");
        assertThat(run.printed()).contains("Failing#sample[2]-fails", "Failing#sample[3]-is-aborted");
    }

    @Test
    void refusalFailsTheDynamicTestThatWasRefusedAlone() {
        Traffic.store(STORE, HERE + "Failing/sample[1]-good", "/good");

        SampleRun run = SampleRun.withProperty("vcr.mode", "none", Failing.class);

        assertThat(run.results().containerEvents().failed().count()).isZero();
        assertThat(run.results().testEvents().failed().list())
                .extracting(Event::getTestDescriptor)
                .extracting(descriptor -> descriptor.getDisplayName())
                .containsExactly("fails", "is aborted");
        assertThat(run.results().testEvents().failed().list().get(1).getPayload(TestExecutionResult.class))
                .flatMap(TestExecutionResult::getThrowable)
                .containsInstanceOf(RefusedRequestError.class);
    }

    @Test
    void nameInTheAnnotationIsForAllOfThem() {
        SampleRun.of(Named.class);

        assertThat(Traffic.ids(STORE)).containsExactly("all");
        assertThat(Traffic.stored(STORE, "all")).containsExactly("/a", "/b");
    }

    @Test
    void factoryThatLeavesASessionOpenFailsAndSavesNothing() {
        SampleRun run = SampleRun.of(LeavesASession.class);

        assertThat(run.failure()).hasMessageContaining("open    left/by/a/factory");
        assertThat(Traffic.ids(STORE)).isEmpty();
    }

    @Test
    void factoryWhoseOnlyFaultIsARuleOfTheRunIsSaved() {
        Traffic.store(STORE, "all", "/old");
        System.setProperty("vcr.mode", "new_episodes");
        try {
            SampleRun run = SampleRun.withProperty("vcr.unplayed", "fail", Named.class);

            assertThat(run.failure()).hasMessageContaining("GET https://api.example.com/old");
        } finally {
            System.clearProperty("vcr.mode");
        }
        assertThat(Traffic.stored(STORE, "all")).containsExactly("/old", "/a", "/b");
    }

    @Test
    void failureOfADynamicTestIsTheOnlyOneOfASharedCassette() {
        Traffic.store(STORE, "all", "/a", "/never-played");

        SampleRun run = SampleRun.withProperty("vcr.unplayed", "fail", FailingNamed.class);

        assertThat(run.failure()).hasMessage("bad");
    }

    static class Sample {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());
    }

    static class Factory extends Sample {

        @BeforeEach
        void setUp() {
            Traffic.get("/set-up");
        }

        @TestFactory
        Stream<DynamicNode> sample() {
            return Stream.of(
                            dynamicTest("pays: with a card!", () -> {
                                Traffic.get("/1");
                                CompletableFuture.runAsync(() -> Traffic.get("/1/async"))
                                        .join();
                            }),
                            dynamicTest(SECRET, () -> Traffic.get("/2")))
                    .map(node -> (DynamicNode) node)
                    .peek(node -> Traffic.get("/node/" + (node.getDisplayName().equals(SECRET) ? 2 : 1)))
                    .flatMap(node -> node.getDisplayName().equals(SECRET)
                            ? Stream.of(
                                    node,
                                    dynamicContainer("outer", List.of(dynamicTest("inner", () -> Traffic.get("/3")))))
                            : Stream.of(node));
        }
    }

    static class Failing extends Sample {

        @TestFactory
        Stream<DynamicNode> sample() {
            return Stream.of(
                    dynamicTest("good", () -> Traffic.get("/good")),
                    dynamicTest("fails", () -> {
                        Traffic.get("/bad");
                        throw new AssertionError("bad");
                    }),
                    dynamicTest("is aborted", () -> {
                        Traffic.get("/aborted");
                        Assumptions.abort();
                    }));
        }
    }

    static class Named extends Sample {

        @TestFactory
        @UseCassette("all")
        Stream<DynamicNode> sample() {
            return Stream.of("a", "b").map(name -> dynamicTest(name, () -> Traffic.get("/" + name)));
        }
    }

    static class FailingNamed extends Sample {

        @TestFactory
        @UseCassette("all")
        Stream<DynamicNode> sample() {
            return Stream.of(dynamicTest("a", () -> {
                Traffic.get("/a");
                throw new AssertionError("bad");
            }));
        }
    }

    static class LeavesASession extends Sample {

        @TestFactory
        Stream<DynamicNode> sample() {
            Traffic.get("/1");
            Vcr.builder(STORE).build().open("left/by/a/factory");
            return Stream.of();
        }
    }
}
