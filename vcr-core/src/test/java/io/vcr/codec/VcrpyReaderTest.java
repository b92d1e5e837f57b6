package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VcrpyReaderTest {

    private static final List<Episode> VCRPY = vcrpy();

    private static List<Episode> vcrpy() {
        try {
            return Samples.read(Samples.resource("vcrpy.yaml"));
        } catch (CassetteFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFoldedQuotedBodyIsUnfolded() {
        assertThat(VCRPY.get(0).request().body().text())
                .contains("{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"It's"
                        + " a long line that PyYAML folds at eighty columns, doesn't it?\\n\\nyes\"}]}");
    }

    @Test
    void escapesOfADoubleQuotedBodyAreRead() {
        assertThat(VCRPY.get(0).response().body())
                .isEqualTo(Body.of("data: {\"x\": 1}\n\ndata: \"caf\u00e9 \ud83d\ude00\"\n\ndata: [DONE]\n\n"));
    }

    @Test
    void severalValuesOfAHeaderKeepTheirOrder() {
        assertThat(VCRPY.get(0).response().headers().all("set-cookie")).containsExactly("a=1; Path=/", "b=2");
    }

    @Test
    void theUriIsKeptAsItWasWritten() {
        assertThat(VCRPY.get(0).request().uri().text()).isEqualTo("https://api.example.com/v1/chat/completions?a=1&b=");
    }

    @Test
    void aBinaryBodyIsDecoded() {
        assertThat(VCRPY.get(1).response().body()).isEqualTo(Samples.PNG);
    }

    @Test
    void aBinaryHeaderValueIsDecoded() {
        assertThat(VCRPY.get(1).request().headers().first("x-amz-target")).contains("application/json");
    }

    @Test
    void aNullBodyIsEmpty() {
        assertThat(VCRPY.get(1).request().body()).isEqualTo(Body.EMPTY);
    }

    @Test
    void aMethodInLowerCaseIsRaised() {
        assertThat(VCRPY.get(1).request().method()).isEqualTo("GET");
    }

    @Test
    void whatVcrpyDoesNotWriteIsUnknown() {
        assertThat(VCRPY.get(0).recordedAt()).isNull();
        assertThat(VCRPY.get(0).expiresAt()).isNull();
        assertThat(VCRPY.get(0).timing()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null | ''
                    ~ | ''
                    '' | ''
                    {string: ''} | ''
                    '''''' | ''
                    {string: null} | ''
                    {string: text} | text
                    text | text
                    '"a\\nb"' | 'a
                    b'
                    !!python/unicode text | text
                    !!python/str text | text
                    !!python/bytes aGVsbG8= | hello
                    !!python/long 5 | 5
                    !!python/none | ''
                    !!python/none null | ''
                    !!binary aGVsbG8= | hello
                    {string: !!binary aGVsbG8=} | hello
                    {base64_string: aGVsbG8=} | hello
                    {encoding: utf8, string: text} | text
                    1e5 | 1e5
                    8e99 | 8e99
                    0o17 | 0o17
                    yes | yes
                    12:30 | 12:30
                    = | =
                    '''~''' | ~
                    '''null''' | null
                    0.10 | 0.10
                    2026-01-01 | 2026-01-01
                    """)
    void bodiesComeInManyShapes(String yaml, String text) throws CassetteFormatException {
        assertThat(Samples.responseBody(yaml)).isEqualTo(Body.of(text));
        assertThat(Samples.requestBody(yaml)).isEqualTo(Body.of(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a | a
                    [a] | a
                    !!python/tuple [a] | a
                    !!python/tuple [!!python/unicode a] | a
                    !!python/unicode a | a
                    !!python/str a | a
                    !!python/bytes YQ== | a
                    !!python/int 5 | 5
                    !!python/long 5 | 5
                    !!python/float 1.5 | 1.5
                    !!python/bool true | true
                    !!python/none null | ''
                    1e5 | 1e5
                    8e99 | 8e99
                    yes | yes
                    12:30 | 12:30
                    = | =
                    '''~''' | ~
                    '''''' | ''
                    1 | 1
                    """)
    void headerValuesComeInManyShapes(String yaml, String value) throws CassetteFormatException {
        assertThat(headers("{X-A: " + yaml + "}").all("x-a")).containsExactly(value);
    }

    @Test
    void aListOfHeaderValuesKeepsThemAll() throws CassetteFormatException {
        assertThat(headers("{X-A: [a, '', b], x-a: c}").all("X-A")).containsExactly("a", "", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "~"})
    void noHeadersAreEmpty(String yaml) throws CassetteFormatException {
        assertThat(headers(yaml)).isEqualTo(Headers.EMPTY);
    }

    @Test
    void unknownKeysAreSkipped() throws CassetteFormatException {
        String yaml = """
                recorded_with: someone
                interactions:
                - extra: [1, {a: b}]
                  request: {method: GET, uri: 'https://h/', cookies: {}}
                  response: {status: {code: 200, message: OK, x: 1}, url: 'https://h/', body: {string: a, y: 2}}
                version: 1
                """;

        assertThat(Samples.read(yaml)).hasSize(1);
    }

    @Test
    void aMissingVersionIsVersionOne() throws CassetteFormatException {
        assertThat(Samples.read("interactions: []\n")).isEmpty();
    }

    @Test
    void aMissingStatusMessageIsEmpty() throws CassetteFormatException {
        String yaml = Samples.yaml("{method: GET, uri: 'https://h/'}", "{status: {code: '201'}}");

        assertThat(Samples.read(yaml).get(0).response().reason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T12:00:00Z, 2026-01-01T12:00:00Z",
        "2028-02-29T23:59:59.007Z, 2028-02-29T23:59:59.007Z",
        "0001-01-01T00:00:00.000Z, 0001-01-01T00:00:00Z",
        "2026-01-01T12:00:00.123456Z, 2026-01-01T12:00:00.123456Z",
        "2026-01-01T12:00:00.25+02:00, 2026-01-01T10:00:00.250Z",
        // praw and betamax write no offset and mean UTC
        "2026-01-01T12:00:00, 2026-01-01T12:00:00Z"
    })
    void recordedAtIsATime(String text, Instant expected) throws CassetteFormatException {
        String yaml = Samples.yaml("{method: GET, uri: 'https://h/'}", "{status: {code: 200}}")
                .replace("version", "  recorded_at: '" + text + "'\nversion");

        assertThat(Samples.read(yaml).get(0).recordedAt()).isEqualTo(expected);
    }

    @Test
    void ofARepeatedKeyTheLastCounts() throws CassetteFormatException {
        assertThat(Samples.responseBody("{string: a, string: b}")).isEqualTo(Body.of("b"));
    }

    @Test
    void jsonIsToldByItself() throws CassetteFormatException {
        String json = """
                {"version": 1, "interactions": [{
                  "request": {"method": "get", "uri": "https://h/", "headers": {"A": "1", "B": ["2", "3"]}, "body": null},
                  "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "yes"}}}]}
                """;

        assertThat(Samples.read(json).get(0).request().headers()).isEqualTo(Headers.of("A", "1", "B", "2", "B", "3"));
    }

    @Test
    void aByteOrderMarkIsSkipped() throws CassetteFormatException {
        assertThat(Samples.read("\ufeffinteractions: []\nversion: 1\n")).isEmpty();
    }

    @Test
    void lineEndsOfWindowsAreLineEnds() throws CassetteFormatException {
        String yaml = new String(Samples.resource("golden.yaml"), StandardCharsets.UTF_8).replace("\n", "\r\n");

        assertThat(Samples.read(yaml)).isEqualTo(Samples.golden().episodes());
    }

    @Test
    void aMissingFinalLineEndDoesNoHarm() throws CassetteFormatException {
        assertThat(Samples.read(Samples.yaml("{method: GET, uri: 'https://h/'}", "{status: {code: 200}}")
                        .strip()))
                .hasSize(1);
    }

    @Test
    void aHeaderNameMayBeBase64() throws CassetteFormatException {
        assertThat(headers("{!!binary VXNlci1BZ2VudA==: [!!binary cHl0aG9u]}"))
                .isEqualTo(Headers.of("User-Agent", "python"));
    }

    @Test
    void mergeKeysAreReplacedByWhatTheyStandFor() throws CassetteFormatException {
        List<Episode> episodes = Samples.read("""
                interactions:
                - request: &request {method: GET, uri: 'https://h/1', headers: &headers {A: [a], B: [b]}}
                  response: &response {status: {code: 201}, body: {string: one}}
                - request: {<<: *request, uri: 'https://h/2', headers: {<<: *headers, B: [c]}}
                  response:
                    <<: *response
                    body: {string: two}
                version: 1
                """);

        assertThat(episodes.get(1).request().uri().path()).isEqualTo("/2");
        assertThat(episodes.get(1).request().headers()).isEqualTo(Headers.of("A", "a", "B", "c"));
        assertThat(episodes.get(1).response().status()).isEqualTo(201);
        assertThat(episodes.get(1).response().body()).isEqualTo(Body.of("two"));
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderNamedLikeAMergeKeyIsKept(CassetteCodec format) throws CassetteFormatException {
        Episode odd = VCRPY.get(0);
        odd = new Episode(odd.request().withHeaders(Headers.of("<<", "a")), odd.response(), null, null, null);

        assertThat(Samples.read(format.encode(Cassette.of(Samples.ID, List.of(odd)))))
                .containsExactly(odd);
    }

    @Test
    void anAliasIsWhatItStandsFor() throws CassetteFormatException {
        String yaml = """
                interactions:
                - &one
                  request: {method: GET, uri: 'https://h/'}
                  response: {status: {code: 200}}
                - *one
                version: 1
                """;

        assertThat(Samples.read(yaml)).hasSize(2);
    }

    @Test
    void filesOverThreeMebibytesAreRead() throws CassetteFormatException {
        String comment = ("#" + "x".repeat(99) + "\n").repeat(33_000);

        assertThat(Samples.read(comment + "interactions: []\nversion: 1\n")).isEmpty();
    }

    private static Headers headers(String yaml) throws CassetteFormatException {
        return Samples.read(Samples.yaml(
                        "{method: GET, uri: 'https://h/', headers: " + yaml + "}", "{status: {code: 200}}"))
                .get(0)
                .request()
                .headers();
    }
}
