package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.testkit.server.LoopbackServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are built as their users build them, without Spring Boot, in a JVM with the agent. */
class AgentTest {

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyClientIsRecordedWithOneCallReplayedWithNoneAndRefusedInNone() throws Exception {
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        try (LoopbackServer server = LoopbackServer.start()) {
            for (String client : PlainClients.all().keySet()) {
                server.on("/" + client, (request, wire) -> {
                    calls.add(client);
                    wire.respond("200 OK", "Content-Type: text/plain", "live");
                });
            }
            String output = run(server.url(""));
            List<String> results =
                    output.lines().filter(line -> line.startsWith("RESULT ")).toList();
            return PlainClients.all().keySet().stream()
                    .map(client -> dynamicTest(client, () -> {
                        assertThat(results)
                                .as(output)
                                .contains("RESULT " + client + " MISS:RECORDED 1 live HIT 1 live REFUSED 1 failed");
                        assertThat(calls).containsOnlyOnce(client);
                        assertThat(output).doesNotContain("[VCR WARNING]");
                    }));
        }
    }

    private String run(String url) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + System.getProperty("vcr.test.agent"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PlainClients.class.getName(),
                        url)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(output)).isTrue();
        return Files.readString(output);
    }
}
