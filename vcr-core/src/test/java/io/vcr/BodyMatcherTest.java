package io.vcr;

import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyMatcherTest {

    private static final String PARTS = """
            --%1$s\r
            Content-Disposition: form-data; name="purpose"\r
            \r
            batch\r
            --%1$s\r
            Content-Disposition: form-data; name="file"; filename="a.json"\r
            Content-Type: application/json\r
            \r
            %2$s\r
            --%1$s--\r
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON;charset=UTF-8",
                "application/vnd.api+json",
                "application/problem+json; x=y",
                "text/json"
            })
    void jsonIsComparedByValue(String type) {
        assertThat(matches(typed(type, "{\"a\":1,\"b\":2}"), typed(type, "{ \"b\": 2.0, \"a\": 1 }")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "application/octet-stream", ""})
    void otherTypesAreComparedByBytes(String type) {
        assertThat(matches(typed(type, "{\"a\":1,\"b\":2}"), typed(type, "{\"b\":2,\"a\":1}")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson", "application/jsonl", "application/x-jsonlines"})
    void jsonLinesAreComparedLineByLine(String type) {
        assertThat(matches(typed(type, "{\"a\":1,\"b\":2}\n{}\n"), typed(type, "{\"b\":2,\"a\":1}\n{}")))
                .isTrue();
        assertThat(matches(typed(type, "{\"a\":1}\n{\"b\":1}"), typed(type, "{\"b\":1}\n{\"a\":1}")))
                .isFalse();
    }

    @Test
    void brokenJsonIsComparedByBytes() {
        assertThat(matches(post("{\"a\":"), post("{\"a\":"))).isTrue();
        assertThat(matches(post("{\"a\":"), post("{\"a\": "))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&b=2, b=2&a=1, true",
        "a=1&a=2, a=2&a=1, true",
        "a=x+y, a=x%20y, true",
        "a=%41, a=A, true",
        "a, a=, true",
        "a=1&a=1, a=1, false",
        "a=1, a=2, false",
        "a=, '', false",
        "a=1, A=1, false",
        "a%3D=1, a=%3D1, false"
    })
    void formsAreComparedAsPairs(String one, String other, boolean equal) {
        String type = "application/x-www-form-urlencoded; charset=utf-8";

        assertThat(matches(typed(type, one), typed(type, other))).isEqualTo(equal);
    }

    @Test
    void theBoundaryOfAMultipartBodyDoesNotCount() {
        assertThat(matches(multipart("b1", "{\"a\":1}"), multipart("another-Boundary", "{\"a\":1}")))
                .isTrue();
    }

    @Test
    void aQuotedBoundaryIsTheSameAsAPlainOne() {
        HttpRequest quoted = typed("multipart/form-data; charset=utf-8; BOUNDARY=\"b 1\"", PARTS.formatted("b 1", "x"));

        assertThat(matches(quoted, multipart("b2", "x"))).isTrue();
    }

    @Test
    void aPartIsComparedByItsOwnType() {
        assertThat(matches(multipart("b1", "{\"a\":1,\"b\":2}"), multipart("b2", "{\"b\":2,\"a\":1}")))
                .isTrue();
    }

    @Test
    void aDifferentPartMakesADifference() {
        assertThat(matches(multipart("b1", "{\"a\":1}"), multipart("b2", "{\"a\":2}")))
                .isFalse();
    }

    @Test
    void theOrderOfPartsCounts() {
        String one = "--b\r\nA: 1\r\n\r\nx\r\n--b\r\nB: 1\r\n\r\ny\r\n--b--\r\n";
        String other = "--b\r\nB: 1\r\n\r\ny\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n";
        String type = "multipart/mixed; boundary=b";

        assertThat(matches(typed(type, one), typed(type, other))).isFalse();
    }

    @Test
    void aMissingPartMakesADifference() {
        String one = "--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n";
        String two = "--b\r\nA: 1\r\n\r\nx\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n";
        String type = "multipart/mixed; boundary=b";

        assertThat(matches(typed(type, one), typed(type, two))).isFalse();
    }

    @Test
    void theHeadersOfAPartCount() {
        String type = "multipart/mixed; boundary=b";

        assertThat(matches(
                        typed(type, "--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n"),
                        typed(type, "--b\r\nA: 2\r\n\r\nx\r\n--b--\r\n")))
                .isFalse();
    }

    @Test
    void binaryPartsAreComparedByBytes() {
        assertThat(matches(binary("b1", 1), binary("b2", 1))).isTrue();
        assertThat(matches(binary("b1", 1), binary("b2", 2))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=other",
                "multipart/form-data; boundary=\"b"
            })
    void aBodyThatDoesNotFollowItsBoundaryIsComparedByBytes(String type) {
        assertThat(matches(typed(type, PARTS.formatted("b", "x")), typed(type, PARTS.formatted("b", "x"))))
                .isTrue();
        assertThat(matches(typed(type, PARTS.formatted("b", "x")), typed(type, PARTS.formatted("c", "x"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--b", "--b\r\n", "--b\r\nA: 1", "--b\r\nA: 1\r\n\r\nx", "x\r\n--b\r\n--b--", "--b\r\n\r\n--b--"
            })
    void aCutMultipartBodyDoesNotThrow(String body) {
        String type = "multipart/mixed; boundary=b";

        assertThat(matches(typed(type, body), typed(type, body))).isTrue();
        assertThat(matches(typed(type, body), typed(type, body + "!"))).isFalse();
    }

    @Test
    void aBoundaryThatBeginsWithAnotherIsNotTakenForIt() {
        String type = "multipart/mixed; boundary=b";
        String one = "--b\r\nA: 1\r\n\r\nx\r\n--bc\r\nA: 1\r\n\r\ny\r\n--b--\r\n";
        String other = "--b\r\nA: 1\r\n\r\nx\r\n--bd\r\nA: 1\r\n\r\ny\r\n--b--\r\n";

        assertThat(matches(typed(type, one), typed(type, other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/mixed; boundary=b",
                "text/plain"
            })
    void absentEqualsEmpty(String type) {
        HttpRequest absent = post("").withHeaders(Headers.EMPTY);

        assertThat(matches(typed(type, ""), absent)).isTrue();
        assertThat(matches(typed(type, "x"), absent)).isFalse();
    }

    @Test
    void jsonThatIsNotUtf8IsComparedByBytes() {
        Body latin = Body.of("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(matches(post("").withBody(latin), post("").withBody(latin))).isTrue();
    }

    @Test
    void ignoredPlacesDoNotCount() {
        BodyMatcher matcher = Matchers.body().ignoring("$.run_id").ignoring("$.meta.at");

        assertThat(matches(
                        matcher,
                        post("{\"run_id\":1,\"meta\":{\"at\":1},\"a\":1}"),
                        post("{\"run_id\":2,\"meta\":{\"at\":2},\"a\":1}")))
                .isTrue();
    }

    @Test
    void ignoringLeavesTheSharedMatcherAlone() {
        Matchers.body().ignoring("$.a");

        assertThat(matches(post("{\"a\":1}"), post("{\"a\":2}"))).isFalse();
    }

    @Test
    void theDifferenceIsAPlaceInTheJson() {
        assertThat(Matchers.body().difference(post("{\"amount\":1200}"), post("{\"amount\":1250}")))
                .isEqualTo("$.amount recorded 1200, sent 1250");
    }

    @Test
    void theDifferenceIsNotAnIgnoredPlace() {
        assertThat(Matchers.body()
                        .ignoring("$.meta")
                        .difference(
                                post("{\"meta\":{\"at\":1},\"list\":[1,{\"b\":\"x\"}]}"),
                                post("{\"meta\":{\"at\":2},\"list\":[1,{\"b\":\"y\"}]}")))
                .isEqualTo("$.list[1].b recorded \"x\", sent \"y\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1} | {} | $.a recorded 1, sent nothing
                    {} | {"a":[1,2]} | $.a recorded nothing, sent a list of 2
                    {"a":{}} | {"a":1.0} | $.a recorded an object, sent 1.0
                    {"a":"1"} | {"a":1} | $.a recorded "1", sent 1
                    {"a":[1]} | {"a":[1,2]} | $.a[1] recorded nothing, sent 2
                    {"a":null} | {} | $.a recorded null, sent nothing
                    1 | 2 | $ recorded 1, sent 2
                    abc | abd | at byte 2 recorded "c", sent "d"
                    abc | ab | at byte 2 recorded "c", sent the end
                    """)
    void differencesAreShort(String recorded, String sent, String difference) {
        assertThat(Matchers.body().difference(post(recorded), post(sent))).isEqualTo(difference);
    }

    @Test
    void aLongValueIsCut() {
        assertThat(Matchers.body().difference(post("{\"a\":\"" + "x".repeat(500) + "\"}"), post("{}")))
                .isEqualTo("$.a recorded \"" + "x".repeat(60) + "... (500 characters)\", sent nothing");
    }

    private static HttpRequest multipart(String boundary, String json) {
        return typed("multipart/form-data; boundary=" + boundary, PARTS.formatted(boundary, json));
    }

    private static HttpRequest binary(String boundary, int last) {
        String head = "--" + boundary + "\r\nContent-Type: image/png\r\n\r\n";
        String bytes = "\u0089PNG\r\n\u001a\n\u0000\u00ff\r\n--" + (char) last;
        String tail = "\r\n--" + boundary + "--\r\n";
        return typed("multipart/form-data; boundary=" + boundary, "")
                .withBody(Body.of((head + bytes + tail).getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static boolean matches(HttpRequest one, HttpRequest other) {
        return matches(Matchers.body(), one, other);
    }

    private static boolean matches(Matcher matcher, HttpRequest one, HttpRequest other) {
        boolean equal = matcher.project(one).equals(matcher.project(other));
        assertThat(equal
                        && matcher.project(one).hashCode()
                                != matcher.project(other).hashCode())
                .as("equal values with different hash codes")
                .isFalse();
        return equal;
    }
}
