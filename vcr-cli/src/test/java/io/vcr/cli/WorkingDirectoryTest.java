package io.vcr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.cli.internal.project.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask git, or the settings of a module: in processes, because they work in the working directory. */
class WorkingDirectoryTest {

    @TempDir
    private Path repository;

    @BeforeEach
    void initialise() throws Exception {
        run("git", "init", "-q");
        Samples.save(repository.resolve("cassettes"), "pays", Samples.charge(1));
        run("git", "add", ".");
        run("git", "config", "user.name", "a");
        run("git", "config", "user.email", "a@example.com");
        run("git", "commit", "-q", "-m", "a");
    }

    @Test
    void scansWhatIsStaged() throws Exception {
        Samples.save(repository.resolve("cassettes"), "leaks", Samples.leaking());
        run("git", "add", "cassettes/leaks.yaml");
        Files.delete(repository.resolve("cassettes/leaks.yaml"));

        assertThat(vcr("scan", "--staged", "cassettes")).isEqualTo("""
                cassettes/leaks.yaml:10: api_key in a request body (episode 1)
                cassettes/leaks.yaml:20: api_key in a response body (episode 1)
                2 secrets in 1 of 1 cassette
                exit 1
                """);
    }

    @Test
    void scansBodiesThatAreStagedInFilesOfTheirOwn() throws Exception {
        Samples.write(repository.resolve("wiremock/mappings/login.json"), """
                {"request": {"method": "GET", "url": "/login"},
                 "response": {"status": 200, "bodyFileName": "login.json"}}
                """);
        Path body = Samples.write(
                repository.resolve("wiremock/__files/login.json"), "{\"api_key\": \"%s\"}".formatted(Samples.SECRET));
        run("git", "add", "wiremock");
        Files.delete(body);

        assertThat(vcr("scan", "--staged", "wiremock")).isEqualTo("""
                wiremock/mappings/login.json:1: api_key in a response body (episode 1)
                1 secret in 1 of 1 cassette
                exit 1
                """);
        run("git", "commit", "-q", "-m", "b");
        Samples.write(body, "{}");
        Samples.write(repository.resolve("wiremock/mappings/login.json"), """
                {"request": {"method": "GET", "url": "/login"},
                 "response": {"status": 201, "bodyFileName": "login.json"}}
                """);
        assertThat(vcr("diff", "--rev", "HEAD", "wiremock")).isEqualTo("""
                wiremock/mappings/login.json
                  episode 1  GET <WIREMOCK>/login
                    status                    200 -> 201
                    response body  $.api_key  "<api_key-1>" -> none
                1 episode differs in 1 of 1 cassette
                exit 1
                """);
    }

    @Test
    void namesTheStagedFileWhoseBodyIsNotStaged() throws Exception {
        Samples.write(repository.resolve("wiremock/mappings/login.json"), """
                {"request": {"method": "GET", "url": "/login"},
                 "response": {"status": 200, "bodyFileName": "login.json"}}
                """);
        run("git", "add", "wiremock");

        assertThat(vcr("scan", "--staged", "wiremock"))
                .startsWith("Cannot read cassette wiremock/mappings/login.json, line 2: a body in the file ")
                .endsWith("exit 3\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void scansAFileThatTakesThePlaceOfALink() throws Exception {
        Path file = repository.resolve("cassettes/leaks.yaml");
        Files.createSymbolicLink(file, Path.of("pays.yaml"));
        run("git", "add", ".");
        run("git", "commit", "-q", "-m", "b");
        Files.delete(file);
        Samples.save(repository.resolve("cassettes"), "leaks", Samples.leaking());
        run("git", "add", ".");

        assertThat(vcr("scan", "--staged", "cassettes")).contains("2 secrets in 1 of 1 cassette");
    }

    @Test
    void scansNoFileThatIsNotStaged() throws Exception {
        Samples.save(repository.resolve("cassettes"), "leaks", Samples.leaking());

        assertThat(vcr("scan", "--staged", "cassettes")).isEqualTo("0 secrets in 0 of 0 cassettes\nexit 0\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void asksGitForNoFilesBehindALink() throws Exception {
        Files.createSymbolicLink(repository.resolve("linked"), Path.of("cassettes"));
        String refusal = """
                linked is a link, and git has no files behind a link
                  fix  name what it leads to: %s
                exit 2
                """.formatted(repository.resolve("cassettes").toRealPath());

        assertThat(vcr("scan", "--staged", "linked")).isEqualTo(refusal);
        assertThat(vcr("diff", "--rev", "HEAD", "linked")).isEqualTo(refusal);
    }

    @Test
    void comparesTheFilesWithACommit() throws Exception {
        Files.delete(repository.resolve("cassettes/pays.yaml"));
        Samples.save(repository.resolve("cassettes"), "pays", Samples.charge(2));

        assertThat(vcr("diff", "--rev", "HEAD", "cassettes")).isEqualTo("""
                cassettes/pays.yaml
                  episode 1  POST https://api.example.com/v1/charges
                    request body   $.amount  1 -> 2
                    response body  $.amount  1 -> 2
                1 episode differs in 1 of 1 cassette
                exit 1
                """);
    }

    @Test
    void comparesAFileThatIsGone() throws Exception {
        Files.delete(repository.resolve("cassettes/pays.yaml"));

        assertThat(vcr("diff", "--rev", "HEAD", "cassettes"))
                .contains("- episode 1  POST https://api.example.com/v1/charges");
    }

    @Test
    void asksGitForFilesBesideTheWorkingDirectory() throws Exception {
        Path module = Files.createDirectories(repository.resolve("module"));
        Files.delete(repository.resolve("cassettes/pays.yaml"));
        Samples.save(repository.resolve("cassettes"), "pays", Samples.leaking());
        run("git", "add", ".");

        assertThat(vcrIn(module, "scan", "--staged", "../cassettes")).isEqualTo("""
                ../cassettes/pays.yaml:10: api_key in a request body (episode 1)
                ../cassettes/pays.yaml:20: api_key in a response body (episode 1)
                2 secrets in 1 of 1 cassette
                exit 1
                """);
        assertThat(vcrIn(module, "diff", "--rev", "HEAD", "../cassettes"))
                .startsWith("../cassettes/pays.yaml\n")
                .endsWith("exit 1\n");
    }

    @Test
    void saysThatGitHasNoFilesOutsideTheRepository(@TempDir Path elsewhere) throws Exception {
        assertThat(vcr("scan", "--staged", elsewhere.toString()))
                .startsWith("git diff failed: fatal: " + elsewhere)
                .endsWith("exit 3\n");
    }

    @Test
    void takesTheStoreFromTheSettingsOfTheTests() throws Exception {
        Samples.write(repository.resolve(TestSettings.FILE), "vcr.store = file:cassettes\n");

        assertThat(vcr("list")).contains("pays").endsWith("exit 0\n");
    }

    @Test
    void saysWhatGitSays() throws Exception {
        assertThat(vcr("diff", "--rev", "nothing", "cassettes"))
                .startsWith("git diff failed: fatal: bad revision 'nothing'")
                .endsWith("exit 3\n");
    }

    @Test
    void takesNoOptionForACommit() throws Exception {
        assertThat(vcr("diff", "--rev=--output=x", "cassettes")).isEqualTo("--output=x is no commit\nexit 2\n");
        assertThat(repository.resolve("x")).doesNotExist();
    }

    private String vcr(String... arguments) throws Exception {
        return vcrIn(repository, arguments);
    }

    private static String vcrIn(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.vcr.cli.Main"));
        command.addAll(List.of(arguments));
        return runIn(directory, command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        return runIn(repository, command);
    }

    private static String runIn(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return output.replace("\r\n", "\n") + "exit " + status + "\n";
    }
}
