package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.codec.Corpus;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.RedactionCount;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Prints what the defaults change in real cassettes: kind and place, never a value. Where they are, see {@code
 * VCR_TEST_CORPUS}.
 */
class CorpusRedactionTest {

    private static final SecretGuard GUARD = SecretGuard.of(SecretRules.of(Map.of()));

    @Test
    void realCassettesHoldNoSecretsAndDoNotChangeTwice() throws IOException {
        Path corpus = Corpus.directory();
        SortedMap<String, Integer> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                SortedMap<String, Integer> changes = changes(file);
                changes.forEach((change, count) -> all.merge(change, count, Integer::sum));
                if (!changes.isEmpty()) {
                    System.out.println(corpus.relativize(file) + ": " + changes);
                }
            }
        }
        System.out.println("redacted in the corpus: " + all);
    }

    private static SortedMap<String, Integer> changes(Path file) throws IOException {
        FilterChain chain = new FilterChain(Filters.defaults(), new Redaction(SecretRules.of(Map.of())));
        List<Episode> recorded = episodes(file);
        List<Episode> once = recorded.stream().map(each -> again(each, chain)).toList();
        List<Episode> twice = once.stream().map(each -> again(each, chain)).toList();

        assertThat(twice).as(file.toString()).isEqualTo(once);
        assertThat(GUARD.inspect(once)).as(file.toString()).isEmpty();
        SortedMap<String, Integer> changes = RedactionCount.of(once);
        RedactionCount.of(recorded).keySet().forEach(changes::remove);
        return changes;
    }

    private static Episode again(Episode episode, FilterChain chain) {
        return new Episode(
                chain.request(episode.request()),
                chain.response(episode.request(), episode.response()),
                episode.recordedAt(),
                episode.expiresAt(),
                episode.timing());
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
