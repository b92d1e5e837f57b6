package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of conformance holds every case, and the tests that it names exist. */
class ConformanceTableTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile(
            "^\\| (C\\d+) \\| [^|]+ \\| (?:as vcrpy|differs: |not applicable: |not yet)[^|]* \\| (`[^|]+`) \\|$",
            Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void everyCaseHasARow() throws IOException {
        assertThat(rows().stream().map(row -> row.group(1)))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 74).mapToObj(i -> "C" + i).toList());
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> sources = testSources();

        assertThat(rows().stream().flatMap(row -> TEST.matcher(row.group(2)).results()))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(sources)
                        .as(test.group())
                        .anyMatch(source -> source.contains("class " + test.group(1) + " ")
                                && source.contains("    void " + test.group(2))));
    }

    private static List<MatchResult> rows() throws IOException {
        Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("docs/conformance.md")));
        return rows.results().toList();
    }

    private static List<String> testSources() throws IOException {
        List<String> sources = new ArrayList<>();
        addSources(ROOT.resolve("vcr-testkit/src/main/java"), sources);
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                addSources(tests, sources);
            }
        }
        return sources;
    }

    private static void addSources(Path tests, List<String> sources) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
    }
}
