package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed in the middle of a test. */
class KilledRunTest {

    @TempDir
    Path directory;

    @Test
    void nextRunSaysWhatTheKilledOneHasDone() throws Exception {
        Process killed = start(true);
        try (BufferedReader printed = killed.inputReader()) {
            for (String line = printed.readLine(); !KilledRun.WAITING.equals(line); line = printed.readLine()) {
                assertThat(line).as("output until the second test").isNotNull();
            }
        } finally {
            killed.destroyForcibly().waitFor();
        }

        String next = output(start(false));
        assertThat(next)
                .containsOnlyOnce("[VCR WARNING] the run before did not end")
                .contains("1 test: MISS:RECORDED=1; provider calls 0 avoided, 1 live to api.example.com;"
                        + " the last test was io.vcr.junit5.KilledRun$Sample#one; see "
                        + directory.resolve("report").resolve("unfinished.md"))
                .contains("[VCR SUMMARY] 2 tests: HIT=1 NOOP=1");
        assertThat(Files.readAllLines(directory.resolve("report/history.jsonl")))
                .hasSize(2);
        assertThat(output(start(false))).doesNotContain("did not end");
    }

    private Process start(boolean waits) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-D" + KilledRun.WAITING + "=" + waits,
                        "-Dvcr.store=" + directory.resolve("cassettes").toUri(),
                        "-Dvcr.report=" + directory.resolve("report"),
                        KilledRun.class.getName()))
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws Exception {
        try (BufferedReader printed = process.inputReader()) {
            String all = printed.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor()).as(all).isZero();
            return all;
        }
    }
}
