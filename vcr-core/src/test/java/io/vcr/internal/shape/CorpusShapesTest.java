package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.Corpus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The scanner finds nothing in real cassettes, taken as text; where they are, see {@code VCR_TEST_CORPUS}. */
class CorpusShapesTest {

    private static final ShapeScanner SCANNER = ShapeScanner.of(Catalogue.bundled());

    @Test
    void realCassettesHoldNoCredentials() throws IOException {
        Path corpus = Corpus.directory();
        try (Stream<Path> files = Files.walk(corpus)) {
            assertThat(files.filter(Files::isRegularFile).flatMap(file -> finds(file).stream()))
                    .isEmpty();
        }
    }

    /** Where and what, never the credential itself. */
    private static List<String> finds(Path file) {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            String text = new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1);
            return SCANNER.find(text).stream()
                    .map(found -> file + " holds " + found.kind().label() + " at " + found.start())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
