package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for what a request says: how its body is encoded and written (T15), and what the response repeats (T17). */
abstract class RequestRules extends RouteRules {

    private static final int LIMIT = 50_000;
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"id\":1}}";

    @Test
    @DisplayName("T15 A body is matched decoded, and stored decoded")
    void t15ABodyIsMatchedDecoded() throws Exception {
        server.on("/upload", (request, wire) -> wire.respond("200 OK", "", "ok"));

        record(client -> fetch(client, encoded("gzip", gzip("{\"a\":1,\"b\":2}"))));
        replay(client -> {
            assertThat(fetch(client, encoded("deflate", deflate("{\"b\":2.0, \"a\":1}")))
                            .text())
                    .isEqualTo("ok");
        });

        assertThat(stored().get(0).request().body()).isEqualTo(Body.of("{\"a\":1,\"b\":2}"));
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).headers().all("Content-Encoding")).containsExactly("gzip");
    }

    @Test
    @DisplayName("T15 XML is matched by its content")
    void t15XmlIsMatchedByItsContent() throws Exception {
        server.on("/soap", (request, wire) -> wire.respond("200 OK", "Content-Type: text/xml", "<ok/>"));
        String one = "<e:Envelope xmlns:e=\"urn:e\"><e:Body a=\"1\" b=\"2\">&lt;\u00e9</e:Body></e:Envelope>";
        String other =
                "<?xml version='1.0'?>\n<Envelope xmlns='urn:e'>\n <Body b='2' a='1'><![CDATA[<\u00e9]]></Body>\n</Envelope>";

        record(client -> fetch(client, post("/soap", Upload.of("text/xml; charset=utf-8", Body.of(one)))));
        replay(client -> assertThat(fetch(client, post("/soap", Upload.of("text/xml; charset=utf-8", Body.of(other))))
                        .text())
                .isEqualTo("<ok/>"));
    }

    @Test
    @DisplayName("T15 A body over the limit is sent whole, stored as its digest, and matched by it")
    void t15ABodyOverTheLimitIsMatchedByItsDigest() throws Exception {
        server.on(
                "/upload",
                (request, wire) ->
                        wire.respond("200 OK", "", "" + request.body().hashCode()));
        vcr = vcr.toBuilder().maxRequestBodyBytes(LIMIT).build();
        byte[] file = new byte[3 * LIMIT];
        new Random(file.length).nextBytes(file);
        Body one = Body.of(file);
        file[file.length / 2]++;
        Body other = Body.of(file);
        List<String> seen = new ArrayList<>();

        record(client -> {
            seen.add(fetch(client, post("/upload", Upload.of("application/zip", one)))
                    .text());
            seen.add(fetch(client, post("/upload", Upload.of("application/zip", other)))
                    .text());
        });
        replay(client -> {
            seen.add(fetch(client, post("/upload", Upload.of("application/zip", other)))
                    .text());
            seen.add(fetch(client, post("/upload", Upload.of("application/zip", one)))
                    .text());
        });

        String answer = "" + one.hashCode();
        String otherAnswer = "" + other.hashCode();
        assertThat(seen).containsExactly(answer, otherAnswer, otherAnswer, answer);
        assertThat(stored())
                .allSatisfy(
                        episode -> assertThat(episode.request().body().length()).isLessThan(LIMIT));
    }

    private ClientRequest encoded(String encoding, byte[] body) {
        return post("/upload", Upload.of("application/json", Body.of(body))).with("Content-Encoding", encoding);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(bytes)) {
            deflate.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    @DisplayName("T17 A replay has the JSON-RPC id that was sent, and a length that fits")
    void t17AReplayHasTheIdThatWasSent() throws Exception {
        server.on(
                "/rpc",
                (request, wire) ->
                        wire.respond("200 OK", "Content-Type: application/json", RESULT.formatted(id(request.text()))));
        List<Seen> replayed = new ArrayList<>();

        record(client -> {
            for (int id = 1; id <= 3; id++) {
                assertThat(fetch(client, call("/rpc", "" + id)).text()).isEqualTo(RESULT.formatted(id));
            }
        });
        replay(client -> {
            for (String id : List.of("7", "\"a-longer-id\"", "\"\u00e9\"")) {
                replayed.add(fetch(client, call("/rpc", id)));
            }
        });

        assertThat(replayed)
                .extracting(Seen::text)
                .containsExactly(
                        RESULT.formatted(7), RESULT.formatted("\"a-longer-id\""), RESULT.formatted("\"\u00e9\""));
        assertThat(replayed)
                .allSatisfy(seen -> assertThat(seen.all("Content-Length"))
                        .isSubsetOf("" + seen.body().length()));
    }

    @Test
    @DisplayName("T17 Each event of a replay has the JSON-RPC id that was sent")
    void t17EachEventOfAReplayHasTheIdThatWasSent() throws Exception {
        server.on("/events", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            for (String event : events(id(request.text()))) {
                wire.chunk(event);
            }
            wire.lastChunk();
        });
        List<String> replayed = new ArrayList<>();

        record(client ->
                assertThat(fetch(client, call("/events", "12345")).text()).isEqualTo(String.join("", events("12345"))));
        replay(client -> replayed.add(fetch(client, call("/events", "\"x\"")).text()));

        assertThat(replayed).containsExactly(String.join("", events("\"x\"")));
    }

    private ClientRequest call(String target, String id) {
        String body = "{\"jsonrpc\":\"2.0\",\"method\":\"tools/list\",\"id\":" + id + "}";
        return post(target, Upload.of("application/json", Body.of(body)));
    }

    private static String id(String call) {
        return call.substring(call.indexOf("\"id\":") + "\"id\":".length(), call.length() - 1);
    }

    private static List<String> events(String id) {
        return List.of(
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"id\":12345}}\n\n",
                "event: message\ndata: " + RESULT.formatted(id) + "\n\n");
    }
}
