package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Filters;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A recorder without the filter that stores successes only keeps a 429 too, and the SDK tries again in replay as well. */
class SdkRetryTest {

    private final Vcr vcr = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .filters(List.of(Filters.removeRequestHeaders("authorization", "x-api-key", "x-goog-api-key")))
            .build();

    static Stream<Arguments> sdksAndWays() {
        return SdkCase.sdksAndWays().filter(arguments -> ((SdkCase) arguments.get()[0]).sleepsVisibly());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void sleepsAsTheProviderSaysWhileRecordingAndNeverInReplay(SdkCase sdk, Way way) throws Exception {
        Queue<Duration> sleeps = new ConcurrentLinkedQueue<>();
        LlmProvider provider = LlmProvider.start();
        try (provider;
                Sdk client = sdk.with(Wiring.of(provider).withSleeps(sleeps::add))) {
            provider.treatNext(LlmProvider.Treatment.RATE_LIMITED);
            Report recorded = ask(vcr, client, way);
            assertThat(recorded.counts().recorded()).isEqualTo(2);
            assertThat(sleeps).containsExactly(Duration.ofSeconds(3));

            sleeps.clear();
            provider.close();
            Report replayed = ask(vcr.toBuilder().mode(RecordMode.NONE).build(), client, way);
            assertThat(replayed.counts().replayed()).isEqualTo(2);
            assertThat(sleeps).hasSize(1).allMatch(sleep -> sleep.toMillis() <= 1);
        }
    }

    private static Report ask(Vcr vcr, Sdk client, Way way) throws Exception {
        Session session = vcr.open("sdk");
        try {
            way.ask(client);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
