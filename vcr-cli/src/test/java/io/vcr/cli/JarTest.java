package io.vcr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with its dependencies, after it was built. */
@Tag("slow")
class JarTest {

    @TempDir
    private Path directory;

    @Test
    void runsByItself() throws Exception {
        Samples.save(directory, "pays", Samples.charge(1));

        assertThat(run("list", directory.toString())).endsWith("  pays\nexit 0");
    }

    @Test
    void knowsItsVersion() throws Exception {
        assertThat(run("--version")).matches("vcr \\d+\\.\\d+\\.\\d+.*\nexit 0");
    }

    @Test
    void opensBothStores() throws Exception {
        assertThat(run("list", "redis://127.0.0.1:1"))
                .contains("cannot be reached")
                .endsWith("exit 3");
        assertThat(run("list", "s3://bucket"))
                .contains("file")
                .contains("redis")
                .endsWith("exit 2");
    }

    @Test
    void holdsTheScript() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            assertThat(jar.getEntry("META-INF/vcr/vcr")).isNotNull();
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of(System.getProperty("basedir", "")).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.replace("\r\n", "\n") + "exit " + process.waitFor();
    }
}
