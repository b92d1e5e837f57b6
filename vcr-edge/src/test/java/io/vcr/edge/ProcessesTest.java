package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Report;
import io.vcr.Verdict;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Programs of other languages are recorded once and get the same bytes in the same pieces when the API is gone. */
@Tag("slow")
@ResourceLock("io.vcr.OpenSessions")
class ProcessesTest extends EdgeFixture {

    private static final List<String> EVENTS = List.of(
            "event: message_start\ndata: {\"type\":\"message_start\"}\n\n",
            "data: {\"delta\":\"a\"}\n\nda",
            "ta: {\"delta\":\"b\"}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    /** The size of the largest response. */
    int downloadBytes() {
        return 2 << 20;
    }

    @BeforeEach
    void serve() {
        byte[] file = new byte[downloadBytes()];
        new Random(1).nextBytes(file);
        vcr = vcr.toBuilder()
                .limits(Limits.DEFAULT.withMaxBodyBytes(64L << 20).withMaxCassetteBytes(128L << 20))
                .build();
        api.on("/json", (request, wire) -> wire.respond("200 OK", "Content-Type: application/json", request.text()))
                .on("/upload", (request, wire) -> {
                    boolean whole = request.text().contains("filename=\"a.txt\"")
                            && request.text().contains("the file");
                    wire.respond(whole ? "200 OK" : "400 Bad Request", "", "got it");
                })
                .on("/stream", (request, wire) -> {
                    wire.chunked("Content-Type: text/event-stream");
                    wire.rest(EVENTS.toArray(String[]::new));
                })
                .on("/frames", (request, wire) -> {
                    wire.chunked("Content-Type: application/vnd.amazon.eventstream");
                    for (byte[] piece : pieces(converse(), 150)) {
                        wire.chunk(piece);
                    }
                    wire.lastChunk();
                })
                .on(
                        "/download",
                        (request, wire) -> wire.respond("200 OK", "Content-Type: application/octet-stream", file));
    }

    @Test
    void pythonWithUrllib() throws Exception {
        Tool.assume("python3", "--version");
        assertReplayed("stream [53, 23, 19, 51]", "python3", script("with_urllib.py"));
    }

    @Test
    void pythonWithRequests() throws Exception {
        Tool.assume("python3", "-c", "import requests");
        assertReplayed("stream [53, 23, 19, 51]", "python3", script("with_requests.py"));
    }

    @Test
    void nodeWithFetch() throws Exception {
        Tool.assume("node", "--version");
        assertReplayed("data: {\"type\":\"message_stop\"}", "node", script("with_fetch.mjs"));
    }

    @Test
    void curl() throws Exception {
        Tool.assume("curl", "--version");
        assertReplayed("stream ", "sh", script("with_curl.sh"));
    }

    @Test
    void javaInAJvmOfItsOwn() throws Exception {
        assertReplayed(
                "stream ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ClientProgram.class.getName());
    }

    private void assertReplayed(String expected, String... program) throws Exception {
        List<String> seen = new ArrayList<>();
        Use use = url -> {
            List<String> command = new ArrayList<>(List.of(program));
            command.add(url);
            seen.add(Tool.output(command));
        };

        Report recorded = record(use);
        Report replayed = replay(use);

        assertThat(seen.get(0)).contains("json ", "hello", "upload ", "got it", expected);
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
        assertThat(recorded.counts().recorded()).isEqualTo(5);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
        assertThat(replayed.counts().unplayed()).isZero();
        assertThat(edge.calls("api")).isEqualTo(5);
        assertThat(edge.hits("api")).isEqualTo(5);
    }

    private static String script(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ProcessesTest.class.getResource("/clients/" + name))
                        .toURI())
                .toString();
    }

    /** A stream of Converse. */
    private static byte[] converse() {
        ByteBuffer stream = ByteBuffer.allocate(4096);
        stream.put(frame("messageStart", "{\"role\":\"assistant\"}"));
        stream.put(frame("contentBlockDelta", "{\"delta\":{\"text\":\"Hello\"}}"));
        stream.put(frame("messageStop", "{\"stopReason\":\"end_turn\"}"));
        stream.put(frame("metadata", "{\"usage\":{\"totalTokens\":3}}"));
        byte[] bytes = new byte[stream.position()];
        stream.flip().get(bytes);
        return bytes;
    }

    private static byte[] frame(String event, String payload) {
        byte[] headers = ((char) 11 + ":event-type" + (char) 7 + (char) 0 + (char) event.length() + event)
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + payload.length());
        frame.putInt(frame.capacity()).putInt(headers.length);
        frame.putInt(checksum(frame)).put(headers).put(payload.getBytes(StandardCharsets.US_ASCII));
        return frame.putInt(checksum(frame)).array();
    }

    private static int checksum(ByteBuffer frame) {
        CRC32 checksum = new CRC32();
        checksum.update(frame.duplicate().flip());
        return (int) checksum.getValue();
    }

    private static List<byte[]> pieces(byte[] bytes, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += size) {
            pieces.add(java.util.Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)));
        }
        return pieces;
    }
}
