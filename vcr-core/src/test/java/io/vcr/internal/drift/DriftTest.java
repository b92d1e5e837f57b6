package io.vcr.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.codec.CassetteCodec;
import io.vcr.codec.Corpus;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {

    private static final Headers JSON = Headers.of("Content-Type", "application/json");
    private static final Headers EVENTS = Headers.of("Content-Type", "text/event-stream");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"amount":1}                  | {"total":1}                   | $.amount went, $.total came
            {"amount":1}                  | {"amount":"1"}                | $.amount changed from number to text
            {"a":{"b":true}}              | {"a":{"b":[true]}}            | $.a.b changed from boolean to list
            {"data":[{"id":1},{"id":2}]}  | {"data":[{"key":1}]}          | $.data[*].id went, $.data[*].key came
            [1,2]                         | [1,"2"]                       | $[*] changed from number to text or number
            {"a":1}                       | [{"a":1}]                     | $ changed from object to list
            {"users":{"7":{"age":1}}}     | {"users":{"9":{"years":1}}}   | $.users.*.age went, $.users.*.years came
            {"alice":{"a":1}}             | {"bob":{"a":1}}               | $.alice went, $.bob came
            {"a":null}                    | {}                            | $.a went
            """)
    void changeOfTheStructureIsNamed(String older, String newer, String changes) {
        assertThat(String.join(", ", Drift.between(json(older), json(newer)))).isEqualTo(changes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"b":"x"}                        | {"b":"y","a":2.5}
            {"data":[1]}                           | {"data":[3,2,1]}
            {"data":[{"a":1}]}                     | {"data":[]}
            {"data":[]}                            | {"data":[{"a":1}]}
            {"a":null}                             | {"a":{"b":1}}
            {"a":"x"}                              | {"a":null}
            {"data":[{"a":1},{"a":1,"b":2}]}       | {"data":[{"a":1}]}
            {"data":[{"a":1},{"b":"2"}]}           | {"data":[{"b":"3"},{"a":1}]}
            {"users":{"17":{"n":1}}}               | {"users":{"18":{"n":2},"19":{"n":3}}}
            {"u":{"msg_01XFDUDY":{"n":1}}}         | {"u":{"msg_77AbCdEf":{"n":1}}}
            {"rates":{"2024-01-01":1}}             | {"rates":{"2024-01-02":2}}
            {"a":{"x":{"n":1},"y":{"n":1},"z":{"n":1}}} | {"a":{"x":{"n":1},"y":{"n":1},"q":{"n":1}}}
            {"paths":{"/a":{"get":1}}}             | {"paths":{"/b":{"get":1}}}
            text                                   | another
            """)
    void otherValuesOrdersLengthsAndKeysAreNoDrift(String older, String newer) {
        assertThat(Drift.between(json(older), json(newer))).isEmpty();
    }

    @Test
    void statusMediaTypeAndBodyCount() {
        assertThat(Drift.between(json("{}"), new HttpResponse(201, "", JSON, Body.of("{}"))))
                .containsExactly("status changed from 200 to 201");
        assertThat(Drift.between(json("{}"), response(Headers.of("Content-Type", "text/html; charset=utf-8"), "<p>")))
                .containsExactly("media type changed from application/json to text/html");
        assertThat(Drift.between(json("{}"), json(""))).containsExactly("the body went");
    }

    @Test
    void headerThatWentCountsAndOneThatComesOnlyIfItAnnouncesAnEnd() {
        HttpResponse older = response(
                JSON.with("X-Total-Count", "9").with("X-Request-Id", "1").with("Date", "x"), "{}");
        HttpResponse newer =
                response(JSON.with("X-New", "1").with("Sunset", "x").with("CF-Ray", "1"), "{}");

        assertThat(Drift.between(older, newer)).containsExactly("header x-total-count went", "header sunset came");
    }

    @Test
    void kindsOfEventsCountAndTheirNumberDoesNot() {
        String delta = "event: delta\ndata: {\"text\":\"a\"}\n\n";
        String done = "event: done\ndata: {}\n\n";

        assertThat(Drift.between(stream(delta + done), stream(delta + delta + delta + done)))
                .isEmpty();
        assertThat(Drift.between(stream(delta + done), stream(delta + "event: usage\ndata: {}\n\n")))
                .containsExactly("event done went", "event usage came");
        assertThat(Drift.between(
                        stream(delta), stream("event: delta\ndata: {\"text\":1}\n\nevent: ping\ndata: {}\n\n")))
                .containsExactly("event delta: $.text changed from text to number");
    }

    @Test
    void kindOfAnEventWithoutANameIsInItsData() {
        String one = "data: {\"type\":\"response.created\"}\n\n";

        assertThat(Drift.between(stream(one), stream(one + "data: {\"type\":\"response.queued\"}\n\ndata: [DONE]\n\n")))
                .containsExactly("event [DONE] came", "event response.queued came");
    }

    @Test
    void eventsOfPlainTextHaveNoKind() {
        HttpResponse older =
                new HttpResponse(200, "OK", EVENTS, Body.of("data: Dear\n\ndata: Mrs Smith\n\ndata: [DONE]\n\n"));
        HttpResponse newer = new HttpResponse(200, "OK", EVENTS, Body.of("data: Hello\n\ndata: Mr Jones\n\n"));

        assertThat(Drift.between(older, newer)).containsExactly("event [DONE] went");
    }

    @Test
    void whatIsNoNameIsNoKind() {
        HttpResponse older =
                new HttpResponse(200, "OK", EVENTS, Body.of("data: {\"type\":\"a text of Mrs Smith\"}\n\n"));
        HttpResponse newer =
                new HttpResponse(200, "OK", EVENTS, Body.of("data: {\"type\":\"a text of Mr Jones\"}\n\n"));

        assertThat(Drift.between(older, newer)).isEmpty();
    }

    @Test
    void longListOfChangesIsCut() {
        StringBuilder many = new StringBuilder("{\"f0\":1");
        for (int i = 1; i < 60; i++) {
            many.append(",\"f").append((char) ('a' + i % 26)).append(i).append("\":1");
        }

        assertThat(Drift.between(json("{\"first\":1}"), json(many + "}")))
                .hasSize(21)
                .endsWith("and 41 more changes");
    }

    @TestFactory
    Stream<DynamicTest> realResponseHasNotDriftedFromItself() throws IOException {
        return Corpus.files().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    for (HttpResponse response : responses(file)) {
                        assertThat(Drift.between(response, response)).isEmpty();
                    }
                }));
    }

    private static List<HttpResponse> responses(Path file) throws IOException {
        try {
            return CassetteCodec.decode(CassetteId.of("corpus"), Files.readAllBytes(file), "corpus").episodes().stream()
                    .map(episode -> episode.response())
                    .toList();
        } catch (CassetteFormatException e) {
            return List.of(); // not a cassette, which tests of the codec look at
        }
    }

    private static HttpResponse json(String body) {
        return response(JSON, body == null ? "" : body);
    }

    private static HttpResponse stream(String body) {
        return response(EVENTS, body);
    }

    private static HttpResponse response(Headers headers, String body) {
        return new HttpResponse(200, "", headers, Body.of(body));
    }
}
