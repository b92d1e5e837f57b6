package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCommandTest {

    @TempDir
    private Path directory;

    @Test
    void findsNothingInACleanCassette() throws IOException {
        Samples.save(directory, "pays", Samples.charge(1200));

        assertThat(vcr("scan", directory)).isEqualTo(new Shell.Result(Exit.DONE, "0 secrets in 0 of 1 cassette\n", ""));
    }

    @Test
    void saysFileLineAndKindOfEachSecret() throws IOException {
        Path file = Samples.save(directory, "leaks", Samples.charge(1200), Samples.leaking());
        assertThat(vcr("scan", directory)).isEqualTo(new Shell.Result(Exit.FOUND, """
                %s:28: api_key in a request body (episode 2)
                %s:38: api_key in a response body (episode 2)
                2 secrets in 1 of 1 cassette
                """.formatted(file, file), ""));
    }

    @Test
    void countsLinesThatEndWithACarriageReturnOnly() throws IOException {
        Path file = Samples.save(directory, "leaks", Samples.charge(1200), Samples.leaking());
        Files.writeString(file, Files.readString(file).replace('\n', '\r'));

        assertThat(vcr("scan", directory)).isEqualTo(new Shell.Result(Exit.FOUND, """
                %s:28: api_key in a request body (episode 2)
                %s:38: api_key in a response body (episode 2)
                2 secrets in 1 of 1 cassette
                """.formatted(file, file), ""));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void readsWhatALinkToADirectoryLeadsTo() throws IOException {
        Samples.save(directory.resolve("shared"), "leaks", Samples.leaking());
        Path linked = Files.createSymbolicLink(directory.resolve("cassettes"), directory.resolve("shared"));

        Shell.Result result = vcr("scan", linked);

        assertThat(result.status()).isEqualTo(Exit.FOUND);
        assertThat(result.out())
                .contains(linked.resolve("leaks.yaml") + ":10: api_key")
                .endsWith("2 secrets in 1 of 1 cassette\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void readsWhatALinkInADirectoryLeadsToAndDoesNotRewriteIt() throws IOException {
        Path real = Samples.save(directory.resolve("shared"), "leaks", Samples.leaking());
        Path cassettes = Files.createDirectory(directory.resolve("cassettes"));
        Files.createSymbolicLink(cassettes.resolve("others"), directory.resolve("shared"));
        Files.createSymbolicLink(cassettes.resolve("loop"), cassettes);

        Shell.Result result = vcr("scan", "--fix", cassettes);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.out()).endsWith("2 secrets in 1 of 1 cassette\n");
        assertThat(result.err()).isEqualTo("""
                A link leads to %s, which may be a cassette of other tests too
                  fix  name the place of the file: %s
                """.formatted(cassettes.resolve("others/leaks.yaml"), real.toRealPath()));
        assertThat(real).content().contains(Samples.SECRET);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void rewritesAFileThatIsFoundWithoutALinkToo() throws IOException {
        Path real = Samples.save(directory.resolve("real"), "leaks", Samples.leaking());
        Files.createSymbolicLink(directory.resolve("a-link"), directory.resolve("real"));

        assertThat(vcr("scan", "--fix", directory).out()).endsWith("2 secrets in 1 of 1 cassette\n");
        assertThat(real).content().doesNotContain(Samples.SECRET);
    }

    @Test
    void printsNoSecretAsJson() throws IOException {
        Samples.save(directory, "leaks", Samples.leaking());

        assertThat(vcr("scan", "--json", directory).out())
                .contains("\"what\": \"api_key in a request body\"")
                .doesNotContain(Samples.SECRET);
    }

    @Test
    void replacesSecrets() throws IOException {
        Path file = Samples.save(directory, "leaks", Samples.leaking());

        assertThat(vcr("scan", "--fix", file).out()).contains("replaced in " + file);

        assertThat(file).content().contains("<api_key-1>").doesNotContain(Samples.SECRET);
        assertThat(vcr("scan", file).status()).isEqualTo(Exit.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void replacesInBothOfOurFormats(String format) throws IOException {
        try (FilePersister store = FilePersister.of(directory.resolve("to"))
                .withCodec(format.equals("json") ? CassetteCodec.JSON : CassetteCodec.YAML)) {
            store.save(Cassette.of(CassetteId.of("leaks"), List.of(Samples.leaking())));
        }

        assertThat(vcr("scan", "--fix", directory.resolve("to")).err()).isEmpty();
        assertThat(directory.resolve("to/leaks." + format)).content().doesNotContain(Samples.SECRET);
    }

    @Test
    void doesNotRewriteTheFormatOfGoVcr() throws IOException {
        Path file = Samples.write(directory.resolve("go.yaml"), """
                version: 1
                interactions:
                - request:
                    body: ""
                    headers: {}
                    url: https://h/?api_key=%s
                    method: GET
                  response:
                    body: |
                      method: GET
                      uri: https://h/
                    headers: {}
                    status: 200 OK
                    code: 200
                """.formatted(Samples.SECRET));

        assertThat(vcr("scan", "--fix", file).err()).contains("has the format of another tool");
    }

    @Test
    void doesNotRewriteAFileOfAnotherTool() throws IOException {
        Path har = Samples.write(directory.resolve("login.har"), har());

        Shell.Result result = vcr("scan", "--fix", har);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).isEqualTo("""
                %s has the format of another tool, which is only read
                  fix  vcr convert %s --to DIRECTORY
                """.formatted(har, har));
        assertThat(har).hasContent(har());
    }

    @Test
    void saysWhatCannotBeReplaced() throws IOException {
        byte[] bytes = ("\0\u0001" + Samples.SECRET + " \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        Episode binary = Samples.charge(1)
                .with(
                        Samples.charge(1).request(),
                        new HttpResponse(
                                200, "OK", Headers.of("Content-Type", "application/octet-stream"), Body.of(bytes)));
        Path file = Samples.save(directory, "binary", binary);

        Shell.Result result = vcr("scan", "--fix", file);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.out()).contains(file + ":3: an Anthropic key in its response body (episode 1)");
        assertThat(result.err()).contains("still holds 1 secret that cannot be replaced in place");
    }

    @Test
    void findsTheLinesOfJsonHarAndGzip() throws IOException {
        Samples.write(directory.resolve("a.har"), har());
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(har().getBytes(StandardCharsets.UTF_8));
        }
        Files.write(directory.resolve("b.har.gz"), gzip.toByteArray());

        assertThat(vcr("scan", directory).out())
                .isEqualTo("""
                %s:5: api_key in a request body (episode 2)
                %s:5: api_key in a request body (episode 2)
                2 secrets in 2 of 2 cassettes
                """.formatted(directory.resolve("a.har"), directory.resolve("b.har.gz")));
    }

    @Test
    void letsThroughWhatTheSettingsOfTheTestsLetThrough() throws IOException {
        Samples.save(directory, "named", Samples.episode("POST", "https://h/", "{\"password\":\"tr0ub4dor&3\"}", "{}"));

        assertThat(vcr("scan", directory).status()).isEqualTo(Exit.FOUND);
        assertThat(vcr("scan", "--keep", "password", directory).status()).isEqualTo(Exit.DONE);
        assertThat(vcr(Map.of("VCR_KEEP", "password"), "scan", directory).status())
                .isEqualTo(Exit.DONE);
        assertThat(vcr("scan", "--allow", "tr0ub4dor&3", directory).status()).isEqualTo(Exit.DONE);
    }

    private static String har() {
        return """
                {"log": {"entries": [
                  {"request": {"method": "GET", "url": "https://h/1", "headers": []},
                   "response": {"status": 200, "headers": [], "content": {"text": "fine"}}},
                  {"request": {"method": "POST", "url": "https://h/2", "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "postData": {"text": "{\\"api_key\\":\\"%s\\"}"}},
                   "response": {"status": 200, "headers": [], "content": {"text": "fine"}}}]}}
                """.formatted(Samples.SECRET);
    }
}
