package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.VcrExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What an application gets to see that asks for something that was not recorded. Prints a table. */
class SdkRefusalTest {

    private static final Vcr NONE = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .mode(RecordMode.NONE)
            .build();
    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    static Stream<Arguments> sdksAndWays() {
        return SdkCase.sdksAndWays();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aMissIsOneAttemptAndTheSdksExceptionExplainsIt(SdkCase sdk, Way way) throws Exception {
        Queue<Duration> sleeps = new ConcurrentLinkedQueue<>();
        try (LlmProvider provider = LlmProvider.start();
                Sdk client = sdk.with(Wiring.of(provider).withSleeps(sleeps::add))) {
            Session session = NONE.open("sdk");
            long start = System.nanoTime();
            Throwable failure = SdkCase.unwrapped(catchThrowable(() -> way.ask(client)));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            List<String> refusals = session.seal().refusals();
            ROWS.add("  %-32s %-16s %8d %8d ms   %s"
                    .formatted(
                            sdk,
                            way,
                            refusals.size(),
                            elapsed.toMillis(),
                            failure.getClass().getName()));

            assertThat(refusals).as("attempts").hasSize(1);
            assertThat(sleeps).isEmpty();
            assertThat(provider.calls()).isZero();
            assertThat(failure.getClass().getName()).startsWith(sdk.errors());
            assertThat(failure).hasMessageContaining("Nothing is recorded that could answer POST " + Wiring.HOST);
            assertThatThrownBy(session::close).isInstanceOf(RefusedRequestError.class);
        }
    }

    @Test
    void aTestWhoseApplicationSwallowsTheExceptionFails() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Swallowing.class))
                                .configurationParameter("vcr.verbose", "0")
                                .configurationParameter("vcr.report", "none")
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).isPositive();
        assertThat(summary.getFailures())
                .hasSize((int) summary.getTestsFoundCount())
                .allSatisfy(failure -> assertThat(failure.getException())
                        .isInstanceOf(RefusedRequestError.class)
                        .hasMessageContaining("Nothing is recorded that could answer POST"));
    }

    /** Not found by the build: run by the test above only. */
    static class Swallowing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(NONE);

        static Stream<Arguments> sdksAndWays() {
            return SdkCase.sdksAndWays();
        }

        @ParameterizedTest
        @MethodSource("sdksAndWays")
        void swallows(SdkCase sdk, Way way) throws Exception {
            try (LlmProvider provider = LlmProvider.start();
                    Sdk client = sdk.with(Wiring.of(provider))) {
                catchThrowable(() -> way.ask(client));
            }
        }
    }

    @AfterAll
    static void printTable() {
        String head =
                "  %-32s %-16s %8s %11s   %s%n".formatted("SDK", "a miss in none", "attempts", "took", "exception");
        System.out.println(head
                + String.join(System.lineSeparator(), ROWS.stream().sorted().toList()));
    }
}
