package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every real cassette is read, or refused with the reason for which it should be. */
class CorpusTest {

    private static final CassetteId ID = CassetteId.of("corpus");

    /** What must be refused: a part of the path, and a part of the reason. */
    private static final Map<String, String> REFUSED = Map.of(
            "tests/fixtures/migration/old_cassette.json", "before 1.0",
            "tests/fixtures/migration/old_cassette.yaml", "python/object",
            ".xai.yaml", "gRPC");

    @Test
    void everyFileIsReadOrRefusedWithItsReason() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> table = new TreeMap<>();
        for (Path file : Corpus.files()) {
            String result = result(file);
            System.out.println(result + "  " + Corpus.directory().relativize(file));
            boolean loaded = result.startsWith("loaded");
            table.merge(loaded ? "loaded" : "refused", 1, Integer::sum);
            boolean right = REFUSED.entrySet().stream()
                    .filter(entry -> file.toString().contains(entry.getKey()))
                    .findAny()
                    .map(entry -> !loaded && result.contains(entry.getValue()))
                    .orElse(loaded);
            if (!right) {
                wrong.add(result + " " + file);
            }
        }
        System.out.println("corpus: " + table);
        assertThat(wrong).isEmpty();
    }

    private static String result(Path file) throws IOException {
        try {
            return "loaded  %3d episodes"
                    .formatted(CassetteCodec.decode(ID, Files.readAllBytes(file), "it")
                            .episodes()
                            .size());
        } catch (CassetteFormatException e) {
            return "refused " + e.getMessage();
        }
    }

    @Test
    void whatIsReadAndWrittenIsReadAgain() throws IOException {
        for (Path file : Corpus.files()) {
            Cassette cassette;
            try {
                cassette = CassetteCodec.decode(ID, Files.readAllBytes(file), file.toString());
            } catch (CassetteFormatException e) {
                continue; // the other test knows whether it should be
            }
            for (CassetteCodec codec : CassetteCodec.values()) {
                Cassette again = CassetteCodec.decode(ID, codec.encode(cassette), codec + " of " + file);
                assertThat(again).as("%s of %s", codec, file).isEqualTo(cassette);
            }
        }
    }
}
