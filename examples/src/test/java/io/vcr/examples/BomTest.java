package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BomTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..");

    @Test
    void bomNamesExactlyThePublishedModules() throws IOException {
        TreeSet<String> published = new TreeSet<>();
        for (String module : all("<module>([^<]+)</module>", ROOT.resolve("pom.xml"))) {
            String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
            if (!module.equals("bom") && !pom.contains("<maven.deploy.skip>true")) {
                published.add(module);
            }
        }
        assertThat(all("<artifactId>(vcr-(?!parent|bom)[^<]+)</artifactId>", ROOT.resolve("bom/pom.xml")))
                .isEqualTo(published);
    }

    private static TreeSet<String> all(String pattern, Path file) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
