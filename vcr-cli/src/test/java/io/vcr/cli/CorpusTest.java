package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.SecretPolicy;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command over a collection of real cassettes of other tools, some of which no reader can read. */
@EnabledIfEnvironmentVariable(
        named = "VCR_TEST_CORPUS",
        matches = ".+",
        disabledReason = "VCR_TEST_CORPUS names no collection of cassettes")
class CorpusTest {

    private final Path corpus = Path.of(System.getenv().getOrDefault("VCR_TEST_CORPUS", ""));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "stats", "scan"})
    void doesWhatCanBeDoneAndSaysWhatCannotBeRead(String command) {
        Shell.Result result = vcr(command, corpus);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("Cannot read cassette "));
        assertThat(result.out()).isNotEmpty();
    }

    @Test
    void convertsWithoutASecret() {
        assertThat(vcr("convert", corpus, "--to", directory).err().lines())
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "Cannot read cassette .*|Several files would be cassette .*|  fix  convert each by itself: .*"));

        assertThat(vcr("scan", directory).status()).isEqualTo(Exit.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "diff"})
    void printsNoSecret(String command) {
        Shell.Result result = command.equals("show") ? vcr("show", corpus) : vcr("diff", corpus, directory);

        Cassette printed = Cassette.of(
                CassetteId.of("printed"), List.of(Samples.episode("POST", "https://h/", result.out(), result.err())));
        assertThat(SecretPolicy.redact().find(printed)).isEmpty();
    }
}
