package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in another JVM with the agent. Immutable. */
record ForkedJvm(Path home, List<String> options, List<String> classPath, Map<String, String> environment) {

    private static final long PATIENCE_SECONDS = 120;

    /** What the JVM printed, both streams together. */
    record Output(int status, String text) {

        /** The lines that begin with a prefix, without it. */
        List<String> lines(String prefix) {
            return text.lines()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }
    }

    static ForkedJvm withoutAgent() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ForkedJvm(
                Path.of(System.getProperty("java.home")),
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of(classPath.split(java.io.File.pathSeparator)),
                Map.of());
    }

    static ForkedJvm withAgent() {
        return withoutAgent().with("-javaagent:" + agent());
    }

    static Path agent() {
        return Path.of(System.getProperty("vcr.test.agent"));
    }

    /** The JDK that runs the tests, and with the profile matrix the others of this machine. */
    static List<Path> homes() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (!System.getProperty("vcr.test.jdks", "own").equals("all")) {
            return homes;
        }
        Path others = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(others)) {
            try (Stream<Path> found = Files.list(others)) {
                found.filter(home -> Files.exists(home.resolve("release")))
                        .map(ForkedJvm::real)
                        .filter(home -> !home.equals(real(homes.get(0))))
                        .distinct()
                        .sorted()
                        .forEach(homes::add);
            }
        }
        return homes;
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    ForkedJvm on(Path newHome) {
        return new ForkedJvm(newHome, options, classPath, environment);
    }

    ForkedJvm with(String... more) {
        return new ForkedJvm(
                home, Stream.concat(options.stream(), Arrays.stream(more)).toList(), classPath, environment);
    }

    ForkedJvm withVariable(String name, String value) {
        return new ForkedJvm(home, options, classPath, Map.of(name, value));
    }

    /** With one more entry of the class path. */
    ForkedJvm and(Path entry) {
        return new ForkedJvm(
                home,
                options,
                Stream.concat(classPath.stream(), Stream.of(entry.toString())).toList(),
                environment);
    }

    /** The parts of the class path whose path holds a text. */
    List<String> parts(String... texts) {
        return classPath.stream()
                .filter(entry -> Arrays.stream(texts).anyMatch(entry::contains))
                .toList();
    }

    /** With parts of the class path on the module path. */
    ForkedJvm withModules(String modules, String... texts) {
        return withModulePath(modules, parts(texts).stream(), texts);
    }

    /** With a module of its own and parts of the class path on the module path. */
    ForkedJvm withModules(String modules, Path own, String... texts) {
        return withModulePath(modules, Stream.concat(Stream.of(own.toString()), parts(texts).stream()), texts);
    }

    private ForkedJvm withModulePath(String modules, Stream<String> entries, String... notOnTheClassPath) {
        String modulePath = entries.collect(Collectors.joining(java.io.File.pathSeparator));
        return without(notOnTheClassPath).with("--module-path", modulePath, "--add-modules", modules);
    }

    /** Without the parts of the class path whose path holds a text. */
    ForkedJvm without(String... texts) {
        return new ForkedJvm(
                home,
                options,
                classPath.stream()
                        .filter(entry -> Arrays.stream(texts).noneMatch(entry::contains))
                        .toList(),
                environment);
    }

    Output run(Class<?> main, Object... arguments) throws Exception {
        return start(List.of("-cp", String.join(java.io.File.pathSeparator, classPath), main.getName()), arguments);
    }

    /** Runs an executable jar in place of the class path. */
    Output run(Path executableJar, Object... arguments) throws Exception {
        return start(List.of("-jar", executableJar.toString()), arguments);
    }

    private Output start(List<String> program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(program);
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        Path output = Files.createTempFile("jvm", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("the JVM ends: %s", text).isTrue();
            return new Output(process.exitValue(), text);
        } finally {
            Files.delete(output);
        }
    }
}
