package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records each SDK in each of its ways, and replays it after the provider was shut down: without a call, and with an
 * equal result of the SDK's own type. Prints the results as a table. Subclasses have a method {@code sdksAndWays}.
 */
abstract class MatrixRules {

    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    /** The result of one run. */
    private record Seen(Object result, int pieces, boolean pieceBeforeTheEnd, Report report, int providerCalls) {}

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void replaysWhatItHasRecorded(AttachedSdk sdk, Way way) throws Exception {
        Vcr vcr = Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
        LlmProvider provider = LlmProvider.start();
        try (provider) {
            Seen recorded = run(vcr, sdk, way, provider);
            provider.close();
            Seen replayed = run(vcr.toBuilder().mode(RecordMode.NONE).build(), sdk, way, provider);
            ROWS.add(row(sdk, way, recorded, replayed));

            assertThat(recorded.report().verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(recorded.providerCalls()).isEqualTo(1);
            assertThat(recorded.pieceBeforeTheEnd())
                    .as("a piece of the stream is there before the server has finished")
                    .isEqualTo(way.streams());
            assertThat(replayed.report().verdict()).isEqualTo(Verdict.HIT);
            assertThat(replayed.providerCalls()).isZero();
            assertThat(replayed.result()).isEqualTo(recorded.result());
            assertThat(replayed.pieces()).isEqualTo(recorded.pieces());
        }
    }

    private static Seen run(Vcr vcr, AttachedSdk sdk, Way way, LlmProvider provider) throws Exception {
        int before = provider.calls();
        int finishedBefore = provider.finishedStreams();
        AtomicInteger pieces = new AtomicInteger();
        AtomicBoolean early = new AtomicBoolean();
        provider.hold();
        Session session = vcr.open("sdk");
        try (Sdk client = sdk.with(Wiring.of(provider))) {
            Object result = way.ask(client, "What is the weather in Paris?", () -> {
                if (pieces.incrementAndGet() == 1) {
                    early.set(provider.finishedStreams() == finishedBefore);
                    provider.release();
                }
            });
            Report report = session.finish(Outcome.PASSED);
            return new Seen(result, pieces.get(), early.get(), report, provider.calls() - before);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private static String row(AttachedSdk sdk, Way way, Seen recorded, Seen replayed) {
        return "  %-32s %-16s %-14s %5d   %-7s %-8s %5d   %s"
                .formatted(
                        sdk,
                        way,
                        recorded.report().verdict(),
                        recorded.providerCalls(),
                        way.streams() ? (recorded.pieceBeforeTheEnd() ? "yes" : "NO") : "-",
                        replayed.report().verdict(),
                        replayed.providerCalls(),
                        replayed.result().equals(recorded.result()) ? "equal" : "DIFFERENT");
    }

    @AfterAll
    static void printTable() {
        List<String> table = new ArrayList<>();
        table.add("  %-32s %-16s %-14s %-7s %-7s %-8s %-7s %s"
                .formatted("SDK", "way", "recorded", "calls", "early", "replayed", "calls", "typed result"));
        table.addAll(ROWS.stream().sorted().toList());
        System.out.println(String.join(System.lineSeparator(), table));
    }
}
