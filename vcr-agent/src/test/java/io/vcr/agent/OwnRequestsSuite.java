package io.vcr.agent;

import static io.vcr.agent.OwnAnswer.answer;
import static io.vcr.agent.OwnAnswer.call;
import static io.vcr.agent.OwnAnswer.check;
import static io.vcr.agent.OwnAnswer.name;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.junit5.UseCassette;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** 22 tests of two classes, each with a request of its own. {@link HandOverTest} runs them in another JVM, all at once. */
final class OwnRequestsSuite {

    static final int TESTS = 22;

    private OwnRequestsSuite() {}

    @EnabledIfSystemProperty(named = "test.url", matches = ".+")
    @UseCassette
    static class First {

        @Test
        void plain(TestInfo test) {
            call(name(test));
        }

        @Test
        void anotherPlain(TestInfo test) {
            call(name(test));
        }

        @Test
        void preemptively(TestInfo test) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> call(name(test)));
        }

        @Test
        @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void separateThread(TestInfo test) {
            call(name(test));
        }

        @Test
        void supplied(TestInfo test) throws Exception {
            check(
                    name(test),
                    CompletableFuture.supplyAsync(() -> answer(name(test))).get());
        }

        @Test
        void chained(TestInfo test) throws Exception {
            CompletableFuture.supplyAsync(() -> name(test))
                    .thenAcceptAsync(OwnAnswer::call)
                    .get();
        }

        @Test
        void submitted(TestInfo test) throws Exception {
            ExecutorService own = Executors.newSingleThreadExecutor();
            own.submit(() -> call(name(test))).get();
            own.shutdown();
        }

        @Test
        void parallelStream(TestInfo test) {
            IntStream.range(0, 8).parallel().forEach(i -> call(name(test) + "/" + i));
        }

        @RepeatedTest(3)
        void repeated(TestInfo test) {
            call(name(test));
        }
    }

    @EnabledIfSystemProperty(named = "test.url", matches = ".+")
    @UseCassette
    static class Second {

        private static final ExecutorService SHARED = Executors.newFixedThreadPool(3);

        @Test
        void plainToo(TestInfo test) {
            call(name(test));
        }

        @Test
        void preemptivelyToo(TestInfo test) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> call(name(test)));
        }

        @Test
        void submittedToo(TestInfo test) throws Exception {
            SHARED.submit(() -> call(name(test))).get();
        }

        @Test
        void streamOfOne(TestInfo test) {
            List.of(name(test)).parallelStream().forEach(OwnAnswer::call);
        }

        @RepeatedTest(2)
        void repeatedToo(TestInfo test) throws Exception {
            CompletableFuture.runAsync(() -> call(name(test)), SHARED).get();
        }

        @TestFactory
        Stream<DynamicTest> dynamic() {
            return Stream.of(1, 2)
                    .map(i -> dynamicTest(
                            "of-a-pool",
                            () -> SHARED.submit(() -> call("dynamic-" + i + "-of-a-pool"))
                                    .get()));
        }

        @Nested
        class Inside {

            @Test
            void nested(TestInfo test) {
                call(name(test));
            }

            @Test
            void nestedSupplied(TestInfo test) throws Exception {
                CompletableFuture.runAsync(() -> call(name(test))).get();
            }

            @Test
            @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
            void nestedSeparateThread(TestInfo test) {
                call(name(test));
            }
        }
    }
}
