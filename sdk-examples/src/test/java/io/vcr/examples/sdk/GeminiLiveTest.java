package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK asks for TLS, which no server of a test has; so its socket is replayed from a file of another tool, without a handshake. */
class GeminiLiveTest {

    @TempDir
    Path directory;

    @Test
    void aConversationThatAnotherToolHasRecordedIsReplayed() throws Exception {
        Files.writeString(directory.resolve("live.yaml"), """
                version: 1
                interactions:
                - kind: message
                  direction: sent
                  data:
                    setup:
                      model: models/live-small
                - kind: message
                  direction: received
                  data:
                    setupComplete: {}
                - kind: message
                  direction: sent
                  data:
                    clientContent:
                      turns:
                      - parts:
                        - text: What is my cat called?
                        role: user
                      turnComplete: true
                - kind: message
                  direction: received
                  data:
                    serverContent:
                      modelTurn:
                        parts:
                        - text: Ada.
                """);

        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + System.getProperty("vcr.test.agent"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GeminiLive.class.getName(),
                        directory.toString(),
                        "live")
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).contains("RESULT HIT Ada. []");
    }
}
