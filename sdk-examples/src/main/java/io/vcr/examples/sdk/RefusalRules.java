package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import io.vcr.Vcr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exception that an application gets for a request that was not recorded. Prints a table. Subclasses have a method
 * {@code sdksAndWays}.
 */
abstract class RefusalRules {

    static final Vcr NONE = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .mode(RecordMode.NONE)
            .build();
    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aMissIsOneAttemptAndTheSdksExceptionExplainsIt(AttachedSdk sdk, Way way) throws Exception {
        Queue<Duration> sleeps = new ConcurrentLinkedQueue<>();
        try (LlmProvider provider = LlmProvider.start();
                Sdk client = sdk.with(Wiring.of(provider).withSleeps(sleeps::add))) {
            Session session = NONE.open("sdk");
            long start = System.nanoTime();
            Throwable failure = AttachedSdk.unwrapped(catchThrowable(() -> way.ask(client)));
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
            assertThat(failure).hasMessageContaining("Nothing is recorded for POST " + Wiring.HOST);
            assertThatThrownBy(session::close).isInstanceOf(RefusedRequestError.class);
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
