package io.vcr.cli.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands of git that print much, or do not end: aliases that run a shell. */
class GitTest {

    @TempDir
    private Path directory;

    @Test
    void errorsThatFillAPipeHoldNothingUp() {
        byte[] output = assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> Git.run(directory, alias("for i in $(seq 20000); do echo 'warning: many' >&2; done; echo done")));

        assertThat(new String(output, StandardCharsets.UTF_8)).isEqualTo("done\n");
    }

    @Test
    void commandThatFailsSaysWhy() {
        assertThatThrownBy(() -> Git.run(directory, alias("echo half; echo why >&2; exit 2")))
                .isInstanceOf(IOException.class)
                .hasMessage("git -c failed: why");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the shell of git has process ids of its own")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void commandThatDoesNotEndIsEnded() throws Exception {
        Path pid = directory.resolve("pid");
        List<String> sleeping = alias("echo half; sleep 100 & echo $! > '" + pid + "'; wait");

        assertThatThrownBy(() -> Git.run(directory, sleeping, Duration.ofSeconds(3)))
                .isInstanceOf(IOException.class)
                .hasMessage("git -c failed: it does not end");
        Optional<ProcessHandle> child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (child.isPresent()) {
            assertThat(child.get().onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    private static List<String> alias(String script) {
        return List.of("-c", "alias.sample=!" + script, "sample");
    }
}
