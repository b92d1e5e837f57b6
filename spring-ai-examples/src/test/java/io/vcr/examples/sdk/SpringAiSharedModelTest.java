package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two tests share one model. What streams calls from threads that belong to no test. */
class SpringAiSharedModelTest {

    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    private LlmProvider provider;
    private Session one;
    private Session other;

    @BeforeEach
    void open() throws Exception {
        provider = LlmProvider.start();
        one = openElsewhere("shared/one");
        other = openElsewhere("shared/other");
    }

    private Session openElsewhere(String cassette) {
        return CompletableFuture.supplyAsync(() -> vcr.open(cassette)).join();
    }

    @AfterEach
    void finish() {
        one.finish(Outcome.FAILED);
        other.finish(Outcome.FAILED);
        provider.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aStreamGoesToTheCassetteThatItNames(SpringAiCase sdk) throws Exception {
        try (Sdk shared = sdk.with(Wiring.of(provider))) {
            shared.forCassette("shared/other").asyncStreaming("Whose is this?", () -> {});
        }

        assertThat(one.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(provider.requestHeaders())
                .noneMatch(header -> header.toLowerCase().startsWith("x-vcr-"));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aStreamThatMayBelongToSeveralTestsIsRefused(SpringAiCase sdk) throws Exception {
        try (Sdk shared = sdk.with(Wiring.of(provider))) {
            Throwable failure = catchThrowable(() -> shared.asyncStreaming("Whose is this?", () -> {}));
            assertThat(failure).hasStackTraceContaining("Several open sessions could own POST");
        }

        assertThat(provider.calls()).isZero();
        assertThat(one.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }
}
