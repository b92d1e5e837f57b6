package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.RefusedRequestError;
import io.vcr.junit5.VcrExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class SdkRefusalTest extends RefusalRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SdkCase.values());
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
                        .hasMessageContaining("Nothing is recorded for POST"));
    }

    /** Not found by the build: run by the test above only. */
    static class Swallowing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(NONE);

        static Stream<Arguments> sdksAndWays() {
            return SdkRefusalTest.sdksAndWays();
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
}
