package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Session;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ends of streams, and the recordings of them. Subclasses have a method {@code sdksAndStreams}. */
abstract class StreamEndRules extends ProviderRules {

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndStreams")
    void aStreamThatIsCutInMidEventIsNotRecorded(AttachedSdk sdk, Way way) throws Exception {
        provider.treatNext(LlmProvider.Treatment.CUT_IN_MID_EVENT);
        Session session = vcr.open("sdk");
        try (Sdk client = sdk.with(Wiring.of(provider))) {
            assertThat(catchThrowable(() -> way.ask(client)))
                    .as("what the application gets")
                    .isNotNull();
            assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("connection lost", 1));
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
