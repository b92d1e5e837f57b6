package io.vcr;

import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a matcher for bodies leaves out if asked to, and what it does not. */
class LooseBodyMatcherTest {

    private static final String ID = "0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a";
    private static final String OTHER_ID = "FFFFFFFF-7c1a-4a52-9f6b-1f2e3d4c5b6a";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"id":"%s"}                       | application/json
                    {"a":["text before %s, after"]}   | application/json
                    id=%s&a=1                         | application/x-www-form-urlencoded
                    run %s ended                      | text/plain
                    {"a":"%s"}                        | application/x-ndjson
                    """)
    void allUuidsAreEqual(String body, String type) {
        assertThat(equal(Matchers.body().ignoringUuids(), type, body.formatted(ID), body.formatted(OTHER_ID)))
                .isTrue();
        assertThat(equal(Matchers.body(), type, body.formatted(ID), body.formatted(OTHER_ID)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T12:00:00Z, 2025-12-31T23:59:59.999+01:00",
        "2026-01-01 12:00, 2026-01-01 12:01",
        "1767225600, 1767225601",
        "1767225600123, 1767225600124",
        "1767225600.123456, 1767225600.9",
    })
    void allTimesAreEqual(String one, String other) {
        BodyMatcher matcher = Matchers.body().ignoringTimes();
        String body = "{\"a\":\"Test %s\"}";

        assertThat(equal(matcher, "application/json", body.formatted(one), body.formatted(other)))
                .isTrue();
        assertThat(equal(Matchers.body(), "application/json", body.formatted(one), body.formatted(other)))
                .isFalse();
    }

    @Test
    void timesInFormsAreEqualAsTheyAreMeantNotAsTheyAreEscaped() {
        BodyMatcher matcher = Matchers.body().ignoringTimes().ignoringUuids();
        String type = "application/x-www-form-urlencoded";

        assertThat(equal(matcher, type, "at=2026-01-01T12%3A00%3A00Z", "at=2026-01-01T12%3A00%3A01Z"))
                .isTrue();
        assertThat(equal(matcher, type, "run=x%20" + ID, "run=x%20" + OTHER_ID)).isTrue();
        assertThat(equal(matcher, type, "id=1767225600%31%31", "id=1767225601%31%31"))
                .isFalse();
    }

    @Test
    void fieldsWithUuidsForNamesMayComeInAnyOrder() {
        String body = "{\"%s\":1,\"%s\":2}";

        assertThat(equal(
                        Matchers.body().ignoringUuids(),
                        "application/json",
                        body.formatted(ID, OTHER_ID),
                        "{\"%s\":2,\"%s\":1}".formatted(OTHER_ID, ID)))
                .isTrue();
        assertThat(equal(
                        Matchers.body().ignoringUuids(),
                        "application/json",
                        body.formatted(ID, OTHER_ID),
                        "{\"%s\":2,\"%s\":3}".formatted(OTHER_ID, ID)))
                .isFalse();
        assertThat(equal(Matchers.body().ignoringUuids(), "application/json", "{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}"))
                .isFalse();
    }

    @Test
    void whatIsNoJsonEqualsNoJson() {
        assertThat(equal(Matchers.body().ignoringUuids(), "application/json", "{\"a\":\"b\"}", "{\"a\":\"b\",}"))
                .isFalse();
    }

    @Test
    void timesAreEqualAsNumbersToo() {
        assertThat(equal(
                        Matchers.body().ignoringTimes(),
                        "application/json",
                        "{\"at\":1767225600}",
                        "{\"at\":1767225999}"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1234567890, 1234567891", // a phone number, or 2009
        "1000000001, 1000000002",
        "2147483647, 2147483646", // the largest int
        "176722560, 176722561",
        "17672256001234, 17672256001235",
        "x1767225600, x1767225601",
        "1.1767225600, 1.1767225601",
        "2026-01-01, 2026-01-02",
        "12:00:00, 12:00:01",
    })
    void whatIsNoTimeCounts(String one, String other) {
        assertThat(equal(
                        Matchers.body().ignoringTimes().ignoringUuids(),
                        "application/json",
                        "{\"a\":\"%s\"}".formatted(one),
                        "{\"a\":\"%s\"}".formatted(other)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0b6f6d0e7c1a4a529f6b1f2e3d4c5b6a", "xx0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6a", "0b6f6d0e-7c1a"})
    void whatIsNoUuidCounts(String text) {
        assertThat(equal(Matchers.body().ignoringUuids(), "text/plain", text, text.replace('b', 'c')))
                .isFalse();
    }

    @Test
    void listsInAnyOrderAreComparedByTheirElements() {
        BodyMatcher matcher = Matchers.body().unordered("$.tools");

        assertThat(equal(
                        matcher,
                        "application/json",
                        "{\"tools\":[{\"a\":1,\"b\":2},3]}",
                        "{\"tools\":[3.0,{\"b\":2,\"a\":1}]}"))
                .isTrue();
        assertThat(equal(matcher, "application/json", "{\"tools\":[1,1,2]}", "{\"tools\":[1,2,2]}"))
                .isFalse();
        assertThat(equal(matcher, "application/json", "{\"tools\":[1]}", "{\"tools\":[1,1]}"))
                .isFalse();
        assertThat(equal(matcher, "application/json", "{\"messages\":[1,2]}", "{\"messages\":[2,1]}"))
                .isFalse();
    }

    @Test
    void listsInAnyOrderMayBeAtAnyDepthAndInOneAnother() {
        BodyMatcher matcher = Matchers.body().unordered("$..required", "$.tools");

        assertThat(equal(
                        matcher,
                        "application/json",
                        "{\"tools\":[{\"required\":[\"a\",\"b\"]},{\"required\":[\"c\"]}]}",
                        "{\"tools\":[{\"required\":[\"c\"]},{\"required\":[\"b\",\"a\"]}]}"))
                .isTrue();
    }

    @Test
    void placesThatAreIgnoredMayLieInListsInAnyOrder() {
        BodyMatcher matcher = Matchers.body().unordered("$.tools").ignoring("$.tools[*].id");

        assertThat(equal(
                        matcher,
                        "application/json",
                        "{\"tools\":[{\"id\":1,\"n\":\"a\"},{\"id\":2,\"n\":\"b\"}]}",
                        "{\"tools\":[{\"id\":8,\"n\":\"b\"},{\"id\":9,\"n\":\"a\"}]}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename=\"%s\"", "filename=%s", "FileName=\"%s\"", "filename*=UTF-8''%s"})
    void namesOfFilesCountUnlessIgnored(String parameter) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; " + parameter
                + "\r\nContent-Type: audio/wav\r\n\r\nsound\r\n--b--\r\n";
        String type = "multipart/form-data; boundary=b";

        assertThat(equal(
                        Matchers.body().ignoringFileNames(),
                        type,
                        body.formatted("tmp1.wav"),
                        body.formatted("tmp;2.wav".replace(";", ""))))
                .isTrue();
        assertThat(equal(Matchers.body(), type, body.formatted("tmp1.wav"), body.formatted("tmp2.wav")))
                .isFalse();
    }

    @Test
    void theFieldAndTheContentOfAFileCountWithoutItsName() {
        String body =
                "--b\r\nContent-Disposition: form-data; filename=\"a\\\"b;c\"; name=\"%s\"\r\n\r\n%s\r\n--b--\r\n";
        String type = "multipart/form-data; boundary=b";
        BodyMatcher matcher = Matchers.body().ignoringFileNames();

        assertThat(equal(matcher, type, body.formatted("file", "x"), body.formatted("mask", "x")))
                .isFalse();
        assertThat(equal(matcher, type, body.formatted("file", "x"), body.formatted("file", "y")))
                .isFalse();
    }

    @Test
    void messagesShowWhatIsLeft() {
        assertThat(Matchers.body()
                        .unordered("$.tools")
                        .ignoringUuids()
                        .difference(
                                post("{\"id\":\"" + ID + "\",\"tools\":[1,2,3]}"),
                                post("{\"id\":\"" + OTHER_ID + "\",\"tools\":[3,4,1]}")))
                .isEqualTo("$.tools[0] recorded 2, sent 4");
    }

    private static boolean equal(BodyMatcher matcher, String type, String one, String other) {
        return matcher.project(typed(type, one)).equals(matcher.project(typed(type, other)));
    }
}
