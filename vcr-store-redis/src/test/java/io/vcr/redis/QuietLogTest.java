package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.LettuceVersion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a project without a logging library finds in its build log. Lettuce 6 does not use SLF4J, Lettuce 7 does. */
class QuietLogTest {

    /** The JVM itself prints four lines about Netty 4.1 since Java 24. */
    private static final int WARNS_OF_UNSAFE = 24;

    private static final boolean USES_SLF4J = LettuceVersion.getVersion().startsWith("7");

    @Test
    void storeAndItsClientPrintNothingOrNameTheMissingApi() throws IOException {
        assertThat(printed(SharedRedis.url()))
                .isEqualTo(
                        USES_SLF4J
                                ? "Redis " + SharedRedis.url() + " cannot be used, because the client does not find"
                                        + " org.slf4j.LoggerFactory on the class path; Lettuce 7 needs org.slf4j:slf4j-api"
                                : "saved");
    }

    /** What a new JVM prints that saves a cassette, without SLF4J. */
    private static String printed(String url) throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath));
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of(QuietLogTest.class.getName(), url));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /**
     * Saves a cassette.
     *
     * @param args the URL of the server
     */
    public static void main(String[] args) {
        try (RedisPersister store =
                RedisPersister.builder(args[0]).prefix("quiet:").connect()) {
            store.delete(Cassettes.ID);
            store.save(Cassettes.cassette("a"));
            System.out.println("saved");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
