package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFramesTest {

    private static final Headers AWS = Headers.of("Content-Type", "application/vnd.amazon.eventstream");
    private static final byte[] START = frame("messageStart", "{\"role\":\"assistant\"}");
    private static final byte[] DELTA = frame("contentBlockDelta", "{\"delta\":{\"text\":\"a\"}}");
    private static final byte[] STOP = frame("messageStop", "{\"stopReason\":\"end_turn\"}");
    private static final byte[] METADATA = frame("metadata", "{\"usage\":{\"totalTokens\":3}}");

    @Test
    void converseEndsWithTheUsage() {
        assertThat(isTerminal(START, DELTA, STOP, METADATA)).isTrue();
        assertThat(isCut(START, DELTA, STOP, METADATA)).isFalse();
    }

    @Test
    void converseWithoutTheUsageIsCut() {
        assertThat(isTerminal(START, DELTA, STOP)).isFalse();
        assertThat(isCut(START, DELTA, STOP)).isTrue();
        assertThat(isCut(START)).isTrue();
    }

    @Test
    void s3SelectEndsWithItsEnd() {
        assertThat(isTerminal(frame("Records", "a,b"), frame("End", ""))).isTrue();
    }

    @Test
    void invokedModelsEndWithTheirMetrics() {
        byte[] piece = frame("chunk", bytes("{\"type\":\"content_block_stop\"}"));
        byte[] last = frame(
                "chunk",
                bytes("{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1}}"));

        assertThat(isTerminal(piece)).isFalse();
        assertThat(isTerminal(piece, last)).isTrue();
    }

    @Test
    void aChunkThatIsNoJsonIsNotAnEnd() {
        assertThat(isTerminal(frame("chunk", "plain text"))).isFalse();
        assertThat(isTerminal(frame("chunk", "{\"bytes\":\"%\"}"))).isFalse();
    }

    @Test
    void otherStreamsAreWholeWithWholeFrames() {
        assertThat(isTerminal(frame("TranscriptEvent", "{}"))).isFalse();
        assertThat(isCut(frame("TranscriptEvent", "{}"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"End", "metadata"})
    void aDeltaThatTalksOfTheEndIsNotOne(String word) {
        assertThat(isTerminal(frame("contentBlockDelta", "{\"delta\":{\"text\":\"the " + word + " field\"}}")))
                .isFalse();
    }

    @Test
    void aStreamCutAtAnyByteIsCut() {
        byte[] stream = join(START, DELTA, STOP, METADATA);

        for (int length = 1; length < stream.length; length++) {
            assertThat(isCut(Arrays.copyOf(stream, length)))
                    .as("%d bytes", length)
                    .isTrue();
            assertThat(isTerminal(Arrays.copyOf(stream, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void aFrameWithAnyByteChangedIsCut() {
        for (int i = 0; i < METADATA.length; i++) {
            byte[] changed = METADATA.clone();
            changed[i] ^= 1;

            assertThat(isCut(changed)).as("byte %d", i).isTrue();
            assertThat(isTerminal(changed)).as("byte %d", i).isFalse();
        }
    }

    @Test
    void noEventAtAllIsNotCut() {
        assertThat(isCut()).isFalse();
        assertThat(isTerminal()).isFalse();
    }

    @Test
    void otherTypesHaveNoFrames() {
        assertThat(StreamEnd.isCut(Headers.of("Content-Type", "text/plain"), () -> Body.of("half a fra")))
                .isFalse();
    }

    private static boolean isTerminal(byte[]... frames) {
        return StreamEnd.isTerminal(AWS, Body.of(join(frames)));
    }

    private static boolean isCut(byte[]... frames) {
        return StreamEnd.isCut(AWS, () -> Body.of(join(frames)));
    }

    private static byte[] join(byte[]... frames) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            stream.writeBytes(frame);
        }
        return stream.toByteArray();
    }

    private static String bytes(String model) {
        return "{\"bytes\":\"" + Base64.getEncoder().encodeToString(model.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    private static byte[] frame(String event, String payload) {
        byte[] headers = (header(":content-type", "application/json") + header(":event-type", event))
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + data.length);
        frame.putInt(frame.capacity()).putInt(headers.length);
        frame.putInt(checksum(frame)).put(headers).put(data);
        return frame.putInt(checksum(frame)).array();
    }

    private static int checksum(ByteBuffer frame) {
        CRC32 checksum = new CRC32();
        checksum.update(frame.duplicate().flip());
        return (int) checksum.getValue();
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
