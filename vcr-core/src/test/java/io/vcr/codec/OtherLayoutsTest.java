package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts that others write, one trap a test. */
class OtherLayoutsTest {

    @Test
    void headerNamesThatMultidictWrapsAreTexts() throws CassetteFormatException {
        for (String how : List.of("apply", "new")) {
            String headers = """
                    interactions:
                    - request:
                        headers:
                          ? !!python/object/%s:multidict._multidict.istr
                          - Accept
                          : - application/json
                          Content-Length:
                          - '0'
                        method: GET
                        uri: https://h/
                      response: {status: {code: 200}}
                    version: 1
                    """.formatted(how);
            Episode episode = Samples.read(headers).get(0);
            assertThat(episode.request().headers().all("accept")).containsExactly("application/json");
            assertThat(episode.request().headers().all("content-length")).containsExactly("0");
        }
    }

    @Test
    void responsesOfTheOldHttpxStub() throws CassetteFormatException {
        Episode episode = Samples.read(Samples.yaml(
                        "{method: GET, uri: 'https://h/'}",
                        "{content: '{\"a\": 1}', headers: {}, http_version: HTTP/1.1, status_code: 201}"))
                .get(0);
        assertThat(episode.response().status()).isEqualTo(201);
        assertThat(episode.response().body()).isEqualTo(Body.of("{\"a\": 1}"));
    }

    @Test
    void parsedBodiesBecomeTheTextThatPythonMakesOfThem() throws CassetteFormatException {
        String body = "{a: 1, b: [true, no, null, 1.0, .5], c: 1e5, d: '2', e: \"x\\u00e9\\n\", f: 2024-01-01}";
        Episode episode = Samples.read(Samples.yaml(
                        "{method: POST, uri: 'https://h/', parsed_body: " + body + "}",
                        "{status: {code: 200}, parsed_body: {ok: yes}}"))
                .get(0);
        assertThat(episode.request().body().text())
                .contains("{\"a\": 1, \"b\": [true, false, null, 1.0, 0.5], \"c\": \"1e5\", \"d\": \"2\","
                        + " \"e\": \"x\\u00e9\\n\", \"f\": \"2024-01-01\"}");
        assertThat(episode.response().body().text()).contains("{\"ok\": true}");
    }

    @Test
    void aRequestBodyMayBeTheJsonDocumentItself() throws CassetteFormatException {
        assertThat(Samples.requestBody("{model: m, string: a}").text())
                .contains("{\"model\": \"m\", \"string\": \"a\"}");
    }

    @Test
    void methodsInLowerCaseAndFragments() throws CassetteFormatException {
        Episode episode = Samples.read(
                        Samples.yaml("{method: post, uri: 'https://h:443/v1#stream'}", "{status: {code: 200}}"))
                .get(0);
        assertThat(episode.request().method()).isEqualTo("POST");
        assertThat(episode.request().uri().path()).isEqualTo("/v1");
        assertThat(episode.request().uri().query()).isEmpty();
        assertThat(episode.request().uri().port()).isEqualTo(443);
    }

    @Test
    void requestsAndResponsesInTwoLists() throws CassetteFormatException {
        List<Episode> episodes = Samples.read("""
                requests:
                - {method: GET, uri: 'https://h/1', body: !!binary YQ==}
                - {method: GET, uri: 'https://h/2'}
                responses:
                - {status: {code: 201}, body: {string: !!binary Yg==}}
                - {status: {code: 202}}
                """);
        assertThat(episodes).extracting(e -> e.request().uri().path()).containsExactly("/1", "/2");
        assertThat(episodes).extracting(e -> e.response().status()).containsExactly(201, 202);
        assertThat(episodes.get(0).response().body()).isEqualTo(Body.of("b"));
    }

    @Test
    void aFileThatWasGzipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Samples.yaml("{method: GET, uri: 'https://h/'}", "{status: {code: 200}}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Samples.read(bytes.toByteArray())).hasSize(1);
    }

    @Test
    void rubyVcr() throws CassetteFormatException {
        List<Episode> episodes = Samples.read("""
                ---
                http_interactions:
                - request:
                    method: post
                    uri: https://h/v1?alt=sse
                    body:
                      encoding: UTF-8
                      string: '{"a":"ü"}'
                    headers:
                      Accept:
                      - "*/*"
                  response:
                    status:
                      code: 200
                      message: OK
                    headers:
                      Vary:
                      - Origin
                      - Accept
                    body:
                      encoding: ASCII-8BIT
                      string: !binary |-
                        AP8=
                  recorded_at: Wed, 19 Aug 2026 14:36:04 GMT
                - request:
                    method: get
                    uri: https://h/
                    body: {encoding: US-ASCII, base64_string: "YQ==\\n"}
                  response:
                    status: {code: 204, message: No Content}
                    body: {encoding: ISO-8859-1, string: "\\u00e9"}
                  recorded_at: Wed, 19 Aug 2026 14:36:05 GMT
                recorded_with: VCR 6.4.0
                """);
        Episode first = episodes.get(0);
        assertThat(first.request().method()).isEqualTo("POST");
        assertThat(first.request().body()).isEqualTo(Body.of("{\"a\":\"ü\"}"));
        assertThat(first.response().headers().all("vary")).containsExactly("Origin", "Accept");
        assertThat(first.response().body()).isEqualTo(Body.of(new byte[] {0, (byte) 0xff}));
        assertThat(first.recordedAt()).isEqualTo(Instant.parse("2026-08-19T14:36:04Z"));
        assertThat(episodes.get(1).request().body()).isEqualTo(Body.of("a"));
        assertThat(episodes.get(1).response().body()).isEqualTo(Body.of(new byte[] {(byte) 0xe9}));
    }

    @Test
    void aMethodOfRubyMayBeASymbol() throws CassetteFormatException {
        assertThat(Samples.read("""
                http_interactions:
                - request:
                    method: :get
                    uri: https://h/
                  response: {status: {code: 200}}
                """))
                .extracting(episode -> episode.request().method())
                .containsExactly("GET");
    }

    @Test
    void aStatusOfVcrpyMayBeANumber() throws CassetteFormatException {
        Episode episode = Samples.read(Samples.yaml(
                        "{method: GET, uri: 'https://h/'}", "{status: 201, headers: {A: [b]}, body: {string: ok}}"))
                .get(0);
        assertThat(episode.response().status()).isEqualTo(201);
        assertThat(episode.response().headers()).isEqualTo(Headers.of("A", "b"));
        assertThat(episode.response().body()).isEqualTo(Body.of("ok"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\n b", "a\\r\\n\\tb", "a \\n  b"})
    void aHeaderThatWasSentInSeveralLinesIsOne(String value) throws CassetteFormatException {
        Episode episode = Samples.read(Samples.yaml(
                        "{method: GET, uri: 'https://h/', headers: {X: [\"" + value + "\"]}}", "{status: {code: 200}}"))
                .get(0);
        assertThat(episode.request().headers().all("x")).containsExactly("a b");
    }

    @Test
    void goVcrOfBothVersions() throws CassetteFormatException {
        List<Episode> first = Samples.read("""
                version: 1
                interactions:
                - request: {body: "", form: {}, headers: {Accept: [a]}, url: 'https://h/1', method: GET}
                  response: {body: '{}', headers: {}, status: 200, code: 200, duration: ""}
                """);
        assertThat(first.get(0).request().uri().path()).isEqualTo("/1");
        assertThat(first.get(0).response().reason()).isEmpty();
        assertThat(first.get(0).timing()).isNull();
        List<Episode> second = Samples.read("""
                ---
                version: 2
                interactions:
                    - id: 0
                      request: {proto: HTTP/1.1, host: h, body: a, headers: {}, url: 'https://h/2', method: POST}
                      response: {proto: HTTP/2.0, body: !!binary /w==, headers: {}, status: 200 OK, code: 200, duration: 1m2.5s}
                """);
        assertThat(second.get(0).response().reason()).isEqualTo("OK");
        assertThat(second.get(0).response().body()).isEqualTo(Body.of(new byte[] {(byte) 0xff}));
        assertThat(second.get(0).timing().total()).isEqualTo(Duration.ofMillis(62_500));
    }

    @Test
    void anEmptyMethodOfGoIsGet() throws CassetteFormatException {
        List<Episode> read = Samples.read("""
                version: 2
                interactions:
                - id: 0
                  request: {host: h, body: "", form: {}, headers: {}, url: 'https://h/', method: ""}
                  response: {body: ok, headers: {}, status: 200 OK, code: 200, duration: 1s}
                """);

        assertThat(read.get(0).request().method()).isEqualTo("GET");
    }

    @Test
    void hashesAndArraysOfRubyMayHaveAClass() throws CassetteFormatException {
        List<Episode> read = Samples.read("""
                http_interactions:
                - request:
                    method: get
                    uri: https://h/
                    body: {encoding: UTF-8, string: ''}
                    headers: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
                      Accept: !ruby/array:Faraday::Values [a, b]
                  response:
                    status: {code: 200, message: OK}
                    headers: {}
                    body: {encoding: UTF-8, string: ok}
                """);

        assertThat(read.get(0).request().headers()).isEqualTo(Headers.of("Accept", "a", "Accept", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "1e5", "8e99", "0o17", "0x1F", "1_000", "yes", "No", "12:30", "=", "true", "007", "1.", ".5", "-", "+1e5", "<<",
        ".inf"
    })
    void plainScalarsStayTheTextTheyAre(String scalar) throws CassetteFormatException {
        assertThat(Samples.requestBody(scalar)).isEqualTo(Body.of(scalar));
        Episode episode = Samples.read(Samples.yaml(
                        "{method: GET, uri: 'https://h/', headers: {X: [" + scalar + "], Y: " + scalar + "}}",
                        "{status: {code: 200}}"))
                .get(0);
        assertThat(episode.request().headers().all("x")).containsExactly(scalar);
        assertThat(episode.request().headers().all("y")).containsExactly(scalar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "null", "Null", "''", "\"\""})
    void anAbsentBodyIsEmpty(String scalar) throws CassetteFormatException {
        assertThat(Samples.requestBody(scalar)).isEqualTo(Body.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "null", "="})
    void aQuotedScalarIsNeverAbsent(String scalar) throws CassetteFormatException {
        assertThat(Samples.requestBody("'" + scalar + "'")).isEqualTo(Body.of(scalar));
    }

    @ParameterizedTest
    @EnumSource
    void halfASurrogatePairInAHeaderIsKept(CassetteCodec codec) throws CassetteFormatException {
        Episode golden = Samples.golden().episodes().get(0);
        Episode odd = new Episode(
                golden.request().withHeaders(Headers.of("X-Odd", "a\ud800b", "X-Pair", "\ud83d\ude00")),
                golden.response(),
                null,
                null,
                null);
        byte[] bytes = codec.encode(Cassette.of(Samples.ID, List.of(odd)));
        assertThat(Samples.read(bytes)).containsExactly(odd);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOfFiveMegabytesIsKept(CassetteCodec codec) throws CassetteFormatException {
        Episode golden = Samples.golden().episodes().get(1);
        byte[] random = new byte[5 << 20];
        new Random(1).nextBytes(random);
        for (Body body : List.of(Body.of(random), Body.of("{\"text\": \"" + "x".repeat(5 << 20) + "\"}"))) {
            Episode large = new Episode(golden.request(), golden.response().withBody(body), null, null, null);
            byte[] bytes = codec.encode(Cassette.of(Samples.ID, List.of(large)));
            assertThat(Samples.read(bytes).get(0).response().body()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=iso-8859-1, ISO-8859-1",
        "text/html; Charset=\"windows-1252\", windows-1252",
        "text/html; charset=utf-8, UTF-8",
        "text/html; charset=us-ascii, UTF-8",
        "text/html; charset=nonsense, UTF-8",
        "text/html, UTF-8"
    })
    void aTextOfHarIsWrittenInTheCharsetOfItsMessage(String type, String charset) throws CassetteFormatException {
        String headers = "[{\"name\": \"Content-Type\", \"value\": \"%s\"}]".formatted(type.replace("\"", "\\\""));
        Episode episode = Samples.read("""
                        {"log": {"entries": [
                          {"request": {"method": "POST", "url": "https://h/", "headers": %s, "postData": {"text": "café"}},
                           "response": {"status": 200, "headers": %s, "content": {"size": 4, "text": "café"}}}]}}
                        """.formatted(headers, headers)).get(0);

        Body expected = Body.of("café".getBytes(Charset.forName(charset)));
        assertThat(episode.request().body()).isEqualTo(expected);
        assertThat(episode.response().body()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T10:00:00.000+0000", "2020-01-01T12:00:00+0200", "2020-01-01T03:00:00-0700"})
    void theOffsetOfATimeMayHaveNoColon(String time) throws CassetteFormatException {
        Episode episode = Samples.read("""
                        {"log": {"entries": [{"startedDateTime": "%s",
                          "request": {"method": "GET", "url": "https://h/", "headers": []},
                          "response": {"status": 200, "headers": [], "content": {"size": 0}}}]}}
                        """.formatted(time)).get(0);

        assertThat(episode.recordedAt()).isEqualTo(Instant.parse("2020-01-01T10:00:00Z"));
    }
}
