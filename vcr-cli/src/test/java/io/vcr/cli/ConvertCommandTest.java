package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest {

    static final String HAR = """
            {"log": {"version": "1.2", "entries": [
              {"startedDateTime": "2026-01-29T12:00:00Z", "time": 12.5,
               "request": {"method": "GET", "url": "https://api.example.com/v1/me",
                "headers": [{"name": "Authorization", "value": "Bearer s3cr3t-v4lue"}]},
               "response": {"status": 200, "statusText": "OK", "headers": [{"name": "Server", "value": "nginx"}],
                "content": {"text": "{\\"token\\": \\"s3cr3t-v4lue\\"}", "mimeType": "application/json"}}}]}}
            """;

    private static final String MAPPING = """
            {"request": {"method": "GET", "url": "/image"},
             "response": {"status": 200, "bodyFileName": "%s"}}
            """;

    @TempDir
    private Path directory;

    private Path to() {
        return directory.resolve("to");
    }

    @Test
    void convertsAndRedactsLikeARecording() throws IOException {
        Path har = Samples.write(directory.resolve("me.har"), HAR);

        assertThat(vcr("convert", har, "--to", to()))
                .isEqualTo(new Shell.Result(Exit.DONE, "wrote me  1 episode from " + har + "\n", ""));
        assertThat(to().resolve("me.yaml")).content().isEqualTo("""
                version: 1
                interactions:
                - request:
                    method: GET
                    uri: https://api.example.com/v1/me
                    headers: {}
                    body: null
                  response:
                    status:
                      code: 200
                      message: OK
                    headers: {}
                    body:
                      string: '{"token": "<authorization-1>"}'
                  recorded_at: '2026-01-29T12:00:00Z'
                  timing: {"first_byte_ms": 12, "total_ms": 12}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--into=all"})
    void saysThatThereIsNothingToConvert(String option) throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Object[] arguments = Stream.of("convert", empty, "--to", to(), option)
                .filter(argument -> !argument.equals(""))
                .toArray();

        assertThat(vcr(arguments))
                .isEqualTo(new Shell.Result(
                        Exit.FAILED, "", "There is nothing to convert: what is selected holds no episode\n"));
    }

    @Test
    void saysThatAHarWithoutEntriesHoldsNoEpisode() throws IOException {
        Path har = Samples.write(directory.resolve("empty.har"), "{\"log\": {\"entries\": []}}");

        assertThat(vcr("convert", har, "--to", to(), "--into", "all").err()).startsWith("There is nothing to convert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.example.com", "https://", "a b"})
    void saysThatABaseUrlIsNone(String base) throws IOException {
        Path har = Samples.write(directory.resolve("me.har"), HAR);

        assertThat(vcr("convert", har, "--to", to(), "--base-url", base))
                .isEqualTo(new Shell.Result(Exit.USAGE, "", """
                        --base-url is no URL: %s
                          fix  write one such as https://api.example.com
                        """.formatted(base)));
    }

    @Test
    void writesJson() throws IOException {
        Path har = Samples.write(directory.resolve("me.har"), HAR);

        vcr("convert", har, "--to", to(), "--format", "json");

        assertThat(to().resolve("me.json")).content().startsWith("{");
    }

    @Test
    void replacesNothingUnlessForced() throws IOException {
        Samples.write(directory.resolve("from/me.har"), HAR);
        Path old = Samples.save(to(), "me", Samples.charge(1));
        byte[] before = Files.readAllBytes(old);

        Shell.Result result = vcr("convert", directory.resolve("from"), "--to", to());

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).isEqualTo("me is in file:" + to() + " already; --force replaces it\n");
        assertThat(old).hasBinaryContent(before);
        assertThat(vcr("convert", directory.resolve("from"), "--to", to(), "--force")
                        .status())
                .isEqualTo(Exit.DONE);
        assertThat(old).content().contains("/v1/me");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--force", "--dry-run"})
    void writesNoNameThatTwoFilesHave(String option) throws IOException {
        Path yaml = Samples.save(directory.resolve("from"), "login", Samples.charge(1));
        Path har = Samples.write(directory.resolve("from/login.har"), HAR);
        Samples.write(directory.resolve("from/other.har"), HAR);

        Shell.Result result = vcr("convert", directory.resolve("from"), "--to", to(), option);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).isEqualTo("""
                Several files would be cassette login: %s, %s
                  fix  convert each by itself: vcr convert %s --to %s --into NAME
                """.formatted(yaml, har, yaml, to()));
        assertThat(result.out()).contains("other").doesNotContain("login");
        assertThat(to().resolve("login.yaml")).doesNotExist();
    }

    @Test
    void writesNothingInADryRun() throws IOException {
        Path har = Samples.write(directory.resolve("me.har"), HAR);

        assertThat(vcr("convert", har, "--to", to(), "--dry-run").out()).startsWith("would write me");
        assertThat(to()).doesNotExist();
    }

    @Test
    void putsTheEpisodesOfAllIntoOneCassette() throws IOException {
        Samples.write(directory.resolve("from/a.har"), HAR);
        Samples.write(directory.resolve("from/b.har"), HAR);

        vcr("convert", directory.resolve("from"), "--to", to(), "--into", "both");

        assertThat(vcr("list", to()).out()).contains("       2").contains("both");
    }

    @Test
    void readsTheBodyFilesOfWireMock() throws IOException {
        Samples.write(directory.resolve("wm/__files/deep/image.txt"), "an image");
        Samples.write(directory.resolve("wm/mappings/image.json"), MAPPING.formatted("deep/image.txt"));

        Shell.Result result =
                vcr("convert", directory.resolve("wm"), "--to", to(), "--base-url", "https://api.example.com/");

        assertThat(result.status()).as(result.err()).isEqualTo(Exit.DONE);
        assertThat(to().resolve("mappings/image.yaml"))
                .content()
                .contains("uri: https://api.example.com/image")
                .contains("string: an image");
    }

    @Test
    void putsTheMappingsOfWireMockIntoOneCassetteInTheOrderOfRecording() throws IOException {
        String mapping = """
                {"insertionIndex": %d, "request": {"method": "GET", "url": "/%s"}, "response": {"status": 200}}
                """;
        Path wireMock = directory.resolve("wm");
        Samples.write(wireMock.resolve("mappings/a.json"), mapping.formatted(2, "second"));
        Samples.write(wireMock.resolve("mappings/b.json"), mapping.formatted(1, "first"));

        assertThat(vcr("convert", wireMock, "--to", to(), "--into", "both", "--base-url", "https://h"))
                .isEqualTo(new Shell.Result(Exit.DONE, "wrote both  2 episodes from " + wireMock + "\n", ""));
        assertThat(to().resolve("both.yaml")).content().matches("(?s).*https://h/first.*https://h/second.*");
    }

    @Test
    void writesNoPartOfWhatCannotBeReadAsAWhole() throws IOException {
        Samples.write(directory.resolve("from/a.har"), HAR);
        Samples.write(directory.resolve("from/b.har"), "{}");

        assertThat(vcr("convert", directory.resolve("from"), "--to", to(), "--into", "both")
                        .status())
                .isEqualTo(Exit.FAILED);
        assertThat(to()).doesNotExist();
    }

    @Test
    void readsTheBodyFilesOfHar() throws IOException {
        Samples.write(
                directory.resolve("har/me.har"),
                HAR.replaceFirst("\"text\": .*, \"mime", "\"_file\": \"me.bin\", \"mime"));
        Samples.write(directory.resolve("har/me.bin"), "an image");

        assertThat(vcr("convert", directory.resolve("har"), "--to", to()).err()).isEmpty();
        assertThat(to().resolve("me.yaml")).content().contains("string: an image");
    }

    @Test
    void readsNoFileOutsideOfTheDirectoryOfAHar() throws IOException {
        Samples.write(
                directory.resolve("har/me.har"),
                HAR.replaceFirst("\"text\": .*, \"mime", "\"_file\": \"../outside.txt\", \"mime"));
        Samples.write(directory.resolve("outside.txt"), "private");

        assertThat(vcr("convert", directory.resolve("har"), "--to", to()).err())
                .contains("a body in a file outside of")
                .contains("../outside.txt");
    }

    @Test
    void keepsWhatTheSettingsOfTheTestsKeep() throws IOException {
        Path har = Samples.write(directory.resolve("me.har"), HAR.replace("token", "password"));

        assertThat(vcr("convert", har, "--to", to(), "--keep", "password", "--allow", "s3cr3t-v4lue")
                        .err())
                .isEmpty();
        assertThat(to().resolve("me.yaml")).content().contains("{\"password\": \"s3cr3t-v4lue\"}");
    }

    @Test
    void readsNoFileOutsideOfTheBodyFiles() throws IOException {
        Path outside = Samples.write(directory.resolve("wm/outside.txt"), "private");
        Samples.write(directory.resolve("wm/__files/in.txt"), "public");
        Samples.write(directory.resolve("wm/mappings/up.json"), MAPPING.formatted("../outside.txt"));
        Samples.write(directory.resolve("wm/mappings/absolute.json"), MAPPING.formatted(outside));

        Shell.Result result = vcr("convert", directory.resolve("wm"), "--to", to());

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("a body in a file outside of"));
        assertThat(to()).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void followsNoLinkOutOfTheBodyFiles() throws IOException {
        Path outside = Samples.write(directory.resolve("outside.txt"), "private");
        Files.createDirectories(directory.resolve("wm/__files"));
        Files.createSymbolicLink(directory.resolve("wm/__files/link.txt"), outside);
        Samples.write(directory.resolve("wm/mappings/link.json"), MAPPING.formatted("link.txt"));

        assertThat(vcr("convert", directory.resolve("wm"), "--to", to()).err()).contains("a body in a file outside of");
    }
}
