package io.vcr.codec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Real cassettes of other tools, which are not part of this project: the directory that the system property
 * {@code vcr.test.corpus} or the variable {@code VCR_TEST_CORPUS} names. Without it tests are skipped and say so.
 */
public final class Corpus {

    private Corpus() {}

    /** The directory; aborts the test if there is none. */
    public static Path directory() {
        String corpus = System.getProperty("vcr.test.corpus", System.getenv("VCR_TEST_CORPUS"));
        String missing = "Skipped: neither vcr.test.corpus nor VCR_TEST_CORPUS names a directory of real cassettes";
        if (corpus == null) {
            System.out.println(missing);
        }
        assumeTrue(corpus != null, missing);
        return Path.of(corpus);
    }

    /** All files in it but documentation. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
