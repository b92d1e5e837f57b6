package io.vcr.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.Persisters;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePersisterFactoryTest {

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource({
        "file:/var/cassettes, /var/cassettes",
        "file:///var/cassettes, /var/cassettes",
        "file:///var/cas%20settes, /var/cas settes",
        "file:/var/cassettes?format=json, /var/cassettes",
        "FILE:/var/cassettes, /var/cassettes"
    })
    void anAbsolutePathIsTaken(String uri, String directory) {
        assertThat(Persisters.open(URI.create(uri))).hasToString("file:" + Path.of(directory));
    }

    /** On Windows as well: only what the JDK makes of the URI is the path there. */
    @ParameterizedTest
    @CsvSource({
        "file:///C:/cassettes, file:///C:/cassettes",
        "file:/C:/cassettes?format=json, file:///C:/cassettes",
        "FILE:///C:/cas%20settes?format=yaml, file:///C:/cas%20settes",
        "file:///var/a%3Fb#part, file:///var/a%3Fb"
    })
    void anAbsolutePathIsThatOfAUriWithoutOptions(String uri, String location) {
        assertThat(FilePersisterFactory.location(URI.create(uri))).isEqualTo(URI.create(location));
    }

    @Test
    void theUriOfAPathIsThePath() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("ä ? %20"));

        assertThat(Persisters.open(directory.toUri())).hasToString("file:" + directory);
    }

    @Test
    void aRelativePathCountsFromTheModule() {
        Path module = Path.of(System.getProperty("basedir", ""));

        assertThat(Persisters.open(URI.create("file:src/test/cassettes")))
                .hasToString("file:" + module.resolve("src/test/cassettes"));
    }

    @ParameterizedTest
    @CsvSource({
        "file:src/test/cassettes, true",
        "file:a?format=json, true",
        "file:/var/cassettes, false",
        "file:///var/cassettes, false"
    })
    void onlyARelativePathDependsOnADirectory(String uri, boolean isRelative) {
        assertThat(Persisters.isRelative(URI.create(uri))).isEqualTo(isRelative);
    }

    @ParameterizedTest
    @CsvSource({"'', a.yaml", "?format=yaml, a.yaml", "?format=json, a.json"})
    void theFormatIsAnOption(String query, String file) throws IOException {
        try (Persister store = Persisters.open(URI.create(temporary.toUri() + query))) {
            store.save(Cassettes.of("a"));
        }

        assertThat(Files.exists(temporary.resolve(file))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:?format=json", "file:%20", "file:///?format=xml"})
    void aUriThatMakesNoSenseIsRefused(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Persisters.open(URI.create(uri)))
                .withMessageStartingWith("Store " + uri + " has ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"src", "my_module", "~"})
    void aHostIsNoPartOfAPath(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FilePersisterFactory().open(URI.create("file://" + host + "/test/cassettes")))
                .withMessageContaining("names the host " + host);
    }

    @Test
    void anUnknownOptionListsTheValidOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Persisters.open(URI.create("file:a?format=xml")))
                .withMessage(
                        "Store file:a?format=xml has the unknown option \"format=xml\"; valid are format=yaml, format=json");
    }
}
