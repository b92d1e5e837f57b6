package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void saysHowTimesAreWritten() {
        assertThat(vcr("flush", "--older-than", "yesterday", directory))
                .isEqualTo(
                        new Shell.Result(
                                Exit.USAGE,
                                "",
                                "yesterday is no time; write a date such as 2026-01-31, or how long ago, such as P30D or PT12H\n"));
    }
}
