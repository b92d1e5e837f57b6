package io.vcr.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackSocket.Kind;
import io.vcr.testkit.server.LoopbackSocket.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire of a WebSocket. */
class LoopbackSocketTest {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final LoopbackServer server = LoopbackServer.start();
    private final CompletableFuture<LoopbackSocket> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Socket client;
    private DataInputStream in;

    /** The handshake of RFC 6455, section 1.3. */
    @BeforeEach
    void open() throws IOException {
        server.on("/chat", (request, wire) -> {
            opened.complete(wire.upgrade(request, "X-A: 1"));
            done.join();
        });
        URI uri = URI.create(server.url("/chat"));
        client = new Socket(uri.getHost(), uri.getPort());
        in = new DataInputStream(client.getInputStream());
        write("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(read(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-A: 1\r\n\r\n")
                        .length()))
                .startsWith("HTTP/1.1 101 ")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .endsWith("X-A: 1\r\n\r\n");
    }

    @AfterEach
    void close() throws IOException {
        done.complete(null);
        client.close();
        server.close();
    }

    @Test
    void fragmentsAreFramesOfOneMessage() throws Exception {
        socket().fragments("ab".getBytes(StandardCharsets.UTF_8), new byte[0], "c".getBytes(StandardCharsets.UTF_8));

        assertThat(in.readNBytes(9)).containsExactly(0x01, 2, 'a', 'b', 0x00, 0, 0x80, 1, 'c');
    }

    @Test
    void theLengthOfAFrameTakesAsFewBytesAsCan() throws Exception {
        socket().binary(new byte[125]);
        socket().binary(new byte[126]);
        socket().binary(new byte[0x10000]);

        assertThat(in.readNBytes(2)).containsExactly(0x82, 125);
        in.readNBytes(125);
        assertThat(in.readNBytes(4)).containsExactly(0x82, 126, 0, 126);
        in.readNBytes(126);
        assertThat(in.readNBytes(10)).containsExactly(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0);
    }

    @Test
    void aCloseHasItsCodeAndReasonOrNeither() throws Exception {
        socket().close(4001, "no");
        socket().close(LoopbackSocket.NO_CODE, "");

        assertThat(in.readNBytes(8)).containsExactly(0x88, 4, 4001 >> 8, 4001 & 0xff, 'n', 'o', 0x88, 0);
    }

    @Test
    void aPingBetweenFragmentsIsAnswered() throws Exception {
        frame(0x01, "on");
        frame(0x89, "there?");
        frame(0x80, "e");

        Message ping = socket().receive();
        Message text = socket().receive();

        assertThat(ping.kind()).isEqualTo(Kind.PING);
        assertThat(text.kind()).isEqualTo(Kind.TEXT);
        assertThat(text.text()).isEqualTo("one");
        assertThat(in.readNBytes(8)).containsExactly(0x8a, 6, 't', 'h', 'e', 'r', 'e', '?');
    }

    @Test
    void theConnectionIsCutWhenTheScriptEnds() throws Exception {
        socket();

        done.complete(null);

        assertThat(in.read()).isEqualTo(-1);
    }

    private LoopbackSocket socket() throws Exception {
        return opened.get(30, TimeUnit.SECONDS);
    }

    private void frame(int head, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + bytes.length];
        frame[0] = (byte) head;
        frame[1] = (byte) (0x80 | bytes.length);
        System.arraycopy(MASK, 0, frame, 2, 4);
        for (int i = 0; i < bytes.length; i++) {
            frame[6 + i] = (byte) (bytes[i] ^ MASK[i % 4]);
        }
        client.getOutputStream().write(frame);
    }

    private void write(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }
}
