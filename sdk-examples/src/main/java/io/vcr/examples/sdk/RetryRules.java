package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Filters;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider that answers 429 with a {@code Retry-After} of three seconds, and the waits of each SDK. Prints a table.
 * Subclasses have a method {@code sdksAndWays}.
 */
abstract class RetryRules extends ProviderRules {

    /** More than the attempts of any SDK. */
    private static final int TO_THE_LAST = 10;

    static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    /** A recorder without the filter that stores only successful responses. */
    final Vcr keepsAll = vcr.toBuilder()
            .filters(List.of(Filters.removeRequestHeaders("authorization", "x-api-key", "x-goog-api-key")))
            .build();

    final Queue<Duration> sleeps = new ConcurrentLinkedQueue<>();

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aReplayHasTheSuccessOnlyAndNothingToWaitFor(AttachedSdk sdk, Way way) throws Exception {
        limitTheRate(1);
        try (Sdk client = sdk.with(wiring())) {
            Report recorded = report(vcr, () -> {
                if (catchThrowable(() -> way.ask(client)) != null) {
                    way.ask(client); // LangChain4j does not retry a stream; its application does
                }
            });
            assertThat(provider.calls()).isEqualTo(2);
            assertThat(recorded.counts().recorded()).isEqualTo(1);
        }

        provider.close();
        sleeps.clear();
        try (Sdk client = sdk.with(wiring())) {
            Report replayed = report(none(vcr), () -> way.ask(client));
            assertThat(replayed.counts().replayed()).isEqualTo(1);
            assertThat(sleeps).isEmpty();
        }
    }

    /** google-genai retries below the recorder; in a replay it does not sleep, although the provider asks for hours. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    @Timeout(120)
    void aProviderThatStaysBusyIsReplayedWithTheSameTriesAndTheSameException(AttachedSdk sdk, Way way)
            throws Exception {
        limitTheRate(TO_THE_LAST);
        Busy recorded = busy(keepsAll, sdk, way, Duration.ofMillis(1));
        int calls = provider.calls();
        provider.close();
        sleeps.clear();
        Busy replayed = busy(none(keepsAll), sdk, way, Duration.ofHours(1));
        ROWS.add("  %-32s %-16s %8d %10d %8d %8d ms   %s"
                .formatted(
                        sdk,
                        way,
                        calls,
                        recorded.report().counts().recorded(),
                        replayed.report().counts().replayed(),
                        replayed.took().toMillis(),
                        replayed.failure().getClass().getName()));

        assertThat(recorded.failure().getClass().getName()).startsWith(sdk.errors());
        assertThat(replayed.failure())
                .hasSameClassAs(recorded.failure())
                .hasMessage(recorded.failure().getMessage());
        assertThat(replayed.report().counts().replayed())
                .isEqualTo(recorded.report().counts().recorded());
        assertThat(sleeps).allMatch(sleep -> sleep.toMillis() <= 1);
        int waits = Math.max(1, replayed.report().counts().replayed() - 1);
        assertThat(replayed.took())
                .as("less than the provider has asked for")
                .isLessThan(RETRY_AFTER.multipliedBy(waits));
    }

    /** The final result of the application, the time, and the report of the recorder. */
    private record Busy(Throwable failure, Duration took, Report report) {}

    private Busy busy(Vcr recorder, AttachedSdk sdk, Way way, Duration backOff) {
        Session session = recorder.open("sdk");
        try (Sdk client = sdk.with(wiring().withBackOff(backOff))) {
            long start = System.nanoTime();
            Throwable failure = AttachedSdk.unwrapped(catchThrowable(() -> way.ask(client)));
            return new Busy(failure, Duration.ofNanos(System.nanoTime() - start), session.finish(Outcome.PASSED));
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    Wiring wiring() {
        return Wiring.of(provider).withSleeps(sleeps::add);
    }

    void limitTheRate(int calls) {
        for (int call = 0; call < calls; call++) {
            provider.treatNext(LlmProvider.Treatment.RATE_LIMITED);
        }
    }

    static Vcr none(Vcr recorder) {
        return recorder.toBuilder().mode(RecordMode.NONE).build();
    }

    /** The calls of an application in a session. */
    interface Use {
        void ask() throws Exception;
    }

    static Report report(Vcr recorder, Use use) throws Exception {
        Session session = recorder.open("sdk");
        try {
            use.ask();
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    @AfterAll
    static void printTable() {
        String head = "  %-32s %-16s %8s %10s %8s %11s   %s%n"
                .formatted("SDK", "429 to the last", "calls", "recorded", "replayed", "took", "exception");
        System.out.println(head
                + String.join(System.lineSeparator(), ROWS.stream().sorted().toList()));
    }
}
