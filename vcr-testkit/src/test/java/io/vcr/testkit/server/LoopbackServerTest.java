package io.vcr.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire. */
class LoopbackServerTest {

    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aPathWithoutAScriptIsNotFound() throws IOException {
        assertThat(get("/nothing?a=1")).startsWith("HTTP/1.1 404 Not Found\r\n");
        assertThat(server.request().target()).isEqualTo("/nothing?a=1");
        assertThat(server.request().protocol()).isEqualTo("HTTP/1.1");
    }

    @Test
    void chunksAndTrailersAreSentAsTheyAreWritten() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.chunked("X-A: 1");
            wire.chunk("one");
            wire.drip(new byte[] {'2', '3'});
            wire.lastChunk("X-Sum: 5");
        });

        assertThat(get("/a")).isEqualTo("""
                HTTP/1.1 200 OK
                Transfer-Encoding: chunked
                X-A: 1

                3
                one
                1
                2
                1
                3
                0
                X-Sum: 5

                """.replace("\n", "\r\n"));
    }

    @Test
    void aBrokenChunkIsHalfOfWhatItAnnounces() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.chunked("");
            wire.brokenChunk("half");
        });

        assertThat(get("/a")).endsWith("\r\n\r\n8\r\nhalf");
    }

    @Test
    void aBodyIsReadBehindOneHundredContinue() throws IOException {
        server.on("/a", (request, wire) -> wire.respond("200 OK", "", request.text()));

        assertThat(exchange("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"))
                .isEqualTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }

    @Test
    void aChunkedRequestIsKeptWhole() throws IOException {
        exchange("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n");

        assertThat(server.request().text()).isEqualTo("hi!");
    }

    @Test
    void connectionsAreCountedEvenIfNobodyHasSentAnythingYet() throws IOException {
        URI url = URI.create(server.url("/"));
        assertThat(server.connections()).isZero();
        try (Socket one = new Socket(url.getHost(), url.getPort());
                Socket two = new Socket(url.getHost(), url.getPort())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whenItIsClosedNobodyListens() throws IOException {
        URI url = URI.create(server.url("/"));
        server.close();

        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(url.getHost(), url.getPort()).close());
    }

    private String get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    /** Sends a request and hangs up the sending half; what the server has sent when it hangs up too. */
    private String exchange(String request) throws IOException {
        URI url = URI.create(server.url("/"));
        try (Socket socket = new Socket(url.getHost(), url.getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
