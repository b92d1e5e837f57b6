package io.vcr;

import static io.vcr.Exchanges.CLOCK;
import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.NOON;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a response repeats of its request: the ids of JSON-RPC, and what a rule names. */
class EchoTest {

    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"id\":%s,\"params\":{\"id\":\"7\"}}";

    private final StubPersister store = new StubPersister();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 | {"jsonrpc":"2.0","id":1,"result":{}} | 8 | {"jsonrpc":"2.0","id":8,"result":{}}
                    1 | {"id":1,"result":{"id":1},"jsonrpc":"2.0"} | "a-1" | {"id":"a-1","result":{"id":1},"jsonrpc":"2.0"}
                    "a-1" | {"jsonrpc":"2.0","id":"a-1","result":"a-1"} | "b-1" | {"jsonrpc":"2.0","id":"b-1","result":"a-1"}
                    "a-1" | {"jsonrpc": "2.0", "id" : "a-1" ,"error":{"code":-1}} | 3 | {"jsonrpc": "2.0", "id" : 3 ,"error":{"code":-1}}
                    1 | {"jsonrpc":"2.0","id":1.0,"result":1} | 2 | {"jsonrpc":"2.0","id":2,"result":1}
                    1 | {"jsonrpc":"2.0","id":"1","result":1} | 2 | {"jsonrpc":"2.0","id":"1","result":1}
                    1 | {"jsonrpc":"2.0","id":null,"error":{}} | 2 | {"jsonrpc":"2.0","id":null,"error":{}}
                    1 | {"jsonrpc":"2.0","id":5,"result":{}} | 2 | {"jsonrpc":"2.0","id":5,"result":{}}
                    1 | {"jsonrpc":"2.0","id":1,"method":"ping"} | 2 | {"jsonrpc":"2.0","id":1,"method":"ping"}
                    1 | {"id":1,"result":"no version"} | 2 | {"id":2,"result":"no version"}
                    "é€" | {"text":"ü","id":"é€","result":"ö"} | "ß" | {"text":"ü","id":"ß","result":"ö"}
                    "\\u0061" | {"id":"a","result":0} | "x\\"y" | {"id":"x\\"y","result":0}
                    1e2 | {"id":100,"result":0} | 18446744073709551616 | {"id":18446744073709551616,"result":0}
                    """)
    void theResponseOfJsonRpcHasTheIdThatWasSent(String recorded, String response, String sent, String expected)
            throws IOException {
        store(CALL.formatted(recorded), json(response));

        assertThat(text(replay(post(CALL.formatted(sent))))).isEqualTo(expected);
    }

    @Test
    void theStoredEpisodeStaysAsItWasRecorded() throws IOException {
        store(CALL.formatted("1"), json("{\"id\":1,\"result\":{}}"));

        Episode replayed = replay(post(CALL.formatted("2"))).episode();

        assertThat(replayed.request().body()).isEqualTo(Body.of(CALL.formatted("1")));
        assertThat(store.memory
                        .load(ID)
                        .orElseThrow()
                        .episodes()
                        .get(0)
                        .response()
                        .body())
                .isEqualTo(Body.of("{\"id\":1,\"result\":{}}"));
    }

    @Test
    void theLengthIsThatOfTheChangedBody() throws IOException {
        store(CALL.formatted("1"), json("{\"id\":1,\"result\":{}}"));

        HttpResponse response =
                replay(post(CALL.formatted("\"1234-567\""))).episode().response();

        assertThat(response.headers().all("Content-Length")).containsExactly("29");
        assertThat(response.body().length()).isEqualTo(29);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"jsonrpc":"2.0","method":"a","id":1} | {"jsonrpc":"2.0","method":"a"}
                    {"jsonrpc":"2.0","method":"a","id":1} | {"jsonrpc":"2.0","method":"a","id":null}
                    {"jsonrpc":"2.0","method":"a","id":1} | {"jsonrpc":"2.0","method":"b","id":1}
                    {"jsonrpc":"2.0","result":"a","id":1} | {"jsonrpc":"2.0","result":"a","id":2}
                    {"jsonrpc":"1.0","method":"a","id":1} | {"jsonrpc":"1.0","method":"a","id":2}
                    {"jsonrpc":2.0,"method":"a","id":1} | {"jsonrpc":2.0,"method":"a","id":2}
                    {"method":"a","id":1} | {"method":"a","id":2}
                    {"a":{"jsonrpc":"2.0","method":"a","id":1}} | {"a":{"jsonrpc":"2.0","method":"a","id":2}}
                    [[{"jsonrpc":"2.0","method":"a","id":1}]] | [[{"jsonrpc":"2.0","method":"a","id":2}]]
                    [{"jsonrpc":"2.0","method":"a","id":1}] | {"jsonrpc":"2.0","method":"a","id":1}
                    {"jsonrpc":"2.0","method":"a","id":{"a":1}} | {"jsonrpc":"2.0","method":"a","id":{"a":2}}
                    {"jsonrpc":"2.0","method":"a","id":1,"params":{"id":1}} | {"jsonrpc":"2.0","method":"a","id":1,"params":{"id":2}}
                    """)
    void whatIsNotTheIdOfARequestCounts(String one, String other) {
        assertThat(Matchers.body().project(post(one)))
                .isNotEqualTo(Matchers.body().project(post(other)));
    }

    @Test
    void theResponsesToABatchHaveTheIdsOfTheirRequestsInAnyOrder() throws IOException {
        String batch = "[{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":%s},{\"jsonrpc\":\"2.0\",\"method\":\"n\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"b\",\"id\":%s}]";
        store(batch.formatted(1, 2), json("[{\"id\":2,\"result\":\"b\"},{\"id\":1,\"result\":\"a\"}]"));

        assertThat(text(replay(post(batch.formatted(2, "\"x\"")))))
                .isEqualTo("[{\"id\":\"x\",\"result\":\"b\"},{\"id\":2,\"result\":\"a\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eachEventOfAStreamHasTheIdThatWasSent(String end) throws IOException {
        String stream = """
                : a comment with "id":1
                event: message
                data: {"jsonrpc":"2.0","method":"progress","params":{"id":1}}

                data:{"jsonrpc":"2.0","id":1,"method":"ping"}

                id: 1
                data: {"jsonrpc":"2.0",
                data: "id":1,
                data:  "result":{}}

                data: [DONE]

                data
                data: {"id":1,"result":"the last has no blank line"}""".replace("\n", end);
        store(CALL.formatted("1"), events(stream, 7, 50, 90, 120, stream.length()));

        assertThat(text(replay(post(CALL.formatted("\"s-1\"")))))
                .isEqualTo(stream.replace("\"id\":1," + end, "\"id\":\"s-1\"," + end)
                        .replace("\"id\":1,\"result", "\"id\":\"s-1\",\"result"));
    }

    @Test
    void chunksStayWhereTheyWere() throws IOException {
        String one = "data: {\"method\":\"log\"}\n\n";
        String two = "data: {\"id\":12345,\"re";
        String three = "sult\":1}\n\n";
        store(CALL.formatted("12345"), events(one + two + three, one.length(), (one + two).length(), 999));

        assertThat(pieces(replay(post(CALL.formatted("\"x\"")))))
                .containsExactly(one, "data: {\"id\":\"x\",\"re", three);
    }

    @Test
    void aValueInSeveralChunksArrivesWithItsFirstByte() throws IOException {
        String stream = "data: {\"id\":12345,\"result\":1}\n\n";
        store(CALL.formatted("12345"), events(stream, 13, 14, 15, 19, 999));

        assertThat(pieces(replay(post(CALL.formatted("7")))))
                .containsExactly("data: {\"id\":7", ",\"", "result\":1}\n\n");
    }

    @Test
    void aStreamWithAByteOrderMarkIsRead() throws IOException {
        store(CALL.formatted("1"), events("\ufeffdata: {\"id\":1,\"result\":1}\n\n", 999));

        assertThat(text(replay(post(CALL.formatted("2"))))).isEqualTo("\ufeffdata: {\"id\":2,\"result\":1}\n\n");
    }

    @Test
    void jsonLinesAreReadOneByOne() throws IOException {
        String lines =
                "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":%s}\n{\"jsonrpc\":\"2.0\",\"method\":\"b\",\"id\":%s}\n";
        Headers type = Headers.of("Content-Type", "application/x-ndjson");
        store(
                post(lines.formatted(1, 2)).withHeaders(type),
                response(type, "{\"id\":1,\"result\":1}\n{\"id\":2,\"result\":2}\n"));

        assertThat(text(replay(post(lines.formatted(3, 4)).withHeaders(type))))
                .isEqualTo("{\"id\":3,\"result\":1}\n{\"id\":4,\"result\":2}\n");
    }

    @Test
    void aLongDocumentIsReadToItsEnd() throws IOException {
        String text = "ä€".repeat(20_000);
        String response = "\ufeff{\"result\":\"" + text + "\",\"id\":1,\"jsonrpc\":\"2.0\"}";
        store(CALL.formatted("1"), json(response));

        assertThat(text(replay(post(CALL.formatted("22"))))).isEqualTo(response.replace("\"id\":1", "\"id\":22"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON, id 1", "<id>1</id>", "{\"id\":", "[1,{\"id\":2}]", "1", "{\"id\":[1]}"})
    void aResponseThatRepeatsNothingStaysAsItIs(String response) throws IOException {
        store(CALL.formatted("1"), json(response));

        assertThat(text(replay(post(CALL.formatted("2"))))).isEqualTo(response);
    }

    @Test
    void anEncodedRequestIsReadDecoded() throws IOException {
        store(CALL.formatted("1"), json("{\"id\":1,\"result\":1}"));
        HttpRequest sent = post("").withHeaders(
                        Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip"))
                .withBody(gzip(CALL.formatted("2")));

        assertThat(text(replay(sent))).isEqualTo("{\"id\":2,\"result\":1}");
    }

    @Test
    void anIdThatAFilterHasReplacedComesBackAsItWasSent() throws IOException {
        Vcr vcr = vcr().toBuilder().filter(Filters.redactJson("$.id")).build();
        store(CALL.formatted("\"REDACTED\""), json("{\"id\":\"REDACTED\",\"result\":1}"));

        assertThat(text(replay(vcr, post(CALL.formatted("\"mine\""))))).isEqualTo("{\"id\":\"mine\",\"result\":1}");
    }

    @Test
    void theIdComesBackIfNoMatcherComparesBodies() throws IOException {
        Vcr vcr = vcr().toBuilder().matchers(List.of(Matchers.method())).build();
        store(CALL.formatted("1"), json("{\"id\":1,\"result\":1}"));

        assertThat(text(replay(vcr, post(CALL.formatted("2"))))).isEqualTo("{\"id\":2,\"result\":1}");
    }

    @Test
    void aMissSaysNothingOfTheId() throws IOException {
        store(CALL.formatted("1"), json("{}"));

        Decision decision = decide(vcr(), post(CALL.formatted("2").replace("\"7\"", "\"8\"")));

        assertThat(((Decision.Refuse) decision).message())
                .contains("body: $.params.id recorded \"7\", sent \"8\"")
                .contains("or ignore it: Matchers.body().ignoring(\"$.params.id\")");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    $.seq | $.seq | {"seq":1,"a":2} | {"seq":1,"b":1} | {"seq":9,"a":2} | {"seq":9,"b":1}
                    $.seq | $.request_seq | {"seq":1} | {"seq":1,"request_seq":1} | {"seq":9} | {"seq":1,"request_seq":9}
                    $.m.token | $.token | {"m":{"token":"a"}} | {"token":"a"} | {"m":{"token":true}} | {"token":true}
                    $.on | $.on | {"on":true} | {"on":true,"off":true} | {"on":false} | {"on":false,"off":true}
                    $.items[*].id | $.items[*].id | {"items":[{"id":1},{"id":2}]} | {"items":[{"id":2},{"id":1},{"id":3}]} | {"items":[{"id":2},{"id":4}]} | {"items":[{"id":4},{"id":2},{"id":3}]}
                    $..ref | $..ref | {"a":{"ref":"x"},"b":[{"ref":"y"}]} | {"z":[{"ref":"y"}],"ref":"x"} | {"b":[{"ref":"2"}],"a":{"ref":"1"}} | {"z":[{"ref":"2"}],"ref":"1"}
                    $.list[1] | $.second | {"list":[1,2]} | {"second":2,"first":1} | {"list":[1,3]} | {"second":3,"first":1}
                    $.id | $.id | {"id":null} | {"id":null} | {"id":1} | {"id":null}
                    $.id | $.id | {"id":1} | {"id":1} | {"id":null} | {"id":1}
                    $.id | $.id | {"id":{"a":1}} | {"id":1} | {"id":{"a":2}} | {"id":1}
                    """)
    void aValueThatARuleNamesIsRepeated(
            String path, String inResponse, String recorded, String response, String sent, String expected)
            throws IOException {
        Vcr vcr = vcr().toBuilder()
                .match(Matchers.body().echoing(path, inResponse))
                .build();
        store(recorded, json(response));

        assertThat(text(replay(vcr, post(sent)))).isEqualTo(expected);
    }

    @Test
    void aRuleMayNameThePlaceInTheEventsOfJsonRpc() throws IOException {
        Vcr vcr = vcr().toBuilder()
                .match(Matchers.body().echoing("$.params._meta.progressToken", "$.params.progressToken"))
                .build();
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":%1$s,\"method\":\"a\",\"params\":{\"_meta\":{\"progressToken\":%1$s}}}";
        String stream =
                "data: {\"method\":\"p\",\"params\":{\"progressToken\":%1$s}}\n\ndata: {\"id\":%1$s,\"result\":1}\n\n";
        store(call.formatted("1"), events(stream.formatted("1"), 20, 999));

        assertThat(text(replay(vcr, post(call.formatted("\"t\""))))).isEqualTo(stream.formatted("\"t\""));
    }

    @Test
    void aPathThatIsNotValidIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matchers.body().echoing("id"))
                .withMessageStartingWith("Not a JSON path: \"id\"");
    }

    @Test
    void repeatedEpisodesHaveTheIdOfEachRequest() throws IOException {
        Vcr vcr = vcr().toBuilder().repeats(Repeats.LAST).build();
        store(CALL.formatted("1"), json("{\"id\":1,\"result\":1}"));

        try (Session session = vcr.open(ID)) {
            for (int id = 5; id < 8; id++) {
                Decision decision = session.decide(post(CALL.formatted(id)));
                assertThat(text((Decision.Replay) decision)).isEqualTo("{\"id\":" + id + ",\"result\":1}");
            }
        }
    }

    @Test
    void anIdThatIsRecordedElsewhereDoesNotChangeTheOrder() throws IOException {
        Episode first = json("{\"id\":3,\"result\":\"working\"}");
        Episode second = json("{\"id\":5,\"result\":\"done\"}");
        store.memory.save(Cassette.of(
                ID,
                List.of(
                        new Episode(post(CALL.formatted(3)), first.response(), NOON, null, null),
                        new Episode(post(CALL.formatted(5)), second.response(), NOON, null, null))));

        try (Session session = vcr().open(ID)) {
            assertThat(text((Decision.Replay) session.decide(post(CALL.formatted(5)))))
                    .isEqualTo("{\"id\":5,\"result\":\"working\"}");
            assertThat(text((Decision.Replay) session.decide(post(CALL.formatted(3)))))
                    .isEqualTo("{\"id\":3,\"result\":\"done\"}");
        }
    }

    private Vcr vcr() {
        return Vcr.builder(store)
                .mode(RecordMode.NONE)
                .clock(CLOCK)
                .environment(Map.of())
                .build();
    }

    private void store(String request, Episode response) throws IOException {
        store(post(request), response);
    }

    private void store(HttpRequest request, Episode response) throws IOException {
        store.memory.save(
                Cassette.of(ID, List.of(new Episode(request, response.response(), NOON, null, response.timing()))));
    }

    private static Episode json(String body) {
        return response(
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "Content-Length",
                        "" + body.getBytes(StandardCharsets.UTF_8).length),
                body);
    }

    private static Episode response(Headers headers, String body) {
        return new Episode(post(""), new HttpResponse(200, "OK", headers, Body.of(body)), NOON, null, null);
    }

    /** A stream that arrived in chunks with these ends; the last one is that of the body. */
    private static Episode events(String stream, int... ends) {
        Body body = Body.of(stream);
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            int to = Math.min(end, body.length());
            chunks.add(new Chunk(Duration.ofMillis(chunks.size()), to - from));
            from = to;
        }
        Timing timing = new Timing(Duration.ZERO, Duration.ofMillis(9), chunks);
        return new Episode(
                post(""),
                new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), body),
                NOON,
                null,
                timing);
    }

    private Decision.Replay replay(HttpRequest request) {
        return replay(vcr(), request);
    }

    private static Decision.Replay replay(Vcr vcr, HttpRequest request) {
        Decision decision = decide(vcr, request);
        assertThat(decision).isInstanceOf(Decision.Replay.class);
        return (Decision.Replay) decision;
    }

    private static Decision decide(Vcr vcr, HttpRequest request) {
        Session session = vcr.open(ID);
        Decision decision = session.decide(request);
        session.finish(Outcome.PASSED);
        return decision;
    }

    private static String text(Decision.Replay replay) throws IOException {
        String text = new String(replay.open().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(replay.episode().response().body()).isEqualTo(Body.of(text));
        return text;
    }

    private static List<String> pieces(Decision.Replay replay) throws IOException {
        List<String> pieces = new ArrayList<>();
        try (InputStream body = replay.open()) {
            byte[] buffer = new byte[1000];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                pieces.add(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        }
        return pieces;
    }

    private static Body gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Body.of(bytes.toByteArray());
    }
}
