package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A spoken conversation with a tool and an interruption, recorded once and replayed in other JVMs with other cuts of the audio. */
class RealtimeTest {

    /** How many JVMs replay it; more of them in the property {@code vcr.test.jvms}. */
    private static final int JVMS = Integer.getInteger("vcr.test.jvms", 4);

    private static final String TRANSCRIPT = "session.created session.updated speech_started function_call item.added"
            + " text.delta audio.delta cancelled closed ";

    @TempDir
    Path directory;

    private final LoopbackServer api = LoopbackServer.start();

    RealtimeTest() {
        api.on("/v1/realtime", (request, wire) -> serve(wire.upgrade(request, "")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static void serve(LoopbackSocket socket) throws IOException {
        socket.text("{\"type\":\"session.created\"}");
        socket.receiveText();
        socket.text("{\"type\":\"session.updated\"}");
        int pieces = 0;
        for (String next = socket.receiveText(); !next.contains("commit"); next = socket.receiveText()) {
            pieces++;
            if (pieces == 5) {
                socket.text("{\"type\":\"input_audio_buffer.speech_started\"}");
            }
        }
        socket.text("{\"type\":\"response.done\",\"item\":{\"type\":\"function_call\",\"call_id\":\"call_0001\"}}");
        String item = socket.receiveText();
        socket.text("{\"type\":\"conversation.item.added\",\"was\":" + item + "}");
        socket.receiveText();
        socket.text("{\"type\":\"response.output_text.delta\",\"delta\":\"It is \"}");
        socket.text("{\"type\":\"response.output_audio.delta\",\"delta\":\"AAEC\"}");
        socket.receiveText();
        socket.text("{\"type\":\"response.done\",\"response\":{\"status\":\"cancelled\"}}");
        socket.close(1000, "done");
    }

    @ParameterizedTest
    @CsvSource({"okhttp, jdk", "jdk, okhttp"})
    void itIsReplayedByEitherClient(String recorder, String player) throws Exception {
        String url = api.url("/v1/realtime").replace("http:", "ws:");
        assertThat(RealtimeProgram.run(url, directory.toString(), "ONCE", recorder, "320"))
                .isEqualTo("MISS:RECORDED [] " + TRANSCRIPT);
        api.close();

        assertThat(RealtimeProgram.run(url, directory.toString(), "NONE", player, "777"))
                .isEqualTo("HIT [] " + TRANSCRIPT);
    }

    @Test
    void otherJvmsReplayItWithOtherCutsOfTheAudio() throws Exception {
        String url = api.url("/v1/realtime").replace("http:", "ws:");
        RealtimeProgram.run(url, directory.toString(), "ONCE", "okhttp", "320");
        api.close();

        for (int i = 0; i < JVMS; i++) {
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            RealtimeProgram.class.getName(),
                            url,
                            directory.toString(),
                            "NONE",
                            i % 2 == 0 ? "okhttp" : "jdk",
                            Integer.toString(100 + 97 * i))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(output).contains("HIT [] " + TRANSCRIPT);
        }
    }
}
