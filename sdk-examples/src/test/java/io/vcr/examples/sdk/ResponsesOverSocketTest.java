package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import io.vcr.testkit.server.LoopbackSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK opens the socket itself, so the JVM has the agent. */
class ResponsesOverSocketTest {

    @TempDir
    Path directory;

    private final AtomicInteger sockets = new AtomicInteger();
    private final LoopbackServer provider = LoopbackServer.start();

    @AfterEach
    void close() {
        provider.close();
    }

    private void serve(LoopbackSocket socket) throws IOException {
        sockets.incrementAndGet();
        assertThat(socket.receiveText()).contains("raining in Ulm");
        socket.text(event("response.function_call_arguments.delta", 0, ",\"delta\":\"{\\\"city\\\":\\\"Ulm\\\"}\""));
        socket.text(completed("resp_0001", 1));
        assertThat(socket.receiveText()).contains("function_call_output");
        socket.text(event(
                "response.output_text.delta", 2, ",\"delta\":\"It is dry.\",\"content_index\":0,\"logprobs\":[]"));
        socket.text(completed("resp_0002", 3));
        socket.receive();
    }

    private static String event(String type, int number, String more) {
        return "{\"type\":\"" + type + "\",\"item_id\":\"item_1\",\"output_index\":0,\"sequence_number\":" + number
                + more + "}";
    }

    private static String completed(String id, int number) {
        return event(
                "response.completed",
                number,
                ",\"response\":{\"id\":\"" + id
                        + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\","
                        + "\"model\":\"gpt-small\",\"output\":[],\"parallel_tool_calls\":false,\"tool_choice\":\"auto\",\"tools\":[],"
                        + "\"usage\":{\"input_tokens\":9,\"output_tokens\":3,\"total_tokens\":12}}");
    }

    @Test
    void aCallOfAToolIsRecordedReplayedAndRefusedWithoutACassette() throws Exception {
        provider.on("/v1/responses", (request, wire) -> serve(wire.upgrade(request, "")));

        assertThat(run("cassettes", "once")).contains("RESULT MISS:RECORDED {\"city\":\"Ulm\"} It is dry.");
        assertThat(run("cassettes", "none")).contains("RESULT HIT {\"city\":\"Ulm\"} It is dry.");
        assertThat(run("empty", "none")).contains("RESULT REFUSED failed ");
        assertThat(sockets).hasValue(1);
    }

    private String run(String cassettes, String mode) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + System.getProperty("vcr.test.agent"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ResponsesOverSocket.class.getName(),
                        directory.resolve(cassettes).toString(),
                        mode,
                        provider.url(""))
                .redirectErrorStream(true)
                .start();
        return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
