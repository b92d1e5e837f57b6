package io.vcr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.cli.internal.project.TestSettings;
import io.vcr.cli.internal.source.Git;
import io.vcr.cli.internal.text.Console;
import io.vcr.spi.Episode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The output of commands in {@code docs/command-line.md} is made by running them, each block in a project of its own: {@code
 * mvn test -pl vcr-cli -am -Dcli.regenerate=true -Dtest=CommandLinePageTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the page shows paths with slashes")
class CommandLinePageTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");
    private static final Path PAGE = ROOT.resolve("docs/command-line.md");
    private static final Pattern BLOCK = Pattern.compile("(?<=```console\n)(.*?)(?=```)", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String CASSETTES = "src/test/cassettes";

    /** Their output depends on the time, so they run in this JVM, in which it stands still. */
    private static final Set<String> TIMED = Set.of("list", "stats", "prune", "flush");

    @TempDir
    private Path directory;

    @Test
    void thePageShowsWhatTheCommandsPrint() throws Exception {
        String page = Files.readString(PAGE);
        AtomicInteger number = new AtomicInteger();
        StringBuilder made = new StringBuilder();
        Matcher blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            Path project = project(directory.resolve("p" + number.incrementAndGet()));
            blocks.appendReplacement(made, Matcher.quoteReplacement(run(project, blocks.group())));
        }
        blocks.appendTail(made);
        if (Boolean.getBoolean("cli.regenerate")) {
            Files.writeString(PAGE, made);
        }

        assertThat(number.get()).isPositive();
        assertThat(Files.readString(PAGE)).isEqualTo(made.toString());
    }

    @Test
    void theReadmeQuotesThePage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Files.readString(ROOT.resolve("README.md"))
                        .lines()
                        .dropWhile(line -> !line.startsWith("      $ vcr ")))
                .isNotEmpty()
                .satisfies(lines -> assertThat(lines.stream()
                                .takeWhile(line -> line.startsWith("      "))
                                .map(String::strip))
                        .allSatisfy(line -> assertThat(page).contains("\n" + line + "\n")));
    }

    @Test
    void thePageNamesEveryCommand() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(VcrCommand.line(new Invocation(
                                Console.system(System.out, System.err), Map.of(), java.time.Clock.systemUTC()))
                        .getSubcommands()
                        .keySet())
                .allSatisfy(command -> assertThat(page).contains("vcr " + command));
    }

    /** The commands of a block, each followed by what it prints. */
    private static String run(Path project, String block) throws Exception {
        StringBuilder made = new StringBuilder();
        int status = 0;
        for (String line : block.lines().filter(line -> line.startsWith("$ ")).toList()) {
            made.append(line).append('\n');
            if (line.equals("$ echo $?")) {
                made.append(status).append('\n');
                continue;
            }
            List<String> words = new ArrayList<>();
            WORD.matcher(line.substring(2))
                    .results()
                    .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
            assertThat(words.remove(0)).isEqualTo("vcr");
            Shell.Result result = TIMED.contains(words.get(0)) ? inThisJvm(project, words) : inANewJvm(project, words);
            made.append((result.out() + result.err()).replace(project + "/", ""));
            status = result.status();
        }
        return made.toString();
    }

    private static Shell.Result inThisJvm(Path project, List<String> words) {
        List<String> arguments = new ArrayList<>(words);
        arguments.replaceAll(
                word -> word.startsWith(CASSETTES) ? project.resolve(word).toString() : word);
        if (words.get(0).equals("prune")) {
            arguments.addAll(
                    List.of("--tests", project.resolve("target/test-classes").toString()));
        }
        return Shell.vcr(Map.of("VCR_STORE", "file:" + project.resolve(CASSETTES)), arguments.toArray());
    }

    private static Shell.Result inANewJvm(Path project, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.vcr.cli.Main"));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VCR_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell.Result(process.waitFor(), output, "");
    }

    /** Three cassettes, of which one has changed since the last commit, one is of a test that is gone, and one leaks. */
    private static Path project(Path project) throws IOException {
        Path cassettes = project.resolve(CASSETTES);
        Samples.save(cassettes, "com/acme/ChatTest/streams", Samples.stream());
        Path pays = Samples.save(cassettes, "com/acme/CheckoutTest/pays", Samples.charge(1200));
        Samples.write(project.resolve("pom.xml"), """
                <project><dependencies>
                  <dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp</artifactId></dependency>
                  <dependency><groupId>io.vcr</groupId><artifactId>vcr-junit5</artifactId></dependency>
                  <dependency><groupId>io.vcr</groupId><artifactId>vcr-transport-okhttp</artifactId></dependency>
                  <dependency><groupId>io.vcr</groupId><artifactId>vcr-store-file</artifactId></dependency>
                </dependencies></project>
                """);
        Samples.write(project.resolve(TestSettings.FILE), "vcr.mode = non\n");
        Samples.write(project.resolve("login.har"), ConvertCommandTest.HAR);
        writeClass(project, "com/acme/ChatTest", "streams");
        writeClass(project, "com/acme/CheckoutTest", "pays");
        git(project, "init", "-q");
        git(project, "add", ".");
        git(project, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a");
        Files.delete(pays);
        Samples.save(cassettes, "com/acme/CheckoutTest/pays", changed(), Samples.charge(1300));
        Samples.save(cassettes, "com/acme/LoginTest/logsIn", Samples.leaking());
        git(project, "add", ".");
        return project;
    }

    private static Episode changed() {
        return Samples.episode(
                "POST",
                "https://api.example.com/v1/charges",
                "{\"amount\":1200}",
                "{\"id\":\"ch_1\",\"amount\":1200,\"currency\":\"eur\"}");
    }

    private static void writeClass(Path project, String name, String method) throws IOException {
        ClassWriter type = new ClassWriter(0);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, name, null, "java/lang/Object", null);
        type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, method, "()V", null, null);
        type.visitEnd();
        Path file = project.resolve("target/test-classes" + File.separator + name + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, type.toByteArray());
    }

    private static void git(Path project, String... arguments) throws IOException {
        Git.run(project, List.of(arguments));
    }
}
