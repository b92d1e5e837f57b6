package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other tools, with made-up content. What is read is also written and read again. */
class ForeignLayoutsTest {

    private static final String DATADOGS_TEST_AGENT = """
            {"request": {"method": "post", "url": "https://api.example.com/v1/chat?b=1",
              "headers": {"Content-Type": "application/json"}, "body": "{\\"n\\": 1}"},
             "response": {"status": {"code": 200, "message": "OK"},
              "headers": {"content-length": "2"}, "body": "{}"}}
            """;

    private static final String HAR = """
            {"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "pages": [], "entries": [
              {"startedDateTime": "2026-03-01T10:00:00.123Z", "time": 84.7,
               "request": {"method": "POST", "url": "https://api.example.com/v1/items?x=1", "httpVersion": "http/2.0",
                 "cookies": [{"name": "a", "value": "b"}],
                 "headers": [{"name": ":method", "value": "POST"}, {"name": "x-a", "value": "1"}, {"name": "x-a", "value": "2"}],
                 "queryString": [{"name": "x", "value": "1"}], "headersSize": -1, "bodySize": 7,
                 "postData": {"mimeType": "application/json", "text": "{\\"n\\":1}"}},
               "response": {"status": 201, "statusText": "Created", "httpVersion": "http/2.0", "headers": [{"name": "content-encoding", "value": "gzip"}],
                 "content": {"size": 8, "mimeType": "application/json", "text": "{\\"id\\":2}"}}},
              {"startedDateTime": "2026-03-01T10:00:01.000+02:00", "time": -1,
               "request": {"method": "GET", "url": "https://api.example.com/logo.png", "headers": []},
               "response": {"status": 200, "statusText": "", "headers": [],
                 "content": {"size": 4, "mimeType": "image/png", "encoding": "base64", "text": "iVBORw=="}}},
              {"request": {"method": "GET", "url": "https://api.example.com/zipped", "headers": []},
               "response": {"status": 200, "headers": [{"name": "content-encoding", "value": "gzip"}],
                 "content": {"size": 9, "encoding": "base64", "text": "[\\"iVA=\\",\\"Tkc=\\"]"}}},
              {"request": {"method": "GET", "url": "https://api.example.com/zipped/before", "headers": []},
               "response": {"status": 200, "headers": [{"name": "content-encoding", "value": "gzip"}],
                 "content": {"size": 9, "text": "[\\"8950\\",\\"4e47\\"]"}}},
              {"request": {"method": "GET", "url": "https://api.example.com/list", "headers": []},
               "response": {"status": 200, "headers": [], "content": {"size": 6, "text": "[\\"8950\\"]"}}},
              {"request": {"method": "DELETE", "url": "https://api.example.com/v1/items/2", "headers": [], "postData": null},
               "response": {"status": 204, "statusText": "No Content", "headers": [], "content": {"size": 0}}},
              {"request": {"method": "GET", "url": "https://api.example.com/empty", "headers": []},
               "response": {"status": 200, "headers": [], "content": {"size": 0, "text": ""}}}
            ]}}
            """;

    private static final String EASY_VCR_FOR_JAVA = """
            [{"duration": 12, "recordedAt": 1767225600,
              "request": {"body": "{\\"n\\": 1}", "bodyContentType": "JSON", "method": "POST",
                "headers": {"Accept": ["a", "b"]}, "uri": "https://api.example.com/v1/items"},
              "response": {"body": "[]", "httpVersion": "HTTP/1.1", "headers": {"X": ["1"]},
                "status": {"code": 200, "message": "OK"}, "uri": "https://api.example.com/v1/items/"}}]
            """;

    private static final String EASY_VCR_FOR_DOT_NET = """
            [{"Duration": 3, "RecordedAt": "2026-01-01T00:00:00.1234567-02:00",
              "Request": {"Body": "{\\"n\\":1}", "BodyContentType": "Json",
                "ContentHeaders": {"Content-Type": "application/json; charset=utf-8"}, "Method": "POST",
                "RequestHeaders": {"Accept": "application/json,text/plain", "User-Agent": "acme"},
                "Uri": "https://api.example.com/v1/items"},
              "Response": {"Body": "{}", "BodyContentType": "Json",
                "ContentHeaders": {"Content-Type": "application/json", "Content-Length": "2"}, "HttpVersion": "2.0",
                "ResponseHeaders": {"Server": "acme"}, "Status": {"Code": 404, "Message": "Not Found"}}},
             {"Duration": 3, "RecordedAt": "2026-01-01T00:00:01+00:00",
              "Request": {"Body": "", "BodyContentType": "Text", "ContentHeaders": {}, "Method": "GET", "RequestHeaders": {},
                "Uri": "https://api.example.com/v1/items"},
              "Response": {"Body": null, "ContentHeaders": null, "HttpVersion": "1.1", "ResponseHeaders": null,
                "Status": {"Code": 204}}}]
            """;

    private static final String TAPE_OF_OK_REPLAY_OR_BETAMAX = """
            !tape
            name: a_tape
            interactions:
            - recorded: 2026-01-01T00:00:00.000Z
              request:
                method: GET
                uri: http://api.example.com/
                headers:
                  Accept-Language: en-GB,en
              response:
                status: 200
                headers:
                  Content-Type: text/plain
                  Content-Length: 6
                body: O HAI!
            - recorded: 2026-01-01T00:00:01.000Z
              request:
                method: POST
                uri: http://api.example.com/form
                body: q=1
              response:
                status: 302
                headers: {Location: 'http://api.example.com/'}
                body: !!binary iVBORw==
            """;

    private static final String WIRE_MOCK = """
            {"mappings": [
              {"id": "8c5db8b0", "name": "items", "persistent": true,
               "request": {"url": "/v1/items?x=1", "method": "POST",
                 "headers": {"Content-Type": {"equalTo": "application/json"}},
                 "bodyPatterns": [{"equalToJson": "{\\"n\\": 1}", "ignoreArrayOrder": true}]},
               "response": {"status": 200, "body": "ok", "headers": {"X": "1"}},
               "scenarioName": "s", "requiredScenarioState": "Started"},
              {"request": {"urlPath": "/v1/search", "queryParameters": {"q": {"equalTo": "a b"}}, "method": "GET",
                 "scheme": "https", "host": {"equalTo": "api.example.com"}, "port": 8443},
               "response": {"status": 200, "jsonBody": {"found": [1, 2]}, "transformers": []}},
              {"request": {"url": "/logo.png", "method": "GET"},
               "response": {"status": 200, "base64Body": "iVBORw=="}}
            ], "meta": {"total": 3}}
            """;

    private static final String ONE_MAPPING_OF_WIRE_MOCK = """
            {"request": {"url": "/a", "method": "GET"}, "response": {"status": 503, "statusMessage": "Busy", "body": "b"}}
            """;

    private static final String NOCK = """
            [{"scope": "https://api.example.com:443", "method": "POST", "path": "/v1/items?x=1", "body": {"n": 1},
              "status": 201, "response": {"id": 2}, "rawHeaders": ["Content-Type", "application/json", "Vary", "a", "Vary", "b"],
              "reqheaders": {"accept": "*/*"}, "responseIsBinary": false},
             {"scope": "http://127.0.0.1:8080", "method": "GET", "path": "/zip", "body": "",
              "status": 200, "response": ["89504e", "47"], "rawHeaders": {"Content-Encoding": "gzip"}},
             {"scope": "http://api.example.com:80", "method": "GET", "path": "/text", "status": 200, "response": "hello"}]
            """;

    private static final String MOCK_SERVER = """
            [{"id": "a", "priority": 0, "httpRequest": {"method": "POST", "path": "/v1/items", "secure": true,
                "queryStringParameters": {"x": ["1", "2"]}, "headers": {"Host": ["api.example.com"]},
                "body": {"type": "JSON", "json": {"n": 1}}},
              "httpResponse": {"statusCode": 200, "reasonPhrase": "OK", "headers": {"X": ["1"]}, "body": "ok"},
              "times": {"remainingTimes": 1}},
             {"httpRequest": {"method": "GET", "path": "/logo", "headers": [{"name": "Host", "values": ["h:81"]}]},
              "httpResponse": {"body": {"type": "BINARY", "base64Bytes": "iVBORw=="}}},
             {"httpRequest": {"method": "GET", "path": "/any"}, "httpResponse": {"statusCode": 204}}]
            """;

    private static final String HOVERFLY = """
            {"data": {"pairs": [
               {"request": {"path": [{"matcher": "exact", "value": "/v1/items"}], "method": [{"matcher": "exact", "value": "POST"}],
                  "destination": [{"matcher": "exact", "value": "api.example.com"}], "scheme": [{"matcher": "exact", "value": "https"}],
                  "query": {"x": [{"matcher": "exact", "value": "1"}]}, "headers": {"Accept": [{"matcher": "exact", "value": "*/*"}]},
                  "body": [{"matcher": "json", "value": "{\\"n\\":1}"}]},
                "response": {"status": 200, "body": "ok", "encodedBody": false, "headers": {"X": ["1"]}, "templated": false}},
               {"request": {"path": {"exactMatch": "/logo"}, "method": {"exactMatch": "GET"}, "destination": {"exactMatch": "h"},
                  "scheme": {"exactMatch": "http"}, "query": {"exactMatch": "a=b"}, "body": {"exactMatch": ""}},
                "response": {"status": 200, "body": "iVBORw==", "encodedBody": true}},
               {"request": {"requestType": "recording", "path": "/old", "method": "GET", "destination": "h", "scheme": "http",
                  "query": "", "body": "", "headers": null},
                "response": {"status": 404, "body": ""}},
               {"request": {"path": [{"matcher": "glob", "value": "/any"}], "method": [{"matcher": "Exact", "value": "GET"}],
                  "scheme": [{"matcher": "exact", "value": ""}], "requiresState": {"sequence:1": "1"}},
                "response": {"status": 200, "body": "first", "transitionsState": {"sequence:1": "2"}}},
               {"request": {"path": [{"matcher": "exact", "value": "/any"}], "method": [{"matcher": "exact", "value": "GET"}],
                  "requiresState": {"sequence:1": "2"}},
                "response": {"status": 200, "body": "second"}}],
              "globalActions": {"delays": []}}, "meta": {"schemaVersion": "v5"}}
            """;

    private static final String PHP_VCR = """

            -
                request:
                    method: GET
                    url: 'http://api.example.com/'
                    headers:
                        Host: api.example.com
                        Accept: null
                response:
                    status:
                        http_version: '1.1'
                        code: '200'
                        message: OK
                    headers:
                        Content-Type: text/html
                    body: "<p>\\n"
                    curl_info: { url: 'http://api.example.com/', http_code: 200 }
                index: 0
            -
                request:
                    method: POST
                    url: 'http://api.example.com/form'
                    headers: []
                    post_fields: { q: 'a b' }
                response: { status: 302, headers: { Location: / }, body: '' }
            """;

    private static final String PHP_VCR_IN_JSON = """
            [{"request": {"method": "GET", "url": "http://h/", "headers": []},
              "response": {"status": {"code": "200", "message": "OK"}, "headers": {"A": "b"}, "body": "x"}}]
            """;

    private static final String TEST_PROXY_OF_THE_AZURE_SDK = """
            {"Entries": [
              {"RequestUri": "https://account.example.net/t?api-version=1", "RequestMethod": "PUT",
               "RequestHeaders": {"Content-Type": "application/json", "Accept": ["a", "b"]}, "RequestBody": {"n": 1},
               "StatusCode": 201, "ResponseHeaders": {"Content-Type": "application/json; odata=x"}, "ResponseBody": {"ok": true}},
              {"RequestUri": "https://account.example.net/blob", "RequestMethod": "GET", "RequestHeaders": {}, "RequestBody": null,
               "StatusCode": 200, "ResponseHeaders": {"Content-Type": "application/octet-stream"}, "ResponseBody": "iVBORw=="},
              {"RequestUri": "https://account.example.net/xml", "RequestMethod": "GET", "RequestHeaders": {}, "RequestBody": null,
               "StatusCode": 200, "ResponseHeaders": {"Content-Type": "application/xml"}, "ResponseBody": ["<a>\\n", "</a>"]}
            ], "Variables": {}}
            """;

    /** All files of other tools here. */
    static final List<String> ALL = List.of(
            DATADOGS_TEST_AGENT,
            HAR,
            EASY_VCR_FOR_JAVA,
            EASY_VCR_FOR_DOT_NET,
            TAPE_OF_OK_REPLAY_OR_BETAMAX,
            WIRE_MOCK,
            ONE_MAPPING_OF_WIRE_MOCK,
            NOCK,
            MOCK_SERVER,
            HOVERFLY,
            PHP_VCR,
            PHP_VCR_IN_JSON,
            TEST_PROXY_OF_THE_AZURE_SDK);

    @Test
    void datadogsTestAgent() throws CassetteFormatException {
        Episode episode = only(DATADOGS_TEST_AGENT);

        assertExchange(episode, "POST https://api.example.com/v1/chat?b=1", "{\"n\": 1}", 200, "{}");
        assertThat(episode.response().reason()).isEqualTo("OK");
        assertThat(episode.request().headers()).isEqualTo(Headers.of("Content-Type", "application/json"));
    }

    @Test
    void har() throws CassetteFormatException {
        List<Episode> episodes = read(HAR);

        assertThat(episodes).hasSize(7);
        assertExchange(episodes.get(0), "POST https://api.example.com/v1/items?x=1", "{\"n\":1}", 201, "{\"id\":2}");
        assertThat(episodes.get(0).request().headers()).isEqualTo(Headers.of("x-a", "1", "x-a", "2"));
        assertThat(episodes.get(0).recordedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00.123Z"));
        assertThat(episodes.get(0).timing().total()).isEqualTo(Duration.ofMillis(84));
        assertThat(episodes.get(0).route().version()).isEqualTo("HTTP/2");
        assertThat(episodes.get(1).route()).isEqualTo(Episode.Route.DIRECT);
        Body png = Body.of(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        assertThat(episodes.get(1).response().body()).isEqualTo(png);
        assertThat(episodes.get(2).response().body()).as("Polly.js").isEqualTo(png);
        assertThat(episodes.get(3).response().body()).as("Polly.js before 2").isEqualTo(png);
        assertThat(episodes.get(4).response().body()).as("a JSON list").isEqualTo(Body.of("[\"8950\"]"));
        assertThat(episodes.get(5).response().status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"STRING\", \"string\": \"\u00e9\", \"contentType\": \"text/plain; charset=iso-8859-1\"}",
                "{\"type\": \"XML\", \"xml\": \"\u00e9\", \"contentType\": \"text/xml; charset=\\\"ISO-8859-1\\\"\"}",
                "{\"type\": \"STRING\", \"string\": \"?\", \"rawBytes\": \"6Q==\", \"contentType\": \"text/plain\"}"
            })
    void aTextOfMockServerHasTheBytesOfItsCharset(String body) throws CassetteFormatException {
        Episode episode = only("""
                {"httpRequest": {"method": "GET", "path": "/a", "headers": {"Host": ["h"]}},
                 "httpResponse": {"statusCode": 200, "body": %s}}
                """.formatted(body));

        assertThat(episode.response().body()).isEqualTo(Body.of(new byte[] {(byte) 0xe9}));
    }

    @Test
    void aHeaderOfHarWithSeveralLinesIsSeveralFields() throws CassetteFormatException {
        Episode episode = only("""
                {"log": {"entries": [
                  {"request": {"method": "GET", "url": "https://api.example.com/", "headers": []},
                   "response": {"status": 200, "headers": [{"name": "Set-Cookie", "value": "a=b\\nc=d"},
                     {"name": "X", "value": "folded\\n value"}], "content": {"size": 0}}}]}}
                """);

        assertThat(episode.response().headers())
                .isEqualTo(Headers.of("Set-Cookie", "a=b", "Set-Cookie", "c=d", "X", "folded value"));
    }

    @Test
    void aRequestBodyOfHarMayBeBase64() throws CassetteFormatException {
        Episode episode = only("""
                {"log": {"entries": [
                  {"request": {"method": "POST", "url": "https://api.example.com/", "headers": [],
                     "postData": {"mimeType": "application/octet-stream", "text": "/wA=", "encoding": "base64"}},
                   "response": {"status": 200, "headers": [], "content": {"size": 0}}}]}}
                """);

        assertThat(episode.request().body()).isEqualTo(Body.of(new byte[] {(byte) 0xff, 0}));
    }

    @Test
    void easyVcrForJava() throws CassetteFormatException {
        Episode episode = only(EASY_VCR_FOR_JAVA);

        assertExchange(episode, "POST https://api.example.com/v1/items", "{\"n\": 1}", 200, "[]");
        assertThat(episode.request().headers()).isEqualTo(Headers.of("Accept", "a", "Accept", "b"));
        assertThat(episode.recordedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(episode.route().uri().text()).isEqualTo("https://api.example.com/v1/items/");
    }

    @Test
    void easyVcrForDotNet() throws CassetteFormatException {
        List<Episode> episodes = read(EASY_VCR_FOR_DOT_NET);

        Episode first = episodes.get(0);
        assertExchange(first, "POST https://api.example.com/v1/items", "{\"n\":1}", 404, "{}");
        assertThat(first.request().headers())
                .isEqualTo(Headers.of(
                        "Accept",
                        "application/json,text/plain",
                        "User-Agent",
                        "acme",
                        "Content-Type",
                        "application/json; charset=utf-8"));
        assertThat(first.response().reason()).isEqualTo("Not Found");
        assertThat(first.response().headers())
                .isEqualTo(Headers.of("Server", "acme", "Content-Type", "application/json", "Content-Length", "2"));
        assertThat(first.recordedAt()).isEqualTo(Instant.parse("2026-01-01T02:00:00.123456700Z"));
        assertThat(first.route().version()).isEqualTo("HTTP/2");
        assertExchange(episodes.get(1), "GET https://api.example.com/v1/items", "", 204, "");
    }

    @Test
    void tapeOfOkReplayOrBetamax() throws CassetteFormatException {
        List<Episode> episodes = read(TAPE_OF_OK_REPLAY_OR_BETAMAX);

        assertExchange(episodes.get(0), "GET http://api.example.com/", "", 200, "O HAI!");
        assertThat(episodes.get(0).request().headers().all("Accept-Language")).containsExactly("en-GB,en");
        assertThat(episodes.get(1).request().body()).isEqualTo(Body.of("q=1"));
        assertThat(episodes.get(1).response().body().length()).isEqualTo(4);
    }

    @Test
    void wireMock() throws CassetteFormatException {
        List<Episode> episodes = read(WIRE_MOCK);

        assertExchange(episodes.get(0), "POST <WIREMOCK>/v1/items?x=1", "{\"n\": 1}", 200, "ok");
        assertExchange(
                episodes.get(1), "GET https://api.example.com:8443/v1/search?q=a+b", "", 200, "{\"found\": [1, 2]}");
        assertThat(episodes.get(2).response().body().length()).isEqualTo(4);
    }

    @Test
    void oneMappingOfWireMock() throws CassetteFormatException {
        assertExchange(only(ONE_MAPPING_OF_WIRE_MOCK), "GET <WIREMOCK>/a", "", 503, "b");
    }

    @Test
    void nock() throws CassetteFormatException {
        List<Episode> episodes = read(NOCK);

        assertExchange(episodes.get(0), "POST https://api.example.com/v1/items?x=1", "{\"n\": 1}", 201, "{\"id\": 2}");
        assertThat(episodes.get(0).response().headers().all("Vary")).containsExactly("a", "b");
        assertThat(episodes.get(1).request().uri().text()).isEqualTo("http://127.0.0.1:8080/zip");
        assertThat(episodes.get(1).response().body().length()).isEqualTo(4);
        assertExchange(episodes.get(2), "GET http://api.example.com/text", "", 200, "hello");
    }

    @Test
    void mockServer() throws CassetteFormatException {
        List<Episode> episodes = read(MOCK_SERVER);

        assertExchange(episodes.get(0), "POST https://api.example.com/v1/items?x=1&x=2", "{\"n\": 1}", 200, "ok");
        assertThat(episodes.get(1).request().uri().text()).isEqualTo("http://h:81/logo");
        assertExchange(episodes.get(2), "GET <MOCKSERVER>/any", "", 204, "");
        assertThat(episodes.get(1).response().body().length()).isEqualTo(4);
    }

    @Test
    void hoverfly() throws CassetteFormatException {
        List<Episode> episodes = read(HOVERFLY);

        assertExchange(episodes.get(0), "POST https://api.example.com/v1/items?x=1", "{\"n\":1}", 200, "ok");
        assertThat(episodes.get(1).request().uri().text()).isEqualTo("http://h/logo?a=b");
        assertThat(episodes.get(1).response().body().length()).isEqualTo(4);
        assertExchange(episodes.get(2), "GET http://h/old", "", 404, "");
        assertExchange(episodes.get(3), "GET <HOVERFLY>/any", "", 200, "first");
        assertExchange(episodes.get(4), "GET <HOVERFLY>/any", "", 200, "second");
    }

    @Test
    void hoverflyBeforeVersionOne() throws CassetteFormatException {
        String file = """
                {"data": [{"request": {"path": "/v1/items/1", "method": "GET", "destination": "h", "query": null, "body": ""},
                  "response": {"status": 200, "body": "ok", "headers": {"X": ["1"]}}}]}
                """;

        assertExchange(only(file), "GET http://h/v1/items/1", "", 200, "ok");
    }

    @Test
    void phpVcr() throws CassetteFormatException {
        List<Episode> episodes = read(PHP_VCR);

        assertExchange(episodes.get(0), "GET http://api.example.com/", "", 200, "<p>\n");
        assertExchange(episodes.get(1), "POST http://api.example.com/form", "q=a+b", 302, "");
    }

    @Test
    void phpVcrInJson() throws CassetteFormatException {
        assertExchange(only(PHP_VCR_IN_JSON), "GET http://h/", "", 200, "x");
    }

    @Test
    void testProxyOfTheAzureSdk() throws CassetteFormatException {
        List<Episode> episodes = read(TEST_PROXY_OF_THE_AZURE_SDK);

        assertExchange(
                episodes.get(0),
                "PUT https://account.example.net/t?api-version=1",
                "{\"n\": 1}",
                201,
                "{\"ok\": true}");
        assertThat(episodes.get(1).response().body().length()).isEqualTo(4);
        assertThat(episodes.get(2).response().body()).isEqualTo(Body.of("<a>\n</a>"));
    }

    static List<Arguments> refused() {
        String entry =
                "{\"log\": {\"entries\": [\n{\"request\": {\"method\": \"GET\", \"url\": \"https://h/\", \"headers\": []},\n"
                        + "\"response\": {\"status\": %s, \"headers\": [], \"content\": %s}%s}]}}";
        String mapping = "{\"request\": {\"method\": \"GET\", %s},\n\"response\": {\"status\": 200%s}}";
        return List.of(
                Arguments.of(entry.formatted("0", "{}", ""), "line 3: a request that got no response (status 0)"),
                Arguments.of(entry.formatted("200", "{\"size\": 9}", ""), "a response without its body of 9 bytes"),
                Arguments.of(
                        entry.formatted("200", "{\"size\": 9, \"_file\": \"a.json\"}", ""), "a body in another file"),
                Arguments.of(
                        entry.formatted("101", "{}", ", \"_webSocketMessages\": []"),
                        "a recording of WebSocket messages"),
                Arguments.of(
                        mapping.formatted("\"urlPattern\": \"/a.*\"", ""), "described by a pattern (\"urlPattern\")"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\"", ", \"bodyFileName\": \"../../etc/passwd\""),
                        "a body in another file (\"bodyFileName\")"),
                Arguments.of(mapping.formatted("\"url\": \"/a\"", ", \"fault\": \"EMPTY_RESPONSE\""), "(\"fault\")"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"headers\": {\"A\": {\"matches\": \".*\"}}", ""),
                        "equalTo"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"bodyPatterns\": [{\"matchesJsonPath\": \"$.a\"}]", ""),
                        "several bodies"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"formParameters\": {\"a\": {\"equalTo\": \"b\"}}", ""),
                        "described by a pattern (\"formParameters\")"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"cookies\": {\"a\": {\"equalTo\": \"b\"}}", ""),
                        "described by a pattern (\"cookies\")"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"basicAuthCredentials\": {\"username\": \"u\"}", ""),
                        "described by a pattern (\"basicAuthCredentials\")"),
                Arguments.of(
                        mapping.formatted("\"url\": \"/a\", \"pathParameters\": {\"a\": {\"equalTo\": \"b\"}}", ""),
                        "described by a pattern (\"pathParameters\")"),
                Arguments.of(
                        "[{\"httpRequest\": {\"method\": \"POST\", \"path\": \"/\", \"body\": {\"not\": true, \"type\": \"STRING\","
                                + " \"string\": \"a\"}}, \"httpResponse\": {}}]",
                        "a body that is described by what it is not (\"not\")"),
                Arguments.of(
                        "[{\"httpRequest\": {\"method\": \"POST\", \"path\": \"/\", \"not\": true}, \"httpResponse\": {}}]",
                        "a request that is described by what it is not (\"not\")"),
                Arguments.of("[{\"httpRequest\": {\"path\": \"/\"}, \"httpResponse\": {}}]", "has no \"method\""),
                Arguments.of(
                        "{\"data\": {\"pairs\": [{\"request\": {\"path\": \"/\", \"method\": \"GET\", \"requiresState\":"
                                + " {\"basket\": \"full\"}}, \"response\": {\"status\": 200}}]}}",
                        "the state of the simulation"),
                Arguments.of(
                        "[{\"httpRequest\": {\"method\": \"GET\", \"path\": \"/\"}, \"httpError\": {}}]",
                        "httpResponse"),
                Arguments.of(
                        "{\"data\": {\"pairs\": [{\"request\": {\"path\": [{\"matcher\": \"glob\", \"value\": \"*\"}], \"method\": \"GET\","
                                + " \"destination\": \"h\"}, \"response\": {\"status\": 200}}]}}",
                        "several values (\"glob\")"),
                Arguments.of(
                        "[{\"scope\": \"https://h:443\", \"path\": \"/\", \"status\": 200, \"response\": [\"zz\"], \"responseIsBinary\": true}]",
                        "hexadecimal"),
                Arguments.of(
                        "- request: {method: POST, url: 'http://h/', post_files: [{name: a}]}\n  response: {status: 200}\n",
                        "an upload of files"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatStatesNoWholeExchangeIsRefusedByName(String file, String reason) {
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> read(file))
                .withMessageStartingWith("Cannot read cassette a.yaml, line ")
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"openapi\": \"3.0.0\"}", "{\"name\": \"x\", \"version\": \"1.0.0\"}", "[1, 2]"})
    void anotherFileIsToldWhatItIsNot(String file) {
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> read(file))
                .withMessageContaining("not a cassette of vcrpy, Ruby VCR, go-vcr")
                .withMessageContaining("HAR");
    }

    private static Episode only(String text) throws CassetteFormatException {
        List<Episode> episodes = read(text);
        assertThat(episodes).hasSize(1);
        return episodes.get(0);
    }

    private static List<Episode> read(String text) throws CassetteFormatException {
        List<Episode> episodes = Samples.read(text);
        for (CassetteCodec format : CassetteCodec.values()) {
            byte[] written = format.encode(Cassette.of(Samples.ID, episodes));
            assertThat(Samples.read(written)).as("written as " + format).isEqualTo(episodes);
        }
        return episodes;
    }

    private static void assertExchange(Episode episode, String request, String sent, int status, String received) {
        assertThat(episode.request().method() + " " + episode.request().uri().text())
                .isEqualTo(request);
        assertThat(episode.request().body().text()).contains(sent);
        assertThat(episode.response().status()).isEqualTo(status);
        assertThat(episode.response().body().text()).contains(received);
    }
}
