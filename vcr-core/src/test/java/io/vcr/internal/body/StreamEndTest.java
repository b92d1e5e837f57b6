package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEndTest {

    private static final Headers SSE = Headers.of("Content-Type", "text/event-stream; charset=utf-8");
    private static final Headers AWS = Headers.of("Content-Type", "application/vnd.amazon.eventstream");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {}\n\ndata: [DONE]\n\n",
                "data: {}\n\ndata: [DONE]",
                "data: {}\r\n\r\ndata: [DONE]\r\n\r\n",
                "data:[DONE]\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                "data: {\"type\":\"message_stop\"}\n\n",
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n",
                "event: response.failed\ndata: {}\n\n",
                "event: response.incomplete\ndata: {}\n\n",
                "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n",
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":1}}\n\n"
            })
    void aTerminalEventEndsAStream(String stream) {
        assertThat(isTerminal(stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "data: {}\n\n",
                "data: [DONE",
                "data: [DONE]\n\ndata: {\"more\":1}\n\n",
                "data: {\"text\":\"[DONE]\"}\n\n",
                "data: {\"text\":\"message_stop\"}\n\n",
                "data: {\"delta\":{\"type\":\"message_stop\"}}\n\n",
                "event: message_stop\n",
                "event: message_stop\ndata: {\"type\":\"mess",
                "event: message_delta\ndata: {}\n\n",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\\"finishReason\\\"\"}]}}]}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"id\":1}}\n\n",
                "data: {\"id\":1,\"result\":{}}\n\n",
                ": keep-alive\n\n"
            })
    void anythingElseDoesNot(String stream) {
        assertThat(isTerminal(stream)).isFalse();
    }

    @Test
    void aLargeTerminalEventIsSeenAsAWhole() {
        String text = "x".repeat(300_000);

        assertThat(isTerminal(
                        "data: {}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"text\":\""
                                + text + "\"}\n\n"))
                .isTrue();
    }

    @Test
    void otherTypesHaveNoTerminalEvent() {
        assertThat(StreamEnd.isTerminal(Headers.of("Content-Type", "text/plain"), Body.of("data: [DONE]\n\n")))
                .isFalse();
        assertThat(StreamEnd.isTerminal(Headers.EMPTY, Body.of("data: [DONE]\n\n")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"messageStop", "metadata"})
    void anAwsStreamEndsWithItsLastEvents(String event) {
        assertThat(isTerminal(frame("contentBlockDelta", "{\"delta\":{\"text\":\"a\"}}"), frame(event, "{}")))
                .isTrue();
    }

    @Test
    void anAwsStreamDoesNotEndWithADelta() {
        assertThat(isTerminal(frame("messageStart", "{}"), frame("contentBlockDelta", "{}")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"messageStop", "metadata"})
    void aDeltaThatTalksOfTheEndIsNotOne(String word) {
        assertThat(isTerminal(frame("contentBlockDelta", "{\"delta\":{\"text\":\"the " + word + " field\"}}")))
                .isFalse();
    }

    @Test
    void aCutAwsFrameIsNotAnEnd() {
        byte[] stop = frame("messageStop", "{\"stopReason\":\"end_turn\"}");
        byte[] cut = java.util.Arrays.copyOf(stop, stop.length - 1);

        assertThat(isTerminal(frame("contentBlockStop", "{}"), cut)).isFalse();
    }

    private static boolean isTerminal(String stream) {
        return StreamEnd.isTerminal(SSE, Body.of(stream));
    }

    private static boolean isTerminal(byte[]... frames) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            stream.writeBytes(frame);
        }
        return StreamEnd.isTerminal(AWS, Body.of(stream.toByteArray()));
    }

    /** A frame as AWS documents it: lengths, checksum, headers, payload, checksum; nobody checks the checksums here. */
    private static byte[] frame(String event, String payload) {
        String fields = header(":content-type", "application/json") + header(":event-type", event);
        byte[] headers = fields.getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(16 + headers.length + data.length);
            out.writeInt(headers.length);
            out.writeInt(0);
            out.write(headers);
            out.write(data);
            out.writeInt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String header(String name, String value) {
        return (char) name.length()
                + name
                + (char) 7
                + (char) (value.length() >> 8)
                + (char) (value.length() & 0xff)
                + value;
    }
}
