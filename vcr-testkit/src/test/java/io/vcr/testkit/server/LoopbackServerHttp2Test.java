package io.vcr.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire in HTTP/2, as frames. */
class LoopbackServerHttp2Test {

    private final LoopbackServer server = LoopbackServer.start();
    private Http2Frames client;

    @BeforeEach
    void connect() throws IOException {
        client = new Http2Frames(server.url("/"));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void headersKeepTheirOrderAndNumber() throws IOException {
        server.on("/a", (request, wire) -> wire.respond("200 OK", "X-A: 1\nX-B: 2\nX-A: 3", "hi"));

        client.get(1, "/a?b=1");

        assertThat(client.answer()).containsExactly("1 :status=200 content-length=2 x-a=1 x-b=2 x-a=3", "1 hi.");
        assertThat(server.request().protocol()).isEqualTo("HTTP/2");
        assertThat(server.request().target()).isEqualTo("/a?b=1");
        assertThat(server.request().headers().all("Host")).containsExactly("h");
    }

    @Test
    void piecesAndTrailersAreSentAsTheyAreWritten() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.chunked("X-A: 1");
            wire.chunk("one");
            wire.drip(new byte[] {'2', '3'});
            wire.lastChunk("X-Sum: 5");
        });

        client.get(1, "/a");

        assertThat(client.answer()).containsExactly("1 :status=200 x-a=1", "1 one", "1 2", "1 3", "1 x-sum=5.");
    }

    @Test
    void theRestIsWhole() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.chunked("");
            wire.rest("a", "b");
        });

        client.get(1, "/a");

        assertThat(String.join("", client.answer()).replace("1 ", "")).isEqualTo(":status=200ab.");
    }

    @Test
    void anInterimAnswerComesFirst() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.head("103 Early Hints", "Link: </a>");
            wire.respond("200 OK", "", "");
        });

        client.get(1, "/a");

        assertThat(client.answer()).containsExactly("1 :status=103 link=</a>", "1 :status=200 content-length=0", "1 .");
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHead() throws IOException {
        server.on("/a", (request, wire) -> wire.head("204 No Content", ""));
        server.on("/b", (request, wire) -> wire.respond("200 OK", "", "hi"));

        client.get(1, "/a");
        assertThat(client.answer()).containsExactly("1 :status=204.");
        client.request(3, Http2Frames.END_STREAM, "HEAD", "/b", "");
        assertThat(client.answer()).containsExactly("3 :status=200 content-length=2.");
    }

    @Test
    void aLengthThatIsNotTrueIsSentAsItIs() throws IOException {
        server.on("/a", (request, wire) -> {
            wire.head("200 OK", "Content-Length: 10");
            wire.send(new byte[] {'a'});
            wire.lastChunk();
        });

        client.get(1, "/a");

        assertThat(client.answer()).containsExactly("1 :status=200 content-length=10", "1 a", "1 .");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aScriptThatFailsResetsTheStream() throws IOException {
        server.on("/a", (request, wire) -> {
            throw new IllegalStateException("a script that fails, on purpose");
        });

        client.get(1, "/a");

        assertThat(client.answer()).containsExactly("1 reset 2");
    }

    @Test
    void aCutResetsTheStream() throws IOException {
        server.on("/a", (request, wire) -> wire.cut());
        server.on("/b", (request, wire) -> {
            wire.chunked("");
            wire.brokenChunk("half");
        });

        client.get(1, "/a");
        assertThat(client.answer()).containsExactly("1 reset 2");
        client.get(3, "/b");
        assertThat(client.answer()).containsExactly("3 :status=200", "3 half", "3 reset 2");
    }

    @Test
    void aStreamThatWaitsHoldsUpNoOther() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        server.on("/slow", (request, wire) -> {
            wire.await(go);
            wire.respond("200 OK", "", "slow");
        });
        server.on("/fast", (request, wire) -> wire.respond("200 OK", "", "fast"));

        client.get(1, "/slow");
        client.get(3, "/fast");

        assertThat(client.answer()).endsWith("3 fast.");
        go.countDown();
        assertThat(client.answer()).endsWith("1 slow.");
    }

    @Test
    void aBodyIsReadBehindOneHundredContinue() throws IOException {
        server.on("/a", (request, wire) -> wire.respond("200 OK", "", request.text()));

        client.request(1, 0, "POST", "/a", "Expect: 100-continue");
        assertThat(client.next()).isEqualTo("1 :status=100");
        client.send(Http2Frames.DATA, Http2Frames.PADDED, 1, new byte[] {2, 'h', 0, 0});
        client.send(Http2Frames.DATA, Http2Frames.END_STREAM, 1, new byte[] {'i'});

        // The padding counts as well: RFC 9113, section 6.9.1.
        assertThat(client.answer())
                .containsExactly(
                        "0 credit 4",
                        "1 credit 4",
                        "0 credit 1",
                        "1 credit 1",
                        "1 :status=200 content-length=2",
                        "1 hi.");
    }

    @Test
    void aHeaderBlockMayBePaddedAndGoOn() throws IOException {
        byte[] block = Http2Frames.block("GET", "/a", "X-A: 1");
        ByteBuffer first = ByteBuffer.allocate(1 + 5 + 10 + 3).put((byte) 3).position(6);
        first.put(block, 0, 10);

        client.send(
                Http2Frames.HEADERS,
                Http2Frames.END_STREAM | Http2Frames.PADDED | Http2Frames.PRIORITY,
                1,
                first.array());
        client.send(Http2Frames.CONTINUATION, 0, 1, Http2Frames.slice(block, 10, 12));
        client.send(Http2Frames.CONTINUATION, Http2Frames.END_HEADERS, 1, Http2Frames.slice(block, 12, block.length));

        assertThat(client.answer()).endsWith("1 no script.");
        assertThat(server.request().headers().all("X-A")).containsExactly("1");
    }

    @Test
    void aFrameMayBeLongerThanAllowed() throws IOException {
        client.request(1, 0, "POST", "/a", "");
        client.send(Http2Frames.DATA, Http2Frames.END_STREAM, 1, new byte[60_000]);

        assertThat(client.answer()).endsWith("1 no script.");
        assertThat(server.request().body().length()).isEqualTo(60_000);
    }

    @Test
    void aPingComesBack() throws IOException {
        client.send(Http2Frames.PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII));

        assertThat(client.next()).isEqualTo("0 ping 12345678");
    }

    @Test
    void aBodyWaitsForTheWindowOfItsStream() throws IOException {
        server.on("/a", (request, wire) -> wire.respond("200 OK", "", "0123456789"));

        client.initialWindow(4);
        client.get(1, "/a");
        assertThat(client.next()).startsWith("1 :status=200");
        assertThat(client.next()).isEqualTo("1 0123");
        client.credit(1, 3);
        assertThat(client.next()).isEqualTo("1 456");
        client.initialWindow(6);
        assertThat(client.next()).isEqualTo("1 78");
        client.initialWindow(4);
        client.credit(1, 2);
        client.credit(1, 1);

        assertThat(client.next()).isEqualTo("1 9.");
    }

    @Test
    void aBodyWaitsForTheWindowOfTheConnection() throws IOException {
        server.on("/a", (request, wire) -> wire.respond("200 OK", "", "x".repeat(70_000)));

        client.initialWindow(100_000);
        client.get(1, "/a");
        client.next();
        int length = 0;
        while (length < 65_535) {
            length += client.next().length() - "1 ".length();
        }
        assertThat(length).isEqualTo(65_535);
        client.credit(0, 10_000);

        assertThat(client.next()).isEqualTo("1 " + "x".repeat(70_000 - 65_535) + ".");
    }

    @Test
    void theScriptLearnsThatTheClientHasHungUp() throws Exception {
        CountDownLatch learned = new CountDownLatch(2);
        server.on("/a", (request, wire) -> {
            wire.chunked("");
            wire.awaitHangUp();
            learned.countDown();
        });
        server.on("/b", (request, wire) -> {
            try {
                wire.respond("200 OK", "", "hi");
            } catch (IOException e) {
                learned.countDown();
                throw e;
            }
        });

        client.initialWindow(0);
        for (String target : List.of("/a", "/b")) {
            int id = target.equals("/a") ? 1 : 3;
            client.get(id, target);
            client.next();
            client.send(Http2Frames.RST_STREAM, 0, id, Http2Frames.integer(8));
        }

        assertThat(learned.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
