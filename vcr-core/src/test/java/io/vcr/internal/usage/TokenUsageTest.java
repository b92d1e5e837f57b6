package io.vcr.internal.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.codec.CassetteCodec;
import io.vcr.codec.Corpus;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenUsageTest {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String LINES = "application/x-ndjson";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OpenAI chat      | {"model":"m","usage":{"prompt_tokens":96,"completion_tokens":23,"total_tokens":119,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":7}}} | 96 | 64 | 0 | 23
            OpenAI responses | {"model":"m","output":[{"usage":1}],"usage":{"input_tokens":37,"input_tokens_details":{"cached_tokens":30},"output_tokens":11,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":48}} | 37 | 30 | 0 | 11
            OpenAI embedding | {"data":[{"embedding":[0.1,0.2]}],"model":"m","usage":{"prompt_tokens":8,"total_tokens":8}} | 8 | 0 | 0 | 0
            Anthropic        | {"model":"m","usage":{"input_tokens":20,"cache_creation_input_tokens":300,"cache_read_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":300},"output_tokens":5}} | 1320 | 1000 | 300 | 5
            Gemini           | {"modelVersion":"m","usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":10,"thoughtsTokenCount":90,"toolUsePromptTokenCount":5,"totalTokenCount":205,"promptTokensDetails":[{"modality":"TEXT","tokenCount":100}]}} | 105 | 40 | 0 | 100
            Converse         | {"model":"m","usage":{"inputTokens":30,"outputTokens":12,"totalTokens":142,"cacheReadInputTokens":100,"cacheWriteInputTokens":0}} | 130 | 100 | 0 | 12
            Cohere 2         | {"model":"m","usage":{"billed_units":{"input_tokens":5,"output_tokens":418},"tokens":{"input_tokens":71,"output_tokens":418}}} | 5 | 0 | 0 | 418
            Cohere 1         | {"model":"m","meta":{"api_version":{"version":"1"},"billed_units":{"input_tokens":9.0},"tokens":{"input_tokens":70}}} | 9 | 0 | 0 | 0
            Mistral          | {"model":"m","usage":{"prompt_tokens":4,"total_tokens":22,"completion_tokens":18}} | 4 | 0 | 0 | 18
            DeepSeek         | {"model":"m","usage":{"prompt_tokens":16,"completion_tokens":10,"prompt_cache_hit_tokens":12,"prompt_cache_miss_tokens":4}} | 16 | 12 | 0 | 10
            Ollama           | {"model":"m","done":true,"prompt_eval_count":26,"eval_count":298,"eval_duration":5} | 26 | 0 | 0 | 298
            Voyage           | {"model":"m","usage":{"total_tokens":10}} | 10 | 0 | 0 | 0
            """)
    void jsonSaysItsTokens(String api, String body, long input, long cached, long written, long output) {
        assertThat(usage(JSON, body)).contains(new TokenUsage("m", input, cached, written, output));
    }

    @Test
    void lastNumberOfAStreamCounts() {
        assertThat(usage(EVENTS, """
                event: message_start
                data: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":702,"cache_read_input_tokens":10,"output_tokens":1}}}

                event: message_delta
                data: {"type":"message_delta","delta":{},"usage":{"input_tokens":1591,"output_tokens":175}}

                """)).contains(new TokenUsage("m", 1601, 10, 0, 175));
    }

    @Test
    void nullInAChunkTakesNothingBack() {
        assertThat(usage(EVENTS, """
                data: {"model":"m","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5}}

                data: {"model":"m","choices":[],"usage":null}

                data: [DONE]

                """)).contains(new TokenUsage("m", 12, 0, 0, 5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text/event-stream    | data: {"type":"response.completed","response":{"model":"m","usage":{"input_tokens":3,"output_tokens":2}}}
            text/event-stream    | data: {"type":"message-end","delta":{"usage":{"billed_units":{"input_tokens":3,"output_tokens":2}}},"model":"m"}
            application/x-ndjson | {"event_type":"stream-end","response":{"meta":{"billed_units":{"input_tokens":3,"output_tokens":2}},"model":"m"}}
            application/x-ndjson | {"model":"m","done":true,"prompt_eval_count":3,"eval_count":2}
            application/json     | [{"modelVersion":"m","usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}}]
            """)
    void streamsSayTheirTokensAtTheEnd(String type, String end) {
        assertThat(usage(type, end + "\n\n")).contains(new TokenUsage("m", 3, 0, 0, 2));
    }

    @Test
    void eventStreamOfConverseSaysThemInItsMetadata() throws IOException {
        byte[] stream = frame("metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2,\"totalTokens\":5}}");

        assertThat(TokenUsage.of(new Episode(
                        request("POST", "/model/amazon.nova-lite-v1%3A0/converse-stream", ""),
                        new HttpResponse(200, "", Headers.of("Content-Type", FRAMES), Body.of(stream)),
                        null,
                        null,
                        null)))
                .contains(new TokenUsage("amazon.nova-lite-v1:0", 3, 0, 0, 2));
    }

    @Test
    void metricsOfBedrockGoBeforeWhatTheModelSays() throws IOException {
        String chunk = "{\"type\":\"message_stop\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1},"
                + "\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3,\"outputTokenCount\":2,\"invocationLatency\":7}}";
        byte[] stream = frame(
                "chunk",
                "{\"bytes\":\"" + Base64.getEncoder().encodeToString(chunk.getBytes(StandardCharsets.UTF_8)) + "\"}");

        assertThat(TokenUsage.of(new Episode(
                        request("POST", "/model/m/invoke-with-response-stream", ""),
                        new HttpResponse(200, "", Headers.of("Content-Type", FRAMES), Body.of(stream)),
                        null,
                        null,
                        null)))
                .contains(new TokenUsage("m", 3, 0, 0, 2));
    }

    @Test
    void headersOfInvokeModelSayThem() {
        Headers headers = Headers.of("Content-Type", JSON)
                .with("x-amzn-bedrock-input-token-count", "3")
                .with("x-amzn-bedrock-output-token-count", "2");

        assertThat(TokenUsage.of(new Episode(
                        request("POST", "/model/m/invoke", ""),
                        new HttpResponse(200, "", headers, Body.of("{\"results\":[]}")),
                        null,
                        null,
                        null)))
                .contains(new TokenUsage("m", 3, 0, 0, 2));
    }

    @Test
    void modelOfTheRequestStandsInForTheOneOfTheAnswer() {
        assertThat(TokenUsage.of(new Episode(
                                request("POST", "/v2/chat", "{\"stream\":false,\"model\":\"command-r\"}"),
                                new HttpResponse(
                                        200,
                                        "",
                                        Headers.of("Content-Type", JSON),
                                        Body.of("{\"usage\":{\"billed_units\":{\"input_tokens\":3}}}")),
                                null,
                                null,
                                null))
                        .map(TokenUsage::model))
                .contains("command-r");
    }

    @Test
    void readingAnAnswerAgainUsesNothing() {
        assertThat(TokenUsage.of(new Episode(
                        request("GET", "/v1/responses/resp_1", ""),
                        new HttpResponse(
                                200,
                                "",
                                Headers.of("Content-Type", JSON),
                                Body.of("{\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}")),
                        null,
                        null,
                        null)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"usage":"disk"}
            {"usage":{"cpu":12}}
            {"items":[{"usage":{"input_tokens":3}}]}
            {"data":{"usage":{"input_tokens":3}}}
            {"usage":{"input_tokens":99999999999999999999}}
            "usage"
            """)
    void otherAnswersSayNothingOrZero(String body) {
        assertThat(usage(JSON, body).map(TokenUsage::input).orElse(0L)).isZero();
    }

    /** Compared with a search for the last number of each name in the text of the answer. */
    @TestFactory
    Stream<DynamicTest> realAnswersSayWhatTheirProviderHasSaid() throws IOException {
        return Corpus.files().stream()
                .flatMap(TokenUsageTest::episodes)
                .filter(episode -> episode.request().method().equals("POST"))
                .filter(episode -> LAST_INPUT.matcher(text(episode)).find())
                .map(episode -> dynamicTest(episode.request().uri().text(), () -> {
                    String whole = text(episode);
                    int billed = whole.indexOf("\"billed_units\"");
                    String answer = billed < 0 ? whole : whole.substring(billed, whole.indexOf('}', billed));
                    long output = last(LAST_OUTPUT, answer)
                            + last(Pattern.compile("\"thoughtsTokenCount\": ?(\\d+)"), answer);
                    assertThat(TokenUsage.of(episode)).as(whole).get().satisfies(used -> {
                        assertThat(used.input()).isEqualTo(last(LAST_INPUT, answer));
                        assertThat(used.output()).isEqualTo(output);
                        assertThat(used.model()).isNotEqualTo("unknown model");
                    });
                }));
    }

    private static final Pattern LAST_INPUT = Pattern.compile(
            "\"(?:prompt_tokens|input_tokens|promptTokenCount|prompt_eval_count|inputTokens)\": ?(\\d+)");
    private static final Pattern LAST_OUTPUT = Pattern.compile(
            "\"(?:completion_tokens|output_tokens|candidatesTokenCount|eval_count|outputTokens)\": ?(\\d+)");

    private static long last(Pattern number, String text) {
        return number.matcher(text)
                .results()
                .reduce((first, next) -> next)
                .map(found -> Long.parseLong(found.group(1)))
                .orElse(0L);
    }

    private static String text(Episode episode) {
        return StandardCharsets.ISO_8859_1
                .decode(episode.response().body().buffer())
                .toString();
    }

    private static Stream<Episode> episodes(Path file) {
        try {
            return CassetteCodec.decode(CassetteId.of("corpus"), Files.readAllBytes(file), "corpus")
                    .episodes()
                    .stream();
        } catch (CassetteFormatException e) {
            return Stream.empty(); // not a cassette, which tests of the codec look at
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String FRAMES = "application/vnd.amazon.eventstream";

    private static Optional<TokenUsage> usage(String type, String body) {
        return TokenUsage.of(new Episode(
                request("POST", "/v1/chat", "{}"),
                new HttpResponse(200, "", Headers.of("Content-Type", type), Body.of(body)),
                null,
                null,
                null));
    }

    private static HttpRequest request(String method, String path, String body) {
        return new HttpRequest(method, Uri.of("https://api.example.com" + path), Headers.EMPTY, Body.of(body));
    }

    private static byte[] frame(String kind, String payload) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(headers);
        header.writeByte(11);
        header.writeBytes(":event-type");
        header.writeByte(7);
        header.writeUTF(kind);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        byte[] data = payload.getBytes(StandardCharsets.UTF_8);
        out.writeInt(16 + headers.size() + data.length);
        out.writeInt(headers.size());
        out.writeInt(checksum(frame));
        out.write(headers.toByteArray());
        out.write(data);
        out.writeInt(checksum(frame));
        return frame.toByteArray();
    }

    private static int checksum(ByteArrayOutputStream bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes.toByteArray());
        return (int) checksum.getValue();
    }
}
