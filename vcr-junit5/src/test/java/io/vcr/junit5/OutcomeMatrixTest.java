package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * How a test ends x what is stored x the record mode: what is stored then, the verdict, and whether the test still ends
 * as it did. Each sample makes one request, for {@code /new}.
 */
class OutcomeMatrixTest {

    private static final Persister STORE = Persisters.inMemory();

    /** What is in the store before the test. */
    enum Before {
        NOTHING,
        ANOTHER_EPISODE("/old"),
        THE_EPISODE("/new");

        private final List<String> paths;

        Before(String... paths) {
            this.paths = List.of(paths);
        }
    }

    /** What the session does with the request. */
    enum Then {
        REFUSES,
        REPLAYS,
        RECORDS
    }

    /** The table of record modes as the documentation has it. */
    private static Then then(RecordMode mode, Before before) {
        return switch (mode) {
            case NONE -> before == Before.THE_EPISODE ? Then.REPLAYS : Then.REFUSES;
            case ONCE ->
                switch (before) {
                    case NOTHING -> Then.RECORDS;
                    case ANOTHER_EPISODE -> Then.REFUSES;
                    case THE_EPISODE -> Then.REPLAYS;
                };
            case NEW_EPISODES -> before == Before.THE_EPISODE ? Then.REPLAYS : Then.RECORDS;
            case ALL -> Then.RECORDS;
        };
    }

    private static List<String> after(RecordMode mode, Before before, Status end) {
        if (then(mode, before) != Then.RECORDS || end != Status.SUCCESSFUL) {
            return before.paths;
        }
        List<String> paths = new ArrayList<>(mode == RecordMode.ALL ? List.of() : before.paths);
        paths.add("/new");
        return paths;
    }

    private static String verdict(RecordMode mode, Before before, Status end) {
        return switch (then(mode, before)) {
            case REFUSES -> "REFUSED";
            case REPLAYS -> "HIT";
            case RECORDS -> end == Status.SUCCESSFUL ? "MISS:RECORDED" : "MISS:NOT_PERSISTED";
        };
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                        Arguments.of(Passes.class, Status.SUCCESSFUL),
                        Arguments.of(FailsInItsBody.class, Status.FAILED),
                        Arguments.of(FailsBeforeEach.class, Status.FAILED),
                        Arguments.of(FailsAfterEach.class, Status.FAILED),
                        Arguments.of(FailsInAnotherExtensionBefore.class, Status.FAILED),
                        Arguments.of(FailsInAnotherExtensionAfterTheBody.class, Status.FAILED),
                        Arguments.of(FailsInAnotherExtensionAfterEach.class, Status.FAILED),
                        Arguments.of(FailsInAResourceThatClosesBefore.class, Status.FAILED),
                        Arguments.of(FailsInAResourceThatClosesAfter.class, Status.FAILED),
                        Arguments.of(FailsInATemplate.class, Status.FAILED),
                        Arguments.of(FailsInANestedClass.Inner.class, Status.FAILED),
                        Arguments.of(FailsAroundANestedClass.Inner.class, Status.FAILED),
                        Arguments.of(IsAborted.class, Status.ABORTED),
                        Arguments.of(IsAbortedBeforeEach.class, Status.ABORTED),
                        Arguments.of(TimesOut.class, Status.FAILED),
                        Arguments.of(TimesOutOnAThreadOfItsOwn.class, Status.FAILED))
                .flatMap(sample -> Stream.of(RecordMode.values())
                        .flatMap(mode -> Stream.of(Before.values())
                                .map(before -> Arguments.of(sample.get()[0], sample.get()[1], mode, before))));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void storedEpisodes(Class<?> sample, Status end, RecordMode mode, Before before) {
        run(sample, mode, before);

        assertThat(Traffic.stored(STORE, id(sample))).isEqualTo(after(mode, before, end));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void verdict(Class<?> sample, Status end, RecordMode mode, Before before) {
        assertThat(run(sample, mode, before).verdict()).isEqualTo(verdict(mode, before, end));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void endOfTheTest(Class<?> sample, Status end, RecordMode mode, Before before) {
        // An assumption about the response must not turn a refusal into an aborted test.
        // Of several errors the first one counts, and there the refusal comes first.
        boolean comesFirst = end != Status.FAILED || sample == FailsInAResourceThatClosesAfter.class;
        boolean failsForTheRefusal = then(mode, before) == Then.REFUSES && comesFirst;

        SampleRun run = run(sample, mode, before);

        assertThat(run.end().getStatus()).isEqualTo(failsForTheRefusal ? Status.FAILED : end);
        assertThat(run.end()
                        .getThrowable()
                        .filter(RefusedRequestError.class::isInstance)
                        .isPresent())
                .isEqualTo(failsForTheRefusal);
    }

    private static SampleRun run(Class<?> sample, RecordMode mode, Before before) {
        Traffic.clear(STORE);
        if (before != Before.NOTHING) {
            Traffic.store(STORE, id(sample), before.paths.toArray(String[]::new));
        }
        return SampleRun.withProperty("vcr.mode", mode.toString(), sample);
    }

    private static String id(Class<?> sample) {
        String invocation = sample == FailsInATemplate.class ? "[1]" : "";
        return sample.getName()
                        .replaceFirst("io\\.vcr\\.junit5\\.", "io/vcr/junit5/")
                        .replace('$', '.') + "/sample" + invocation;
    }

    abstract static class Sample {
        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());
    }

    static class Passes extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/new");
        }
    }

    static class FailsInItsBody extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/new");
            throw new AssertionError("body");
        }
    }

    static class FailsBeforeEach extends Sample {
        @BeforeEach
        void fail(Session session) {
            Traffic.get(session, "/new");
            throw new AssertionError("before each");
        }

        @Test
        void sample() {}
    }

    static class FailsAfterEach extends Passes {
        @AfterEach
        void fail() {
            throw new AssertionError("after each");
        }
    }

    @ExtendWith(FailsInAnotherExtensionBefore.Another.class)
    static class FailsInAnotherExtensionBefore extends RequestsBefore {
        @Test
        void sample() {}

        static final class Another implements BeforeTestExecutionCallback {
            @Override
            public void beforeTestExecution(ExtensionContext context) {
                throw new AssertionError("another extension");
            }
        }
    }

    @ExtendWith(FailsInAnotherExtensionAfterTheBody.Another.class)
    static class FailsInAnotherExtensionAfterTheBody extends Passes {
        static final class Another implements AfterTestExecutionCallback {
            @Override
            public void afterTestExecution(ExtensionContext context) {
                throw new AssertionError("another extension");
            }
        }
    }

    /** Registered before ours, so that it is called after ours. */
    @ExtendWith(FailsInAnotherExtensionAfterEach.Another.class)
    static class FailsInAnotherExtensionAfterEach extends Passes {
        static final class Another implements BeforeEachCallback, AfterEachCallback {
            @Override
            public void beforeEach(ExtensionContext context) {}

            @Override
            public void afterEach(ExtensionContext context) {
                throw new AssertionError("another extension");
            }
        }
    }

    /** Keeps a resource in the store of the test that cannot be closed, such as a directory that cannot be deleted. */
    @SuppressWarnings("deprecation") // JUnit 5.10 closes a CloseableResource, JUnit 6 wants an AutoCloseable
    static final class Unclosable
            implements BeforeEachCallback, ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void beforeEach(ExtensionContext context) {
            context.getStore(ExtensionContext.Namespace.create(Unclosable.class))
                    .put("resource", this);
        }

        @Override
        public void close() {
            throw new AssertionError("another extension");
        }
    }

    /** Registered after ours, so that its resource is closed before ours. */
    static class FailsInAResourceThatClosesBefore extends Passes {
        @RegisterExtension
        final Unclosable another = new Unclosable();
    }

    /** Registered before ours, so that its resource is closed after ours. */
    @ExtendWith(Unclosable.class)
    static class FailsInAResourceThatClosesAfter extends Passes {}

    static class FailsInATemplate extends Sample {
        @RepeatedTest(1)
        void sample(Session session) {
            Traffic.get(session, "/new");
            throw new AssertionError("body");
        }
    }

    static class FailsInANestedClass extends Sample {
        @Nested
        class Inner {
            @Test
            void sample(Session session) {
                Traffic.get(session, "/new");
                throw new AssertionError("body");
            }
        }
    }

    static class FailsAroundANestedClass extends Sample {
        @AfterEach
        void fail() {
            throw new AssertionError("after each, around");
        }

        @Nested
        class Inner {
            @Test
            void sample(Session session) {
                Traffic.get(session, "/new");
            }
        }
    }

    static class IsAborted extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/new");
            Assumptions.abort("not here");
        }
    }

    static class IsAbortedBeforeEach extends Sample {
        @BeforeEach
        void abort(Session session) {
            Traffic.get(session, "/new");
            Assumptions.abort("not here");
        }

        @Test
        void sample() {}
    }

    /** Makes its request before the clock runs, so that it is made however busy the machine is. */
    abstract static class RequestsBefore extends Sample {
        @BeforeEach
        void request(Session session) {
            Traffic.get(session, "/new");
        }
    }

    static class TimesOut extends RequestsBefore {
        @Test
        @Timeout(value = 20, unit = TimeUnit.MILLISECONDS)
        void sample() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    static class TimesOutOnAThreadOfItsOwn extends RequestsBefore {
        @Test
        @Timeout(value = 20, unit = TimeUnit.MILLISECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void sample() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }
}
