package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block in the documentation is part of a file of the examples, except for indentation, so it compiles. */
class DocumentationTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MESSAGE_BLOCK = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 4)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaBlocksAreQuotedFromTheExamples(Path page) throws IOException {
        String sources = sources();
        List<String> unknown = new ArrayList<>();
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            if (!sources.contains(flat(blocks.group(1)))) {
                unknown.add(blocks.group(1));
            }
        }
        assertThat(unknown).as("Java blocks of %s that no example holds", page).isEmpty();
    }

    @Test
    void messagesOnThePageOfMissesAreQuotedFromTheTestsThatPinThem() throws IOException {
        String tests = sources("vcr-core", "vcr-junit5", "examples");
        List<String> unknown = MESSAGE_BLOCK
                .matcher(Files.readString(ROOT.resolve("docs/misses.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> !tests.contains(flat(block)))
                .toList();
        assertThat(unknown).as("messages of docs/misses.md that no test pins").isEmpty();
    }

    private static String sources() throws IOException {
        return sources("examples", "examples/modular", "sdk-examples", "spring-ai-examples", "spring-boot-examples");
    }

    private static String sources(String... modules) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    sources.add(flat(Files.readString(file)));
                }
            }
        }
        return String.join("\n\n", sources);
    }

    private static String flat(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
