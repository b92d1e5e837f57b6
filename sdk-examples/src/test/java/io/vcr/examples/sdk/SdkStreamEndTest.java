package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

class SdkStreamEndTest extends StreamEndRules {

    static Stream<Arguments> sdksAndStreams() {
        return AttachedSdk.inEachWay(SdkCase.values())
                .filter(arguments -> ((Way) arguments.get()[1]).streams());
    }

    /** openai-java closes the response right at the terminal event. */
    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "ASYNC_STREAMING"})
    void aStreamWhoseLastChunkIsLateIsRecorded(Way way) throws Exception {
        provider.hold();
        provider.treatNext(LlmProvider.Treatment.ENDED_LATE);
        Session session = vcr.open("sdk");
        try (Sdk client = SdkCase.OPENAI_CHAT.with(Wiring.of(provider))) {
            way.ask(client);
            assertThat(provider.finishedStreams()).isZero();
            assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
        } finally {
            provider.release();
            session.finish(Outcome.FAILED);
        }
    }

    /** LangChain4j does not let an application leave by throwing. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"OPENAI_CHAT", "OPENAI_RESPONSES", "ANTHROPIC", "GENAI"})
    void aStreamThatTheApplicationLeavesIsNotRecorded(SdkCase sdk) throws Exception {
        provider.hold();
        Session session = vcr.open("sdk");
        try (Sdk client = sdk.with(Wiring.of(provider))) {
            assertThat(catchThrowable(() -> Way.STREAMING.ask(client, "What is the weather in Paris?", () -> {
                        throw new IllegalStateException("enough");
                    })))
                    .hasMessageContaining("enough");
            Report report = session.finish(Outcome.PASSED);
            assertThat(report.counts().dropped()).containsOnly(Map.entry("closed early", 1));
        } finally {
            provider.release();
            session.finish(Outcome.FAILED);
        }
    }
}
