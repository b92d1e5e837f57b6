package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.SecretPolicy;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.file.FilePersister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No part of a key is in a store, a log or an explanation. Subclasses have a method {@code sdksAndWays}. */
abstract class SecretRules {

    /** A key in the form of a real one, concatenated so that no scanner reports it. */
    private static final String KEY = "sk-" + "ant-api03-" + "9fQx2LmV".repeat(4);

    private static final Logger LOG = Logger.getLogger("io.vcr");

    @TempDir
    private Path directory;

    private final List<String> logged = new ArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public synchronized void publish(LogRecord message) {
            logged.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    LlmProvider provider;
    Vcr vcr;

    @BeforeEach
    void start() throws IOException {
        LOG.addHandler(log);
        provider = LlmProvider.start();
        vcr = Vcr.builder(FilePersister.of(directory)).environment(Map.of()).build();
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(log);
        provider.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void theKeyOfTheClientReachesTheProviderOnly(AttachedSdk sdk, Way way) throws Exception {
        try (Sdk client = sdk.with(Wiring.of(provider).withKey(KEY))) {
            Report recorded = report(vcr, () -> way.ask(client));
            assertThat(provider.requestHeaders()).anyMatch(header -> header.contains(KEY));
            assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);

            Vcr none = vcr.toBuilder().mode(RecordMode.NONE).build();
            Report refused = report(none, () -> way.ask(client, "Something else?", () -> {}));
            assertThat(refused.refusals()).isNotEmpty();
            assertThat(recorded + stored() + refused + refused.refusals() + logged)
                    .doesNotContain(KEY.substring(3));
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aKeyInAQuestionIsReplacedAndReplays(AttachedSdk sdk, Way way) throws Exception {
        try (Sdk client = sdk.with(Wiring.of(provider))) {
            String question = "Is " + KEY + " a good key?";
            Report recorded = report(vcr, () -> way.ask(client, question, () -> {}));
            assertThat(recorded.verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(recorded.redacted()).containsKey("anthropic_api_key in a request body");
            Report replayed = report(vcr, () -> way.ask(client, question, () -> {}));
            assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
            assertThat(recorded + stored() + replayed + logged).doesNotContain(KEY.substring(3));
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aKeyInAQuestionIsNotSavedWhereSecretsAreRefused(AttachedSdk sdk, Way way) throws Exception {
        Vcr refusing = vcr.toBuilder().secrets(SecretPolicy.refuse()).build();
        try (Sdk client = sdk.with(Wiring.of(provider))) {
            Report report = report(refusing, () -> way.ask(client, "Is " + KEY + " a good key?", () -> {}));
            assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
            assertThat(report.save()).contains("an Anthropic API key");
            assertThat(report + stored() + report.save() + logged).doesNotContain(KEY.substring(3));
        }
    }

    interface Use {
        Object ask() throws Exception;
    }

    static Report report(Vcr vcr, Use use) {
        Session session = vcr.open("sdk");
        Throwable failure = catchThrowable(use::ask);
        assertThat(String.valueOf(failure)).doesNotContain(KEY.substring(3));
        return session.finish(Outcome.PASSED);
    }

    String stored() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(file).append(Files.readString(file));
            }
            return text.toString();
        }
    }
}
