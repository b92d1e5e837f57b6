package io.vcr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class ScriptTest {

    /** Stands for the command line: prints its arguments, and ends with 1. */
    static final class Echo {
        public static void main(String[] arguments) {
            System.out.println(String.join("|", arguments));
            System.exit(1);
        }
    }

    @TempDir
    private Path directory;

    @BeforeEach
    void unpack() throws Exception {
        try (InputStream script = Objects.requireNonNull(Main.class.getResourceAsStream("/META-INF/vcr/vcr"))) {
            Files.copy(script, directory.resolve("vcr"));
        }
    }

    @Test
    void runsTheJarBesideIt() throws Exception {
        writeJar(directory.resolve("vcr-cli-1.0-all.jar"));

        assertThat(run("scan", "a b", "*")).isEqualTo("scan|a b|*\nexit 1");
    }

    @Test
    void runsTheJarOfTheLocalRepository() throws Exception {
        Path repository = directory.resolve("home/.m2/repository/io/vcr/vcr-cli/1.0");
        Files.createDirectories(repository);
        writeJar(repository.resolve("vcr-cli-1.0-all.jar"));

        assertThat(run("list")).isEqualTo("list\nexit 1");
    }

    @Test
    void saysWhereItHasLookedForTheJar() throws Exception {
        assertThat(run("list"))
                .startsWith("There is no vcr-cli-*-all.jar in " + directory.toRealPath())
                .contains("fix  mvn dependency:copy -Dartifact=io.vcr:vcr-cli:VERSION:jar:all")
                .endsWith("exit 3");
    }

    private String run(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 2];
        command[0] = "sh";
        command[1] = directory.resolve("vcr").toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", directory.resolve("home").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }

    private static void writeJar(Path file) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String name = Echo.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream type = Objects.requireNonNull(Echo.class.getResourceAsStream("/" + name))) {
            jar.putNextEntry(new JarEntry(name));
            type.transferTo(jar);
        }
    }
}
