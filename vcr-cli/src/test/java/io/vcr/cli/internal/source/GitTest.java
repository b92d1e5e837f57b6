package io.vcr.cli.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void commandThatDoesNotEndIsEnded() {
        assertThatThrownBy(() -> Git.run(directory, alias("echo half; sleep 100"), Duration.ofMillis(500)))
                .isInstanceOf(IOException.class)
                .hasMessage("git -c failed: it does not end");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    private static List<String> alias(String script) {
        return List.of("-c", "alias.sample=!" + script, "sample");
    }
}
