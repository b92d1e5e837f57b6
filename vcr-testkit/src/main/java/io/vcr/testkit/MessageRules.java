package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for messages: T1 to T8. */
abstract class MessageRules extends TransportSubject {

    /** {@code hello, hello, hello} as Brotli, which the JDK cannot encode. */
    private static final byte[] BROTLI = Base64.getDecoder().decode("CwmAaGVsbG8sIGhlbGxvLCBoZWxsbwM=");

    @Test
    @DisplayName("T1 A response is the same without the recorder, with it and in replay")
    void t1AnAnswerIsTheSameLiveAndInReplay() throws Exception {
        server.on("/one", (request, wire) -> wire.respond("201 Made", "Content-Type: application/json\nX-A: a", "{}"));

        AllWays seen = allWays(get("/one"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T1 The response to a POST is the same without the recorder, with it and in replay")
    void t1TheAnswerToAPostIsTheSame() throws Exception {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", request.text()));

        AllWays seen = allWays(ClientRequest.post(server.url("/echo"), "{\"say\":\"h\u00e9\"}"));

        assertThat(seen.bare().text()).isEqualTo("{\"say\":\"h\u00e9\"}");
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T1 An interim response is not taken for the final response")
    void t1AnInterimAnswerIsNotTakenForTheAnswer() throws Exception {
        server.on("/hints", (request, wire) -> {
            wire.head("103 Early Hints", "Link: </style.css>");
            wire.respond("200 OK", "X-A: a", "hello");
        });
        assumeReads(get("/hints"));

        AllWays seen = allWays(get("/hints"));
        if (seen.bare().status() == 103) {
            throw notApplicable("the client itself takes the interim response for the final one");
        }

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T1 The server sees the same request with and without the recorder")
    void t1TheServerSeesTheSameRequest() throws Exception {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "", "ok"));
        ClientRequest request = ClientRequest.post(server.url("/echo?a=1&b=%2F&a=2"), "{\"a\":1}")
                .with("Authorization", "Bearer secret", "X-A", "1");

        fetch(bare(), request);
        record(client -> fetch(client, request));

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(0));
    }

    @Test
    @DisplayName("T1 Outside any session a shared client changes nothing")
    void t1OutsideAnySessionASharedClientChangesNothing() throws Exception {
        server.on("/echo", (request, wire) -> wire.respond("200 OK", "X-A: a", request.text()));
        ClientRequest request = ClientRequest.post(server.url("/echo"), "{\"a\":1}");

        Seen bare = fetch(bare(), request);
        Seen shared = fetch(ambient(), request);

        assertThat(shared).isEqualTo(bare);
        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(0));
    }

    @Test
    @DisplayName("T2 Duplicate headers of a response keep their order and number")
    void t2DuplicateHeadersOfAnAnswerKeepOrderAndNumber() throws Exception {
        server.on("/twice", (request, wire) -> wire.respond("200 OK", "X-A: 1\nX-B: 2\nX-A: 3\nX-A: 1", ""));

        AllWays seen = allWays(get("/twice"));

        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.live().all("X-A")).containsExactly("1", "3", "1");
        assertThat(seen.replayed().all("X-A")).containsExactly("1", "3", "1");
        assertThat(seen.episode().response().headers().all("X-A")).containsExactly("1", "3", "1");
    }

    @Test
    @DisplayName("T2 Duplicate headers of a request reach the server and the cassette unchanged")
    void t2DuplicateHeadersOfARequestReachTheServer() throws Exception {
        server.on("/twice", (request, wire) -> wire.respond("200 OK", "", ""));

        AllWays seen = allWays(get("/twice").with("X-A", "1", "X-B", "2", "X-A", "3"));

        assertThat(server.request().headers().all("X-A")).containsExactly("1", "3");
        assertThat(seen.episode().request().headers().all("X-A")).containsExactly("1", "3");
    }

    @Test
    @DisplayName("T3 Commas in headers survive")
    void t3CommasSurvive() throws Exception {
        server.on("/comma", (request, wire) -> wire.respond("200 OK", "X-A: a, b,c\nX-B: \"d,e\"", ""));

        AllWays seen = allWays(get("/comma").with("X-C", "f, g"));

        assertThat(server.request().headers().all("X-C")).containsExactly("f, g");
        assertThat(seen.episode().request().headers().all("X-C")).containsExactly("f, g");
        assertThat(seen.episode().response().headers().all("X-A")).containsExactly("a, b,c");
        assertThat(seen.replayed().all("X-A")).containsExactly("a, b,c");
        assertThat(seen.replayed().all("X-B")).containsExactly("\"d,e\"");
    }

    @Test
    @DisplayName("T4 A binary response is equal byte by byte")
    void t4ABinaryAnswerIsEqualToTheByte() throws Exception {
        Body bytes = random(100_000);
        server.on("/binary", (request, wire) -> wire.respond("200 OK", "Content-Type: image/png", bytes.bytes()));

        AllWays seen = allWays(get("/binary"));

        assertThat(seen.live().body()).isEqualTo(bytes);
        assertThat(seen.episode().response().body()).isEqualTo(bytes);
        assertThat(seen.replayed().body()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("T4 A binary request is equal byte by byte")
    void t4ABinaryRequestIsEqualToTheByte() throws Exception {
        Body bytes = random(100_000);
        server.on("/binary", (request, wire) -> wire.respond("200 OK", "", ""));

        AllWays seen = allWays(post("/binary", Upload.of("image/png", bytes)));

        assertThat(server.request().body()).isEqualTo(bytes);
        assertThat(seen.episode().request().body()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("T5 An empty response stays empty")
    void t5AnEmptyAnswerStaysEmpty() throws Exception {
        server.on("/empty", (request, wire) -> wire.respond("200 OK", "X-A: a", ""));

        AllWays seen = allWays(get("/empty"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T5 An empty response without a length stays empty")
    void t5AnEmptyAnswerWithoutALengthStaysEmpty() throws Exception {
        server.on("/empty", (request, wire) -> {
            wire.chunked("");
            wire.lastChunk();
        });

        AllWays seen = allWays(get("/empty"));

        assertThat(seen.replayed().body()).isEqualTo(Body.EMPTY);
    }

    @Test
    @DisplayName("T5 An empty request body matches an absent one")
    void t5AnEmptyRequestBodyMatchesAnAbsentOne() throws Exception {
        server.on("/empty", (request, wire) -> wire.respond("200 OK", "", "done"));
        record(client -> fetch(client, get("/empty").withMethod("DELETE")));

        Report report = replay(client -> fetch(
                client,
                post("/empty", Upload.oneShot("text/plain", Body.EMPTY, false)).withMethod("DELETE")));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("T6 Gzip reaches the application as without the recorder")
    void t6GzipReachesTheApplicationAsWithoutTheRecorder() throws Exception {
        answerWithGzip();

        AllWays seen = allWays(get("/gzip"));

        assertThat(seen.live()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T6 Gzip is stored and replayed decoded, with headers that fit")
    void t6GzipIsStoredDecoded() throws Exception {
        answerWithGzip();

        AllWays seen = allWays(get("/gzip"));

        assertDecoded(seen);
    }

    @Test
    @DisplayName("T6 Gzip that the application has requested reaches it as without the recorder")
    void t6GzipThatTheApplicationHasAskedFor() throws Exception {
        answerWithGzip();

        AllWays seen = allWays(get("/gzip").with("Accept-Encoding", "gzip"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertDecoded(seen);
    }

    @Test
    @DisplayName("T6 Gzip without a length is stored and replayed decoded")
    void t6GzipWithoutALengthIsStoredDecoded() throws Exception {
        server.on("/gzip", (request, wire) -> {
            wire.chunked("Content-Encoding: gzip");
            wire.drip(gzip());
            wire.lastChunk();
        });

        AllWays seen = allWays(get("/gzip"));

        assertThat(seen.live().body()).isEqualTo(seen.bare().body());
        assertDecoded(seen);
    }

    @Test
    @DisplayName("T6 An unknown encoding is kept with its header")
    void t6AnEncodingThatNobodyKnowsIsKept() throws Exception {
        server.on("/odd", (request, wire) -> wire.respond("200 OK", "Content-Encoding: odd", "hello"));

        assumeReads(get("/odd"));
        AllWays seen = allWays(get("/odd"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T6 Brotli is decoded or not, and its headers fit")
    void t6BrotliIsConsistent() throws Exception {
        server.on("/br", (request, wire) -> wire.respond("200 OK", "Content-Encoding: br", BROTLI));

        assumeReads(get("/br").with("Accept-Encoding", "br"));
        AllWays seen = allWays(get("/br").with("Accept-Encoding", "br"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed().body()).isEqualTo(seen.bare().body());
        Headers stored = seen.episode().response().headers();
        boolean decoded = seen.episode().response().body().equals(Body.of("hello, hello, hello"));
        assertThat(stored.all("Content-Encoding")).isEqualTo(decoded ? List.of() : List.of("br"));
    }

    @Test
    @DisplayName("T7 The response to HEAD is the same live and in replay")
    void t7TheAnswerToHeadIsTheSame() throws Exception {
        server.on("/head", (request, wire) -> wire.head("200 OK", "Content-Length: 1234\nX-A: 1"));

        AllWays seen = allWays(get("/head").withMethod("HEAD"));

        assertThat(seen.live().all("Content-Length")).isEqualTo(seen.bare().all("Content-Length"));
        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T7 No content is recorded and replayed")
    void t7NoContentIsRecordedAndReplayed() throws Exception {
        server.on("/none", (request, wire) -> wire.head("204 No Content", "X-A: 1"));

        AllWays seen = allWays(get("/none"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T7 Not modified is replayed if all statuses are recorded")
    void t7NotModifiedIsReplayed() throws Exception {
        server.on("/same", (request, wire) -> wire.head("304 Not Modified", "ETag: \"a\""));
        vcr = vcr.toBuilder().filters(List.of()).build();

        AllWays seen = allWays(get("/same").with("If-None-Match", "\"a\""));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
    }

    @Test
    @DisplayName("T7 Not modified reaches the caller and is dropped by default")
    void t7NotModifiedIsDroppedByDefault() throws Exception {
        server.on("/same", (request, wire) -> wire.head("304 Not Modified", "ETag: \"a\""));

        Report report = record(
                client -> assertThat(fetch(client, get("/same")).status()).isEqualTo(304));

        assertThat(report.counts().dropped()).isEqualTo(Map.of("status 304", 1));
    }

    @Test
    @DisplayName("T8 A chain of redirects ends the same live and in replay")
    void t8AChainOfRedirectsEndsTheSame() throws Exception {
        server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /via", ""))
                .on("/via", (request, wire) -> wire.respond("307 Temporary Redirect", "Location: /to?a=1", "moved"))
                .on("/to", (request, wire) -> wire.respond("200 OK", "X-A: a", "there"));
        // Without filters, because some clients show the adapter each redirect, whose status is not 2xx.
        vcr = vcr.toBuilder().filters(List.of()).build();

        AllWays seen = allWays(get("/from"));

        assertThat(seen.live()).isEqualTo(seen.bare());
        assertThat(seen.replayed()).isEqualTo(seen.bare());
        assertThat(seen.stored().get(0).request().uri().path()).isEqualTo("/from");
    }

    /**
     * HttpClient 5.6 fails if it cannot decode a body, and the JDK's client of Java 17 fails for an interim response.
     */
    private void assumeReads(ClientRequest request) throws Exception {
        if (catchThrowable(() -> fetch(bare(), request)) instanceof IOException e) {
            throw notApplicable("the client itself fails: " + e.getMessage());
        }
    }

    private void answerWithGzip() {
        server.on(
                "/gzip",
                (request, wire) -> wire.respond("200 OK", "Content-Encoding: gzip\nContent-Type: text/plain", gzip()));
    }

    private static void assertDecoded(AllWays seen) {
        Episode episode = seen.episode();
        assertThat(episode.response().body().text()).contains("hello, hello, hello");
        assertThat(episode.response().headers().contains("Content-Encoding")).isFalse();
        assertThat(seen.replayed().text()).isEqualTo("hello, hello, hello");
        assertThat(seen.replayed().all("Content-Encoding")).isEmpty();
        assertThat(seen.replayed().all("Content-Length")).isSubsetOf("19");
    }

    private static byte[] gzip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("hello, hello, hello".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Body random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Body.of(bytes);
    }
}
