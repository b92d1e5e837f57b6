package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesInOtherFilesTest {

    private static final String MAPPING = """
            {"request": {"url": "%s", "method": "GET"}, "response": {"status": 200, "bodyFileName": "%s"}%s}
            """;

    @TempDir
    private Path root;

    @Test
    void ofWireMockLieBesideTheDirectoryOfItsMappings() throws IOException {
        write("__files/items/1.json", "one");
        Path mapping = write("mappings/items/get.json", MAPPING.formatted("/items/1", "items/1.json", ""));

        assertThat(bodies(read(mapping))).containsExactly("one");
    }

    @Test
    void ofWireMockLieBesideALoneMapping() throws IOException {
        write("__files/1.json", "one");

        assertThat(bodies(read(write("get.json", MAPPING.formatted("/items/1", "1.json", "")))))
                .containsExactly("one");
    }

    @Test
    void ofAnHttpArchiveLieBesideIt() throws IOException {
        write("4f2a.json", "{}");
        Path har = write("a.har", """
                {"log": {"entries": [{"request": {"method": "POST", "url": "https://h/", "headers": [], "postData": {"_file": "4f2a.json"}},
                  "response": {"status": 200, "headers": [], "content": {"size": 2, "_file": "4f2a.json"}}}]}}
                """);

        assertThat(bodies(read(har))).containsExactly("{}");
        assertThat(read(har).episodes().get(0).request().body().text()).contains("{}");
    }

    @Test
    void ofHoverflyLieBelowItsSimulation() throws IOException {
        write("responses/booking.json", "booked");
        Path simulation = write("s.json", """
                {"data": {"pairs": [{"request": {"path": "/b", "method": "GET", "destination": "h"},
                  "response": {"status": 200, "body": "", "bodyFile": "responses/booking.json"}}]}}
                """);

        assertThat(bodies(read(simulation))).containsExactly("booked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.txt", "a/../../outside.txt", "/etc/hostname", "../../../../../../etc/hostname"})
    void areNotReadOutsideOfTheirDirectory(String name) throws IOException {
        write("outside.txt", "outside");
        Files.createDirectories(root.resolve("__files"));

        assertRefused(MAPPING.formatted("/", name, ""), "outside of");
    }

    @Test
    void areNotReadThroughALinkThatLeadsOut() throws IOException {
        Path outside = write("outside.txt", "outside");
        Files.createDirectories(root.resolve("__files"));
        Files.createSymbolicLink(root.resolve("__files/link.txt"), outside);

        assertRefused(MAPPING.formatted("/", "link.txt", ""), "outside of");
    }

    @Test
    void thatAreMissingAreNamed() throws IOException {
        assertRefused(MAPPING.formatted("/", "none.json", ""), "which does not exist (\"bodyFileName\")");
    }

    @Test
    void aDirectoryOfMappingsIsReadInTheOrderOfRecording() throws IOException {
        write("__files/a", "a");
        write("mappings/a.json", MAPPING.formatted("/3", "a", ", \"insertionIndex\": 30"));
        write("mappings/b.json", MAPPING.formatted("/1", "a", ", \"insertionIndex\": 4"));
        write("mappings/below/c.json", MAPPING.formatted("/2", "a", ", \"insertionIndex\": 11"));
        write("mappings/README.md", "not a mapping");

        assertThat(uris(CassetteCodec.decodeDirectory(Samples.ID, root)))
                .containsExactly("<WIREMOCK>/1", "<WIREMOCK>/2", "<WIREMOCK>/3");
    }

    @Test
    void theStatesOfAScenarioAreItsOrder() throws IOException {
        String mapping = """
                {"request": {"url": "/a", "method": "GET"}, "response": {"status": 200, "body": "%s"},
                 "scenarioName": "s", "requiredScenarioState": "%s"%s}
                """;
        write("mappings/1.json", mapping.formatted("third", "s-3", ""));
        write("mappings/2.json", mapping.formatted("first", "Started", ", \"newScenarioState\": \"s-2\""));
        write("mappings/3.json", mapping.formatted("second", "s-2", ", \"newScenarioState\": \"s-3\""));

        assertThat(bodies(CassetteCodec.decodeDirectory(Samples.ID, root))).containsExactly("first", "second", "third");

        write("mappings/3.json", mapping.formatted("second", "s-2", ", \"newScenarioState\": \"Started\""));
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> CassetteCodec.decodeDirectory(Samples.ID, root))
                .withMessageContaining("3.json, line 1: a scenario that comes back to the state \"Started\"");

        write("mappings/3.json", mapping.formatted("second", "s-2", ""));
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> CassetteCodec.decodeDirectory(Samples.ID, root))
                .withMessageContaining("1.json, line 1: a state that no mapping of the scenario leads to: \"s-3\"");
    }

    @Test
    void aDirectoryOfFilesWithOneExchangeEachIsReadInTheOrderOfTheirNames() throws IOException {
        String exchange = """
                {"request": {"method": "GET", "url": "https://h/%s", "headers": {}, "body": ""},
                 "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": "x"}}
                """;
        write("b.json", exchange.formatted("2"));
        write("a.json", exchange.formatted("1"));

        assertThat(uris(CassetteCodec.decodeDirectory(Samples.ID, root))).containsExactly("https://h/1", "https://h/2");
    }

    private void assertRefused(String mapping, String reason) throws IOException {
        Path file = write("mappings/get.json", mapping);
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> read(file))
                .withMessageStartingWith("Cannot read cassette " + file + ", line 1: ")
                .withMessageContaining(reason);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Cassette read(Path file) throws IOException {
        return CassetteCodec.decode(Samples.ID, Files.readAllBytes(file), file);
    }

    private static List<String> bodies(Cassette cassette) {
        return cassette.episodes().stream()
                .map(episode -> episode.response().body().text().orElseThrow())
                .toList();
    }

    private static List<String> uris(Cassette cassette) {
        return cassette.episodes().stream()
                .map(episode -> episode.request().uri().text())
                .toList();
    }
}
