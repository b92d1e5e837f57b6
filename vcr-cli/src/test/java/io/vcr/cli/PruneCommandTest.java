package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruneCommandTest {

    /** A class of tests that holds none of these names as a text. */
    private static final String LISTS = "io/vcr/cli/ListCommandTest";

    private static final String HERE = "io/vcr/cli/PruneCommandTest";

    /** What a test could hold: the name of a cassette that it opens by hand. */
    static final String BY_HAND = "io/vcr/cli/Nowhere/byHand";

    /** A base class of tests, and a test that inherits a method. */
    abstract static class Base {
        void inherited() {}
    }

    static final class Inheriting extends Base {
        String named() {
            return BY_HAND;
        }
    }

    @TempDir
    private Path directory;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a right that users do not have")
    void leavesWhatALinkLeadsTo() throws IOException {
        Path real = Samples.save(
                directory.resolve("shared"), "old", Samples.episode("GET", "https://h/", "", "{}", Samples.RECORDED));
        Path cassettes = Files.createDirectory(directory.resolve("cassettes"));
        Files.createSymbolicLink(cassettes.resolve("others"), directory.resolve("shared"));

        assertThat(vcr("prune", "--expired", "--force", cassettes).out()).isEqualTo("deleted 0 cassettes of 1\n");
        assertThat(vcr("flush", "--force", cassettes).out()).isEqualTo("deleted 0 cassettes of 1\n");
        assertThat(real).exists();
    }

    @Test
    void deletesCassettesWhoseClassOrMethodIsGone() throws IOException {
        Path classes = classes(ListCommandTest.class);
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, LISTS + "/printsJson", Samples.charge(1));
        Path method = Samples.save(cassettes, LISTS + "/renamed", Samples.charge(1));
        Path type = Samples.save(cassettes, "io/vcr/cli/OldTest/pays(String)[2]", Samples.charge(1));

        assertThat(vcr("prune", "--force", "--without-test", "--tests", classes, cassettes))
                .isEqualTo(new Shell.Result(Exit.DONE, """
                        deleted io/vcr/cli/ListCommandTest/renamed: there is no test renamed in io.vcr.cli.ListCommandTest
                        deleted io/vcr/cli/OldTest/pays(String)[2]: there is no test class io.vcr.cli.OldTest
                        deleted 2 cassettes of 3
                        """, ""));
        assertThat(method).doesNotExist();
        assertThat(type).doesNotExist();
    }

    @Test
    void leavesTheFilesOfAnotherTool() throws IOException {
        Path mapping = Samples.write(directory.resolve("cassettes/OldTest/pays.json"), """
                {"request": {"method": "GET", "url": "/pays"}, "response": {"status": 200, "body": "{}"}}
                """);

        assertThat(vcr(
                        "prune",
                        "--force",
                        "--without-test",
                        "--tests",
                        classes(Base.class),
                        directory.resolve("cassettes")))
                .isEqualTo(new Shell.Result(Exit.DONE, "deleted 0 cassettes of 1\n", ""));
        assertThat(mapping).exists();
    }

    @Test
    void deletesNothingInADryRun() throws IOException {
        Path cassette = Samples.save(directory.resolve("cassettes"), "OldTest/pays", Samples.charge(1));

        Shell.Result result = vcr(
                "prune", "--dry-run", "--without-test", "--tests", classes(Base.class), directory.resolve("cassettes"));

        assertThat(result.status()).isEqualTo(Exit.FOUND);
        assertThat(result.out()).contains("would delete OldTest/pays").endsWith("would delete 1 cassette of 1\n");
        assertThat(cassette).exists();
    }

    @Test
    void keepsWhatMayHaveATest() throws IOException {
        Path classes = classes(ListCommandTest.class, Base.class, Inheriting.class, WithUnknownParent.class);
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, LISTS + "/printsJson(Class[])[3]", Samples.charge(1));
        Samples.save(cassettes, LISTS + "/saveCassettes@BeforeAll", Samples.charge(1));
        Samples.save(cassettes, LISTS + "/printsJson[2]-a-dynamic-test", Samples.charge(1));
        Samples.save(cassettes, HERE + ".Inheriting/inherited", Samples.charge(1));
        Samples.save(cassettes, HERE + ".WithUnknownParent/perhaps", Samples.charge(1));
        Samples.save(cassettes, BY_HAND, Samples.charge(1));
        Samples.save(cassettes, "checkout/pays", Samples.charge(1));

        assertThat(vcr("prune", "--force", "--without-test", "--tests", classes, cassettes))
                .isEqualTo(new Shell.Result(Exit.DONE, "deleted 0 cassettes of 7\n", ""));
    }

    @Test
    void keepsWhatCodePutsTogether() throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Path source = Samples.write(directory.resolve("Concatenating.java"), """
                class Concatenating {
                    static final String DIRECTORY = "io/vcr/cli/Somewhere";
                    static final String CONSTANT = "io/vcr/cli/Elsewhere/byHand";
                    String named(String test) { return DIRECTORY + "/" + test; }
                    String named(int count) { return "io/vcr/cli/Anywhere/pays" + count; }
                    String appended(String test) { return "io/vcr/cli/Everywhere/".concat(test); }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", "" + classes, "" + source))
                .isZero();
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, "io/vcr/cli/Somewhere/streams", Samples.charge(1));
        Samples.save(cassettes, "io/vcr/cli/Elsewhere/byHand", Samples.charge(1));
        Samples.save(cassettes, "io/vcr/cli/Anywhere/pays2", Samples.charge(1));
        Samples.save(cassettes, "io/vcr/cli/Everywhere/streams", Samples.charge(1));
        Samples.save(cassettes, "io/vcr/cli/Anywhere/streams", Samples.charge(1));

        for (Path selected : List.of(cassettes, cassettes.resolve("io/vcr"), directory)) {
            assertThat(vcr("prune", "--dry-run", "--without-test", "--tests", classes, selected)
                            .out())
                    .contains("Anywhere/streams: there is no test class")
                    .endsWith("would delete 1 cassette of 5\n");
        }
    }

    @Test
    void keepsTheCassettesOfADirectoryAboveOrBelowThatOfTheStore() throws IOException {
        Path classes = classes(ListCommandTest.class);
        Samples.save(directory.resolve("src/cassettes"), LISTS + "/printsJson", Samples.charge(1));

        for (String selected : new String[] {"src", "src/cassettes/io/vcr"}) {
            assertThat(vcr("prune", "--force", "--without-test", "--tests", classes, directory.resolve(selected))
                            .out())
                    .isEqualTo("deleted 0 cassettes of 1\n");
        }
    }

    /** Its superclass is not among the class files. */
    static final class WithUnknownParent extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void needsTestClasses() throws IOException {
        Files.createDirectories(directory.resolve("empty"));

        Shell.Result result = vcr("prune", "--without-test", "--tests", directory.resolve("empty"), directory);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).startsWith("There are no test classes in").contains("--tests PATH");
    }

    @Test
    void removesExpiredEpisodes() throws IOException {
        Instant past = Shell.NOW.minus(Duration.ofDays(1));
        Path some = Samples.save(directory, "some", expiring(past), expiring(Shell.NOW.plusSeconds(1)));
        Path all = Samples.save(directory, "all", expiring(past));

        assertThat(vcr("prune", "--force", "--expired", directory).out()).isEqualTo("""
                deleted all: expired
                removed 1 episode of some: expired
                deleted 1 cassette of 2, and 1 episode of others
                """);
        assertThat(all).doesNotExist();
        assertThat(vcr("list", some).out()).contains("       1  ");
    }

    @Test
    void deletesACassetteWhoseTestHasPassedWithoutARequest() throws IOException {
        Path cassettes = directory.resolve("cassettes");
        Path played = Samples.save(cassettes, HERE + "/classes", Samples.charge(1));
        Path unplayed = Samples.save(cassettes, HERE + "/expiring", Samples.charge(1));

        Shell.Result result = unplayed(cassettes, attempt("classes", "HIT", "PASSED"), idle("expiring"));

        assertThat(result).isEqualTo(new Shell.Result(Exit.DONE, """
                        deleted io/vcr/cli/PruneCommandTest/expiring: its test has passed since 2026-01-31T12:00:00Z without a request
                        deleted 1 cassette of 2
                        """, ""));
        assertThat(unplayed).doesNotExist();
        assertThat(played).exists();
    }

    @Test
    void keepsTheCassettesOfTestsThatWereNotRun() throws IOException {
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, HERE + "/expiring", Samples.charge(1));
        Samples.save(cassettes, "io/vcr/cli/OtherTest/pays", Samples.charge(1));

        assertThat(unplayed(cassettes, attempt("classes", "HIT", "PASSED")).out())
                .isEqualTo("deleted 0 cassettes of 2\n");
    }

    @ParameterizedTest
    @CsvSource({"NOOP, FAILED", "NOOP, ABORTED", "OFF, PASSED", "LIVE, PASSED", "REFUSED, FAILED"})
    void keepsTheCassetteOfATestThatSaysNothingOfIt(String verdict, String outcome) throws IOException {
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, HERE + "/expiring", Samples.charge(1));

        assertThat(unplayed(cassettes, attempt("expiring", verdict, outcome)).out())
                .isEqualTo("deleted 0 cassettes of 1\n");
    }

    @Test
    void keepsAnUnplayedCassetteThatWasRecordedSinceThen() throws IOException {
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, HERE + "/expiring", Samples.charge(1));

        assertThat(unplayed("P30D", cassettes, idle("expiring")).out()).isEqualTo("deleted 0 cassettes of 1\n");
    }

    @Test
    void keepsACassetteThatAnotherTestHasPlayed() throws IOException {
        Path cassettes = directory.resolve("cassettes");
        Samples.save(cassettes, HERE + "/expiring", Samples.charge(1));
        String other = attempt("expiring", "HIT", "PASSED").replace("PruneCommandTest#expiring", "OtherTest#pays");

        assertThat(unplayed(cassettes, idle("expiring"), other).out()).isEqualTo("deleted 0 cassettes of 1\n");
    }

    @Test
    void deletesFilesOnlyByForce() throws IOException {
        Path file = Samples.save(directory, "all", expiring(Shell.NOW.minus(Duration.ofDays(1))));

        assertThat(vcr("prune", "--expired", directory)).isEqualTo(new Shell.Result(Exit.USAGE, "", """
                These cassettes are files, and recording them again may not be possible
                  fix  vcr prune --force deletes them, and --dry-run says which
                """));
        assertThat(file).exists();
    }

    private Shell.Result unplayed(Path cassettes, String... attempts) throws IOException {
        return unplayed("P1D", cassettes, attempts);
    }

    private Shell.Result unplayed(String time, Path cassettes, String... attempts) throws IOException {
        Path report = Samples.write(
                directory.resolve("vcr/report.json"), "{\"attempts\": [" + String.join(", ", attempts) + "]}");
        Path tests = classes(Base.class);
        return vcr("prune", "--force", "--unplayed-since", time, "--report", report, "--tests", tests, cassettes);
    }

    private static String idle(String method) {
        return attempt(method, "NOOP", "PASSED");
    }

    /** An attempt at a test, an hour and a half before now. */
    private static String attempt(String method, String verdict, String outcome) {
        return """
                {"ended_at": %d, "test": "io.vcr.cli.PruneCommandTest#%s", "verdict": "%s", "replayed": %d,
                 "detail": {"cassette": "%s/%s", "outcome": "%s", "took_ms": 3}}
                """.formatted(
                        Shell.NOW.minus(Duration.ofMinutes(90)).toEpochMilli(),
                        method,
                        verdict,
                        verdict.equals("HIT") ? 1 : 0,
                        HERE,
                        method,
                        outcome);
    }

    @Test
    void needsAReportOfARunSinceThen() throws IOException {
        Path report = Samples.write(directory.resolve("report.json"), """
                {"attempts": [{"ended_at": 1, "test": "A#b", "replayed": 1}]}
                """);

        assertThat(vcr("prune", "--unplayed-since", "P1D", "--report", report, directory)
                        .err())
                .startsWith("No report tells of a run since 2026-01-31T12:00:00Z");
    }

    @Test
    void doesNothingUnlessToldWhat() {
        assertThat(vcr("prune", directory).status()).isEqualTo(Exit.USAGE);
    }

    private static Episode expiring(Instant expiresAt) {
        return Samples.episode("GET", "https://h/", "", "{}", expiresAt);
    }

    /** Class files as a build makes them. */
    private Path classes(Class<?>... types) throws IOException {
        Path root = directory.resolve("classes");
        for (Class<?> type : types) {
            String name = type.getName().replace('.', '/') + ".class";
            Files.createDirectories(root.resolve(name).getParent());
            try (InputStream in = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(name))) {
                Files.copy(in, root.resolve(name));
            }
        }
        return root;
    }
}
