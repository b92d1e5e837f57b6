package io.vcr.examples.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code api.txt} of each published module is its public API, so that a change of the API is seen in a diff. After one:
 * {@code mvn test -pl examples -am -Dapi.regenerate=true -Dtest=ApiTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ApiTest {

    static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final String COMMAND =
            "mvn test -pl examples -am -Dapi.regenerate=true -Dtest=ApiTest -Dsurefire.failIfNoSpecifiedTests=false";

    /** What the BOM names; BomTest compares it with the modules of the build. */
    static List<String> publishedModules() throws IOException {
        return Pattern.compile("<artifactId>(vcr-(?!parent|bom)[^<]+)</artifactId>")
                .matcher(Files.readString(ROOT.resolve("bom/pom.xml")))
                .results()
                .map(module -> module.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void apiIsTheOneThatIsCommitted(String module) throws IOException {
        Path file = ROOT.resolve(module).resolve("api.txt");
        Path classes = ROOT.resolve(module).resolve("target/classes");
        assertThat(classes).as("The classes of " + module + ": run with -am").isDirectory();
        String api = ApiText.of(classes);
        if (Boolean.getBoolean("api.regenerate")) {
            Files.writeString(file, api);
        }

        assertThat(file)
                .as("The public API of %s has changed. If that is intended, write it down:%n  %s%n", module, COMMAND)
                .hasContent(api);
    }
}
