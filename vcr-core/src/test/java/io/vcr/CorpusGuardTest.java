package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vcr.codec.CassetteCodec;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guard flags nothing in real cassettes that a person would not; where they are, see {@code VCR_TEST_CORPUS}. */
class CorpusGuardTest {

    private static final SecretGuard GUARD = SecretGuard.of(SecretRules.of(Map.of()));

    @Test
    void realCassettesHoldNoSecrets() throws IOException {
        String corpus = System.getProperty("vcr.test.corpus", System.getenv("VCR_TEST_CORPUS"));
        String missing = "CorpusGuardTest is skipped: neither vcr.test.corpus nor VCR_TEST_CORPUS names a directory";
        if (corpus == null) {
            System.out.println(missing);
        }
        assumeTrue(corpus != null, missing);
        try (Stream<Path> files = Files.walk(Path.of(corpus))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                assertThat(GUARD.inspect(episodes(file))).as(file.toString()).isEmpty();
            }
        }
    }

    private static List<Episode> episodes(Path file) throws IOException {
        try {
            return CassetteCodec.decode(CassetteId.of("corpus"), Files.readAllBytes(file), "it")
                    .episodes();
        } catch (CassetteFormatException e) {
            return List.of(); // no cassette
        }
    }
}
