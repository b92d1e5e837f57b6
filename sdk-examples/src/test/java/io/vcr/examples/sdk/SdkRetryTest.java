package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SdkRetryTest extends RetryRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SdkCase.values());
    }

    static Stream<Arguments> thoseThatSleepVisibly() {
        return sdksAndWays().filter(arguments -> ((SdkCase) arguments.get()[0]).sleepsVisibly());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("thoseThatSleepVisibly")
    void sleepsAsTheProviderSaysWhileRecordingAndNeverInReplay(SdkCase sdk, Way way) throws Exception {
        try (Sdk client = sdk.with(wiring())) {
            limitTheRate(1);
            Report recorded = report(keepsAll, () -> way.ask(client));
            assertThat(recorded.counts().recorded()).isEqualTo(2);
            assertThat(sleeps).containsExactly(RETRY_AFTER);

            sleeps.clear();
            provider.close();
            Report replayed = report(none(keepsAll), () -> way.ask(client));
            assertThat(replayed.counts().replayed()).isEqualTo(2);
            assertThat(sleeps).hasSize(1).allMatch(sleep -> sleep.toMillis() <= 1);
        }
    }
}
