package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void saveCassettes() throws IOException {
        Samples.save(directory, "pays", Samples.charge(1200), Samples.charge(1300));
        Samples.save(
                directory,
                "streams",
                Samples.stream(),
                Samples.episode("GET", "https://b.example.com/", "", "{}", Samples.RECORDED));
    }

    @Test
    void countsWhatTheCassettesHold() {
        assertThat(vcr("stats", directory)).isEqualTo(new Shell.Result(Exit.DONE, """
                cassettes  2, 1.7 kB
                episodes   4, 1 of them streams, 1 expired
                recorded   2026-01-29T12:00:00Z to 2026-01-29T12:00:00Z
                time       1.2 s, as recorded
                2xx        4

                EPISODES     SIZE  HOST
                       3    393 B  api.example.com
                       1     52 B  b.example.com

                EPISODES     SIZE  LARGEST
                       2    857 B  pays
                       2    840 B  streams
                """, ""));
    }

    @Test
    void printsJson() {
        assertThat(vcr("stats", "--json", "--top", "1", directory).out()).contains("""
                  "status": {
                    "2xx": 4
                  },
                  "hosts": [
                    {
                      "host": "api.example.com",
                """);
    }
}
