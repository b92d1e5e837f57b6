package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of other languages. */
final class Tool {

    private static final long PATIENCE_SECONDS = 60;

    /** What a program has printed, and its exit status. */
    record Run(int status, String output) {}

    private Tool() {}

    /** Skips the test, visibly, if a program is missing. The command asks it for its version. */
    static void assume(String... command) throws Exception {
        boolean there;
        try {
            there = run(Path.of("."), Map.of(), command).status() == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeThat(there).as("there is no " + String.join(" ", command)).isTrue();
    }

    static Run run(Path directory, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile("tool", ".txt");
        try {
            ProcessBuilder tool = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            tool.environment().putAll(environment);
            Process process = tool.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(Arrays.toString(command) + " does not end:\n" + Files.readString(output));
            }
            return new Run(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** The output of a program that succeeds. */
    static String output(List<String> command) throws Exception {
        Run run = run(Path.of("."), Map.of(), command.toArray(String[]::new));
        assertThat(run.status()).as(run.output()).isZero();
        return run.output();
    }
}
