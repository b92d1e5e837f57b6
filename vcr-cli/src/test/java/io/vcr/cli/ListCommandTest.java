package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void saveCassettes() throws IOException {
        Samples.save(directory, "com/acme/CheckoutTest/pays", Samples.charge(1200), Samples.charge(1300));
        Samples.save(directory, "com/acme/ChatTest/streams", Samples.stream());
    }

    @Test
    void listsTheCassettesOfADirectory() {
        assertThat(vcr("list", directory)).isEqualTo(new Shell.Result(Exit.DONE, """
                EPISODES     SIZE    AGE  PLAYED  NAME
                       1    480 B     3d       -  com/acme/ChatTest/streams
                       2    857 B     3d       -  com/acme/CheckoutTest/pays
                """, ""));
    }

    @Test
    void takesNamesOfTheStoreWithAnyTextForAStar() {
        assertThat(vcr("list", "--store", directory, "com/*/pays").out())
                .contains("CheckoutTest/pays")
                .doesNotContain("ChatTest");
    }

    @Test
    void takesTheStoreFromTheEnvironment() {
        assertThat(vcr(Map.of("VCR_STORE", "file:" + directory), "list").out()).contains("CheckoutTest/pays");
    }

    @Test
    void printsJson() {
        assertThat(vcr("list", "--json", directory.resolve("com/acme/ChatTest")).out())
                .isEqualTo("""
                {
                  "cassettes": [
                    {
                      "name": "streams",
                      "source": "%s",
                      "episodes": 1,
                      "bytes": 480,
                      "recorded_at": "2026-01-29T12:00:00Z",
                      "last_played": null
                    }
                  ]
                }
                """.formatted(directory.resolve("com/acme/ChatTest/streams.yaml")));
    }

    @Test
    void knowsFromTheReportOfARunWhenACassetteWasPlayed() throws IOException {
        Path report = Samples.write(directory.resolve("target/vcr/report.json"), """
                {"tests": 2, "attempts": [
                  {"ended_at": 1769940000000, "test": "com.acme.CheckoutTest#pays", "verdict": "HIT", "replayed": 2, "live_hosts": {"a": 1}},
                  {"ended_at": 1769940000000, "test": "com.acme.ChatTest#streams", "verdict": "NOOP", "replayed": 0}]}
                """);

        assertThat(vcr("list", "--report", report, "--store", directory, "com").out())
                .contains("2h  com/acme/CheckoutTest/pays")
                .contains("-  com/acme/ChatTest/streams");
    }

    @Test
    void knowsWhenTheCassetteOfADynamicTestWasPlayed() throws IOException {
        Path report = Samples.write(directory.resolve("report.json"), """
                {"attempts": [{"ended_at": 1769940000000, "test": "com.acme.ATest#all[2]", "replayed": 2}]}
                """);
        Samples.save(directory, "com/acme/ATest/all[2]-with-a-card", Samples.charge(1));

        assertThat(vcr("list", "--report", report, "--store", directory, "com/acme/ATest")
                        .out())
                .contains("2h  com/acme/ATest/all[2]-with-a-card");
    }

    @Test
    void listsTheRestOfWhatCannotBeRead() throws IOException {
        Path broken = Samples.write(directory.resolve("com/broken.yaml"), "interactions: 1\n");

        Shell.Result result = vcr("list", directory);

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.out()).contains("CheckoutTest/pays");
        assertThat(result.err())
                .isEqualTo("Cannot read cassette " + broken + ", line 1: \"interactions\" is not a list\n");
    }

    @Test
    void saysWhereItHasLookedForAName() {
        assertThat(vcr("list", "--store", directory, "nothing"))
                .isEqualTo(new Shell.Result(Exit.FAILED, "", """
                There is no file, directory or store nothing, and no cassette of that name in %s; vcr list shows the names
                """.formatted(directory)));
    }

    @Test
    void suggestsACommandForAWrongOne() {
        Shell.Result result = vcr("lst");

        assertThat(result.status()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains("Did you mean: vcr list").endsWith("See: vcr --help\n");
    }
}
