package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.LoopbackServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {

    @TempDir
    Path directory;

    @Test
    void theAgentAttachesWebClientOverReactorNetty() throws Exception {
        Path output = directory.resolve("output");
        try (LoopbackServer server = LoopbackServer.start()) {
            server.on("/", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "live"));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-javaagent:" + System.getProperty("vcr.test.agent"),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            PlainWebClient.class.getName(),
                            server.url("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(Files.readString(output).lines().filter(line -> line.startsWith("RESULT ")))
                    .as(Files.readString(output))
                    .containsExactly("RESULT MISS:RECORDED live", "RESULT HIT live");
            assertThat(server.requests()).hasSize(1);
        }
    }
}
