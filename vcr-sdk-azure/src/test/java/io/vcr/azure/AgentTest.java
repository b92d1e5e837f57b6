package io.vcr.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a service that know nothing of the adapter, in JVMs of their own. */
class AgentTest {

    private static final String AGENT = "-javaagent:" + System.getProperty("vcr.test.agent");

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start()
            .on(
                    "/account/box/a.txt",
                    (request, wire) -> wire.respond(
                            "206 Partial Content",
                            "ETag: \"0x8\"\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\nContent-Range: bytes 0-4/5\n"
                                    + "x-ms-blob-type: BlockBlob",
                            "hello"));

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "jdk"})
    void theAgentAttachesAService(String client) throws Exception {
        assertThat(results(client, AGENT))
                .containsExactly("RESULT MISS:RECORDED hello", "RESULT HIT hello", "RESULT REFUSED failed");

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theProviderAttachesAServiceThatBuildsItsClient() throws Exception {
        assertThat(results(
                        "default", "-DAZURE_HTTP_CLIENT_IMPLEMENTATION=" + VcrAzureHttpClientProvider.class.getName()))
                .containsExactly("RESULT MISS:RECORDED hello", "RESULT HIT hello", "RESULT REFUSED failed");

        assertThat(server.requests()).hasSize(1);
    }

    private List<String> results(String client, String option) throws Exception {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PlainBlobs.class.getName(),
                server.url("/account"),
                client));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as(text).isTrue();
        assertThat(text).doesNotContain("[VCR WARNING]");
        return text.lines().filter(line -> line.startsWith("RESULT ")).toList();
    }
}
