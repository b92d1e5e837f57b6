package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlushCommandTest {

    @TempDir
    private Path directory;

    @Test
    void deletesFilesOnlyByForce() throws IOException {
        Path file = Samples.save(directory, "pays", Samples.charge(1));

        assertThat(vcr("flush", directory)).isEqualTo(new Shell.Result(Exit.USAGE, "", """
                These cassettes are files, and recording them again may not be possible
                  fix  vcr flush --force deletes them, and --dry-run says which
                """));
        assertThat(file).exists();
        assertThat(vcr("flush", "--force", directory).out()).isEqualTo("deleted 1 cassette of 1\n");
        assertThat(file).doesNotExist();
    }

    @Test
    void deletesOnlyWhatIsOld() throws IOException {
        Path file = Samples.save(directory, "pays", Samples.charge(1)); // three days before now

        assertThat(vcr("flush", "--force", "--older-than", "P4D", directory).out())
                .isEqualTo("deleted 0 cassettes of 1\n");
        assertThat(vcr("flush", "--dry-run", "--older-than", "P2D", directory).out())
                .isEqualTo("would delete pays\nwould delete 1 cassette of 1\n");
        assertThat(file).exists();
        vcr("flush", "--force", "--older-than", "2026-01-30", directory);
        assertThat(file).doesNotExist();
    }

    @Test
    void deletesNoFileThatIsNoCassette() throws IOException {
        Path settings = Samples.write(directory.resolve("settings.yaml"), "a: 1\n");

        assertThat(vcr("flush", "--force", directory).status()).isEqualTo(Exit.FAILED);
        assertThat(settings).exists();
    }

    @Test
    void leavesTheFilesOfAnotherTool() throws IOException {
        Path mapping = Samples.write(directory.resolve("mappings/pays.json"), """
                {"request": {"method": "GET", "url": "/pays"}, "response": {"status": 200, "body": "{}"}}
                """);
        Path goVcr = Samples.write(directory.resolve("go.yaml"), """
                version: 2
                interactions:
                  - id: 0
                    request:
                      method: GET
                      url: https://api.example.com/pays
                    response:
                      code: 200
                      body: "{}"
                """);

        assertThat(vcr("flush", "--dry-run", directory))
                .isEqualTo(new Shell.Result(Exit.DONE, "would delete 0 cassettes of 2\n", ""));
        assertThat(vcr("flush", "--force", directory))
                .isEqualTo(new Shell.Result(Exit.DONE, "deleted 0 cassettes of 2\n", ""));
        assertThat(mapping).exists();
        assertThat(goVcr).exists();
    }

    @Test
    void deletesACassetteWithoutEpisodes() throws IOException {
        Path yaml = Samples.save(directory, "empty");
        Path json = Samples.write(directory.resolve("other.json"), "{\"version\": 1, \"interactions\": []}");

        assertThat(vcr("flush", "--force", directory).out()).isEqualTo("deleted 2 cassettes of 2\n");
        assertThat(yaml).doesNotExist();
        assertThat(json).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "PT99999999999999H"})
    void saysHowTimesAreWritten(String time) {
        assertThat(vcr("flush", "--older-than", time, directory))
                .isEqualTo(
                        new Shell.Result(
                                Exit.USAGE,
                                "",
                                time
                                        + " is no time; write a date such as 2026-01-31, or how long ago, such as P30D or PT12H\n"));
    }
}
