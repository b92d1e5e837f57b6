package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.cli.internal.text.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VcrCommandTest {

    @TempDir
    private Path directory;

    @Test
    void listsItsCommandsWithoutArguments() {
        Shell.Result result = vcr();

        assertThat(result.status()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains(
                        "list ",
                        "show ",
                        "diff ",
                        "stats ",
                        "scan ",
                        "convert ",
                        "prune ",
                        "flush ",
                        "doctor ",
                        "completion ")
                .contains("Exit status:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "diff", "stats", "scan", "convert", "prune", "flush", "doctor"})
    void everyCommandHasHelpAndJson(String command) {
        assertThat(vcr(command, "--help").out())
                .contains("Usage: vcr " + command)
                .contains("--json");
    }

    @Test
    void coloursOnlyATerminal() throws IOException {
        Path file = Samples.save(directory, "leaks", Samples.leaking());

        assertThat(vcr("scan", file).out()).doesNotContain("\u001b");
        assertThat(onATerminal(true, "scan", file.toString())).contains("\u001b[31mapi_key in a request body\u001b[0m");
        assertThat(onATerminal(false, "scan", file.toString())).doesNotContain("\u001b");
    }

    @Test
    @EnabledIf(value = "hasBash", disabledReason = "there is no bash")
    void completesInBash() throws Exception {
        Path script = Samples.write(
                directory.resolve("vcr_completion"), vcr("completion").out());

        assertThat(bash("source " + script
                        + "; COMP_WORDS=(vcr sc); COMP_CWORD=1; _complete_vcr; echo ${COMPREPLY[*]}"))
                .isEqualTo("scan");
        assertThat(bash("source " + script
                        + "; COMP_WORDS=(vcr scan --st); COMP_CWORD=2; _complete_vcr; echo ${COMPREPLY[*]}"))
                .contains("--staged");
    }

    static boolean hasBash() {
        return Files.isExecutable(Path.of("/bin/bash"));
    }

    private static String bash(String command) throws IOException {
        Process process = new ProcessBuilder("/bin/bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String onATerminal(boolean isColoured, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Main.run(new Console(out, out, true, isColoured), Map.of(), Clock.systemUTC(), arguments);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
