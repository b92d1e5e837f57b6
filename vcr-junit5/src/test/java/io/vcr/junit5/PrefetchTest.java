package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.Vcr;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junitpioneer.jupiter.RetryingTest;

/** The cassettes of a class are asked for together, before its tests run. */
class PrefetchTest {

    private static final String HERE = "io/vcr/junit5/PrefetchTest.";
    private static final FarStore STORE = new FarStore();

    @BeforeEach
    void clear() {
        STORE.prefetched.clear();
        STORE.failure = null;
    }

    @Test
    void cassettesOfTestsThatRunOnceAreAskedForTogether() {
        assertThat(SampleRun.of(OfEveryKind.class).failures()).isEmpty();

        assertThat(STORE.prefetched).hasSize(1);
        assertThat(STORE.prefetched.element())
                .extracting(CassetteId::value)
                .containsExactlyInAnyOrder(
                        HERE + "OfEveryKind/plain",
                        HERE + "OfEveryKind/overloaded()",
                        HERE + "OfEveryKind/overloaded(TestInfo)",
                        HERE + "OfEveryKind/retried",
                        HERE + "OfEveryKind/factory",
                        "shared/name");
    }

    @Test
    void nestedClassAsksForItsOwn() {
        assertThat(SampleRun.of(Around.class).failures()).isEmpty();

        assertThat(STORE.prefetched)
                .containsExactly(
                        List.of(CassetteId.of(HERE + "Around.Inner/one"), CassetteId.of(HERE + "Around.Inner/two")));
    }

    @Test
    void thoseThatASettingHasOptedOutAreNotAskedFor() {
        String optOut = Pair.class.getName() + "#second: goes live";

        assertThat(SampleRun.of(Pair.class, Map.of("vcr.opt-out", optOut)).failures())
                .isEmpty();

        assertThat(STORE.prefetched).containsExactly(List.of(CassetteId.of(HERE + "Pair/first")));
    }

    @Test
    void storeOfTheAnnotationIsNotOpenedWhereOneIsConfiguredInCode() {
        // Nothing on the class path opens this one.
        SampleRun run = SampleRun.of(AnnotatedAndConfigured.class, Map.of("vcr.store", "redis://localhost"));

        assertThat(run.failures()).isEmpty();
        assertThat(STORE.prefetched).containsExactly(List.of(CassetteId.of(HERE + "AnnotatedAndConfigured/sample")));
    }

    @Test
    void failureOfTheStoreFailsNoTest() {
        STORE.failure = new IllegalStateException("It is far away");

        assertThat(SampleRun.of(Pair.class).failures()).isEmpty();
        assertThat(STORE.prefetched).hasSize(1);
    }

    @Test
    void noTestWaitsForIt() {
        assertThat(SampleRun.of(FasterThanItsStore.class).failures()).isEmpty();
    }

    @Test
    void itsThreadEndsWithTheRun() {
        SampleRun.of(Pair.class);

        Traffic.join(STORE.thread);
        assertThat(STORE.thread.isAlive()).isFalse();
    }

    @Test
    void nothingIsAskedForWhereTheRecorderIsOff() {
        SampleRun.of(FasterThanItsStore.class, Map.of("vcr.disable", "1"));

        assertThat(STORE.prefetched).isEmpty();
    }

    /** Remembers what it was told. Thread-safe. */
    private static final class FarStore implements Persister {

        final BlockingQueue<Collection<CassetteId>> prefetched = new LinkedBlockingQueue<>();
        final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        volatile Thread thread = new Thread();
        volatile RuntimeException failure;

        @Override
        public void prefetch(Collection<CassetteId> ids) {
            thread = Thread.currentThread();
            prefetched.add(ids);
            if (failure != null) {
                throw failure;
            }
            if (ids.toString().contains("FasterThanItsStore")) {
                await(answers);
            }
        }

        void awaitPrefetch() {
            prefetched.addAll(List.of(await(prefetched)));
        }

        private static <T> T await(BlockingQueue<T> queue) {
            try {
                return Optional.ofNullable(queue.poll(20, TimeUnit.SECONDS)).orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<Cassette> load(CassetteId id) {
            return Optional.empty();
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            throw new IOException("It is far away");
        }

        @Override
        public boolean delete(CassetteId id) {
            return false;
        }
    }

    /** A store that others have never heard of. */
    abstract static class Stored {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).environment(Map.of()).build());
    }

    static class OfEveryKind extends Stored {

        @Test
        void plain() {
            STORE.awaitPrefetch();
        }

        @Test
        void overloaded() {}

        @Test
        void overloaded(TestInfo info) {
            assertThat(info).isNotNull();
        }

        @Test
        @UseCassette("shared/name")
        void named() {}

        @Test
        @UseCassette("shared/name")
        void namedAlike() {}

        @RetryingTest(2)
        void retried() {}

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("one", () -> {}));
        }

        @RepeatedTest(2)
        void repeated() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterised(int number) {
            assertThat(number).isPositive();
        }

        @Test
        @NoCassette("is free")
        void optedOut() {}

        @Test
        @UseCassette(mode = RecordMode.ALL)
        void recordedAnew() {}

        void noTest() {}
    }

    static class Around extends Stored {

        @Nested
        class Inner {

            @Test
            void one() {
                STORE.awaitPrefetch();
            }

            @Test
            void two() {}
        }
    }

    static class Pair extends Stored {

        @Test
        void first() {
            STORE.awaitPrefetch();
        }

        @Test
        void second() {}
    }

    @UseCassette
    static class AnnotatedAndConfigured extends Stored {

        @Test
        void sample() {
            STORE.awaitPrefetch();
        }
    }

    /** The store answers when the test is over: one that waited for it would wait for ever. */
    static class FasterThanItsStore extends Stored {

        @Test
        void sample() {
            Traffic.get("/1");
            STORE.answers.add("done");
        }
    }
}
