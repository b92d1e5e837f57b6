package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.cli.internal.project.TestSettings;
import io.vcr.cli.internal.source.Git;
import io.vcr.junit5.internal.setting.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {

    private static final String POM = """
            <project><dependencies>
              <dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp</artifactId></dependency>
              <dependency><groupId>io.vcr</groupId><artifactId>vcr-junit5</artifactId></dependency>
              <dependency><groupId>io.vcr</groupId><artifactId>vcr-transport-okhttp</artifactId></dependency>
              <dependency><groupId>io.vcr</groupId><artifactId>vcr-store-file</artifactId></dependency>
            </dependencies></project>
            """;

    /** Values that some settings take, and some that none takes. */
    private static final String[] VALUES = {
        "",
        " ",
        "0",
        "1",
        "2",
        "-1",
        "+1",
        " 1 ",
        "1.5",
        "-0.5",
        "1e3",
        "0x10",
        "99999999999",
        "NaN",
        "Infinity",
        "true",
        "TRUE",
        "false",
        "False",
        "yes",
        "fast",
        "many",
        "PT24H",
        "pt24h",
        "P7D",
        "P30D",
        "PT0S",
        "-PT1H",
        "P1M",
        "1 day",
        "none",
        "None",
        "once",
        "new_episodes",
        "new-episodes",
        "all",
        "all ",
        "nonce",
        "success",
        "errors",
        "record",
        "warn",
        "fail",
        "last",
        "cycle",
        "redact",
        "refuse",
        "off",
        "keep",
        "report",
        "response",
        "exception",
        "optional",
        "required",
        "attach",
        "com.acme",
        "com.acme..",
        "com.acme...",
        "com..acme",
        "com.acme, org.a_b$c..",
        "a,,b",
        ",",
        "com.acme.*",
        "com acme",
        "Ümlaut.paket",
        "password",
        "slack-webhook",
        "$.user.otp",
        "$.[",
        "$..x[*",
        "password,",
        "TENANT",
        "TENANT, USER_2",
        "TENANT,,USER",
        "1TENANT",
        "TEN-ANT",
        "*.example.com",
        "file:src/test/cassettes"
    };

    @TempDir
    private Path module;

    @BeforeEach
    void setUp() throws Exception {
        Samples.write(module.resolve("pom.xml"), POM);
        Samples.write(module.resolve(TestSettings.FILE), "vcr.mode = none\njunit.jupiter.x = 1\n");
        Samples.save(cassettes(), "pays", Samples.charge(1));
        Samples.write(module.resolve(".gitattributes"), "src/test/cassettes/** -text\n");
        Git.run(module, List.of("init", "-q"));
    }

    @Test
    void findsNothingWrongInAGoodSetUp() {
        assertThat(vcr("doctor", module)).isEqualTo(new Shell.Result(Exit.DONE, """
                ok       settings  1 setting is valid
                ok       junit     vcr-junit5 is a dependency
                ok       adapters  vcr-transport-okhttp
                ok       store     %s, 1 cassette
                ok       git       the line ends of cassettes are left alone
                """.formatted(cassettes()), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vcr.mod = none | there is no setting vcr.mod | is it vcr.mode?",
                "vcr.mode = nonce | vcr.mode=nonce is not valid | write none, once, new_episodes, all",
                "vcr.ttl = 1 day | vcr.ttl=1 day is not valid | write a duration such as PT24H",
                "vcr.max-episodes = 0 | vcr.max-episodes=0 is not valid | write a number of 1 or more",
                "vcr.disable = TRUE | vcr.disable=TRUE is not valid | write 1 or 0",
                "vcr.ttl = PT0S | vcr.ttl=PT0S is not valid | write a duration such as PT24H",
                "vcr.pace = fast | vcr.pace=fast is not valid | write a number such as 0 or 0.5",
                "vcr.max-episodes = many | vcr.max-episodes=many is not valid | write a number",
                "vcr.agent = required | vcr.agent=required, and vcr-agent is no dependency | add io.vcr:vcr-agent as a test dependency",
                "vcr.agent = attach | vcr.agent=attach, and vcr-agent is no dependency | add io.vcr:vcr-agent as a test dependency"
            })
    void saysWhatIsWrongWithASetting(String line, String problem, String fix) throws IOException {
        Samples.write(module.resolve(TestSettings.FILE), line);

        assertProblem(vcr("doctor", module), problem, fix);
    }

    @Test
    void saysWhatIsWrongWithAVariable() {
        assertProblem(vcr(Map.of("VCR_MODE", "none"), "doctor", module), "there is no setting VCR_MODE", "is it VCR_");
    }

    @Test
    void findsAnAgentThatNothingStarts() throws IOException {
        Samples.write(
                module.resolve("pom.xml"),
                POM.replace("vcr-store-file", "vcr-store-file</artifactId><artifactId>vcr-agent"));

        assertProblem(
                vcr("doctor", module),
                "vcr-agent is a dependency, and the build file has no -javaagent",
                "add -javaagent:${io.vcr:vcr-agent:jar}");
    }

    @Test
    void findsThatASettingStartsTheAgent() throws IOException {
        Samples.write(module.resolve(TestSettings.FILE), "vcr.agent = attach");
        Samples.write(
                module.resolve("pom.xml"),
                POM.replace("vcr-store-file", "vcr-store-file</artifactId><artifactId>vcr-agent"));

        assertThat(vcr("doctor", module).out()).contains("ok       agent     vcr.agent=attach starts it");
    }

    @Test
    void findsTheAgentInTheBuildFileAbove() throws IOException {
        Path inner = module.resolve("inner");
        Samples.write(module.resolve("pom.xml"), "<argLine>-javaagent:${io.vcr:vcr-agent:jar}</argLine>");
        Samples.write(
                inner.resolve("pom.xml"),
                POM.replace("vcr-store-file", "vcr-store-file</artifactId><artifactId>vcr-agent"));

        assertThat(vcr("doctor", inner).out()).contains("ok       agent     -javaagent is in the build file");
    }

    @Test
    void findsThatThereIsNoAdapter() throws IOException {
        Samples.write(module.resolve("pom.xml"), POM.replace("vcr-transport-okhttp", "other"));

        assertProblem(
                vcr("doctor", module),
                "there is no adapter, so no client is recorded",
                "add io.vcr:vcr-transport-okhttp as a test dependency");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "build.gradle.kts"})
    void notesWhatABuildFileMayTakeFromElsewhere(String file) throws IOException {
        Files.delete(module.resolve("pom.xml"));
        Samples.write(module.resolve(TestSettings.FILE), "vcr.agent = required");
        Samples.write(module.resolve(file), file.equals("pom.xml") ? """
                        <project><parent><artifactId>acme-parent</artifactId></parent><dependencies>
                          <dependency><groupId>com.acme</groupId><artifactId>acme-api</artifactId></dependency>
                        </dependencies></project>
                        """ : """
                        dependencies {
                            implementation("com.acme:acme-api:1.0")
                            testImplementation(libs.bundles.vcr)
                        }
                        """);

        Shell.Result result = vcr("doctor", module);

        assertThat(result.status()).as(result.out()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains(
                        "note     adapters  there is no adapter, so no client is recorded, as far as the build file says")
                .contains("note     store     vcr-store-file is no dependency of this module, as far as")
                .contains("note     agent     vcr.agent=required, and vcr-agent is no dependency, as far as");
    }

    @Test
    void doesNotCountCommentsNorTheDependenciesOfPlugins() throws IOException {
        Samples.write(module.resolve("pom.xml"), POM.replace("<dependencies>", """
                <build><plugins><plugin><artifactId>a</artifactId><dependencies>
                  <dependency><artifactId>vcr-agent</artifactId></dependency></dependencies></plugin></plugins></build>
                <dependencyManagement><dependencies>
                  <dependency><artifactId>vcr-agent</artifactId></dependency></dependencies></dependencyManagement>
                <dependencies>
                <!-- <dependency><artifactId>vcr-agent</artifactId></dependency>
                     <argLine>-javaagent:x</argLine> -->
                """));

        assertThat(vcr("doctor", module).out()).doesNotContain("agent");

        Samples.write(module.resolve("pom.xml"), "<project/>");
        Samples.write(module.resolve("build.gradle"), """
                dependencies {
                    // testImplementation "io.vcr:vcr-agent:1"
                    testImplementation "io.vcr:vcr-transport-jdk:1"
                }
                """);
        assertThat(vcr("doctor", module).out()).contains("vcr-transport-jdk").doesNotContain("agent");
    }

    @Test
    void findsNoDependenciesInABuildFileThatNamesNone() throws IOException {
        Samples.write(module.resolve("pom.xml"), "<project><artifactId>acme</artifactId></project>");

        assertThat(vcr("doctor", module).out())
                .contains("no dependencies found, so adapters and agent are not examined");
    }

    @Test
    void knowsTransitiveDependenciesByTheClassPath() throws IOException {
        Path file = Samples.write(
                module.resolve("cp"),
                String.join(
                        File.pathSeparator,
                        "/m2/httpclient5-5.6.jar",
                        "/m2/vcr-transport-okhttp-0.1.0.jar",
                        "/m2/vcr-store-file-0.1.0.jar",
                        "/m2/vcr-junit5-0.1.0-SNAPSHOT.jar"));

        Shell.Result result = vcr("doctor", "--class-path", "@" + file, module);

        assertThat(result.status()).as(result.out()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("note     adapters  httpclient5 has no adapter; if tests send requests with it, add"
                        + " io.vcr:vcr-transport-apache as a test dependency");
    }

    @Test
    void findsCassettesThatCannotBeRead() throws IOException {
        Samples.write(cassettes().resolve("broken.yaml"), "interactions: 1\n");

        assertProblem(
                vcr("doctor", module), "broken.yaml, line 1: \"interactions\" is not a list", "restore it from git");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void countsCassettesBehindALink() throws IOException {
        Path linked = Files.createSymbolicLink(module.resolve("linked"), cassettes());

        assertThat(vcr("doctor", "--store", linked, module).out()).contains(linked + ", 1 cassette");
    }

    @Test
    void findsThatGitMayChangeLineEnds() throws IOException {
        Files.delete(module.resolve(".gitattributes"));

        assertProblem(
                vcr("doctor", module),
                "git may change the line ends in recorded bodies",
                "echo 'src/test/cassettes/** -text' >> .gitattributes");
    }

    @Test
    void findsCassettesThatGitIgnores() throws IOException {
        Samples.write(module.resolve(".gitignore"), "cassettes/\n");

        assertProblem(vcr("doctor", module), "pays.yaml is ignored", "take the pattern out of .gitignore");
    }

    @Test
    void findsAStoreThatCannotBeReached() {
        assertProblem(
                vcr("doctor", "--store", "redis://127.0.0.1:1", module), "127.0.0.1:1 cannot be reached", "VCR_STORE");
        assertProblem(
                vcr("doctor", "--store", "redis:CASSETTE_REDIS_URL", module),
                "CASSETTE_REDIS_URL is not set",
                "export");
        assertProblem(
                vcr("doctor", "--store", "s3://bucket", module), "No store on the class path opens \"s3:\" URIs", "");
    }

    @Test
    void printsJson() {
        assertThat(vcr("doctor", "--json", module).out()).contains("""
                    {
                      "level": "ok",
                      "subject": "adapters",
                      "text": "vcr-transport-okhttp",
                      "fix": null
                    },
                """);
    }

    @Test
    void knowsTheSettingsThatAreDocumented() throws IOException {
        String page =
                Files.readString(Path.of(System.getProperty("basedir", "")).resolve("../docs/settings.md"));

        Set<String> documented = Pattern.compile("(?m)^\\| `(vcr\\.[^`]+)` \\| `([^`]+)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toSet());
        Set<String> known = TestSettings.names().stream()
                .map(name -> name + " " + TestSettings.variable(name))
                .collect(Collectors.toSet());
        assertThat(known).isEqualTo(documented);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void takesTheValuesThatTheTestsTake(String name) {
        assertThat(Stream.of(VALUES).filter(value -> TestSettings.isValid(name, value)))
                .containsExactlyElementsOf(
                        Stream.of(VALUES).filter(value -> isTaken(name, value)).toList());
    }

    static Stream<String> settings() {
        return TestSettings.names().stream().sorted();
    }

    /** Whether the binding of JUnit takes a value. */
    private static boolean isTaken(String name, String value) {
        try {
            new Settings(Map.of(), key -> Optional.of(value).filter(any -> key.equals(name)), key -> Optional.empty())
                    .checkValues();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Path cassettes() {
        return module.resolve("src/test/cassettes");
    }

    private static void assertProblem(Shell.Result result, String problem, String fix) {
        assertThat(result.status()).as(result.out() + result.err()).isEqualTo(Exit.FOUND);
        assertThat(result.out().lines().filter(line -> line.startsWith("problem")))
                .anyMatch(line -> line.contains(problem));
        assertThat(result.out()).contains(fix);
    }
}
