package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.post;
import static io.vcr.Exchanges.typed;
import static io.vcr.RecordMode.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What vcrpy's tests say of matching and of the messages of a miss; the numbers are those of docs/conformance.md. */
class VcrpyConformanceMatchingTest {

    private static final HttpRequest A = get("http://h:80/a?x=1");

    /** By the name of a matcher, a request that differs from {@link #A} in nothing else. */
    private static final Map<String, HttpRequest> OTHERS = new TreeMap<>(Map.of(
            "method", new HttpRequest("PUT", A.uri(), Headers.EMPTY, Body.EMPTY),
            "scheme", get("https://h:80/a?x=1"),
            "host", get("http://i:80/a?x=1"),
            "port", get("http://h:81/a?x=1"),
            "path", get("http://h:80/b?x=1"),
            "query", get("http://h:80/a?x=2")));

    private final CassetteRuns cassette = new CassetteRuns();

    static Stream<Arguments> c21EveryMatcherSeesItsOwnDifferenceOnly() {
        return Matchers.defaults().stream()
                .filter(matcher -> !matcher.name().equals("body"))
                .flatMap(matcher -> OTHERS.keySet().stream().map(part -> Arguments.of(matcher.name(), part)));
    }

    @ParameterizedTest
    @MethodSource
    void c21EveryMatcherSeesItsOwnDifferenceOnly(String matcher, String part) throws IOException {
        List<Matcher> only = Matchers.defaults().stream()
                .filter(candidate -> candidate.name().equals(matcher))
                .toList();

        assertThat(replays(cassette.mode(NONE).matchers(only), A, OTHERS.get(part)))
                .isEqualTo(!matcher.equals(part));
        assertThat(replays(cassette.mode(NONE).matchers(only), OTHERS.get(part), A))
                .isEqualTo(!matcher.equals(part));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a?x=1, true",
        "http://h:80/a?x=1, false",
        "http://h/a?x=2, false",
        "https://h/a?x=1, false",
        "http://H/a?x=1, false"
    })
    void c22AMatcherForTheWholeUriSeesEveryDifference(String uri, boolean equal) throws IOException {
        Matcher whole = Matchers.projecting("uri", request -> request.uri().text());

        assertThat(replays(cassette.mode(NONE).matchers(List.of(whole)), get("http://h/a?x=1"), get(uri)))
                .isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    application/x-www-form-urlencoded | a=1&b=2 | b=2&a=1
                    application/x-www-form-urlencoded; charset=utf-8 | a=1&b=2&a=3 | a=3&b=2&a=1
                    application/json | {"a":1,"b":{"c":2,"d":3}} | {"b":{"d":3,"c":2},"a":1}
                    application/json; charset=utf-8 | {"a":1,"b":2} | {"b":2,"a":1}
                    """)
    void c25FormsAndJsonAreEqualInAnyOrder(String type, String recorded, String sent) throws IOException {
        HttpRequest shouted = post(sent).withHeaders(Headers.of("CONTENT-TYPE", type));

        assertThat(replays(cassette.mode(NONE), typed(type, recorded), shouted)).isTrue();
    }

    @Test
    void c26JsonWithoutItsContentTypeIsComparedByBytes() throws IOException {
        HttpRequest recorded = post("{\"a\":1,\"b\":2}").withHeaders(Headers.EMPTY);
        HttpRequest sent = post("{\"b\":2,\"a\":1}").withHeaders(Headers.EMPTY);

        assertThat(replays(cassette.mode(NONE), recorded, sent)).isFalse();
        assertThat(replays(cassette.mode(NONE), recorded, recorded)).isTrue();
    }

    @Test
    void c26AnotherValueIsAnotherRequest() throws IOException {
        assertThat(replays(cassette.mode(NONE), post("{\"a\":1}"), post("{\"a\":2}")))
                .isFalse();
        assertThat(replays(
                        cassette.mode(NONE),
                        typed("application/x-www-form-urlencoded", "a=1"),
                        typed("application/x-www-form-urlencoded", "a=2")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"xmlrpclib.py/1.0.1", "curl/8.0"})
    void c27StructsOfXmlRpcAreEqualInAnyOrderWhoeverSendsThem(String agent) throws IOException {
        Headers headers = Headers.of("Content-Type", "text/xml", "User-Agent", agent);
        String call =
                "<methodCall><methodName>m</methodName><params><param><value><struct>%s%s</struct></value></param>"
                        + "</params></methodCall>";
        String one = "<member><name>a</name><value><i4>1</i4></value></member>";
        String other = "<member><name>b</name><value>x</value></member>";
        HttpRequest recorded = post(call.formatted(one, other)).withHeaders(headers);

        assertThat(replays(
                        cassette.mode(NONE),
                        recorded,
                        post(call.formatted(other, one)).withHeaders(headers)))
                .isTrue();
        assertThat(replays(
                        cassette.mode(NONE),
                        recorded,
                        post(call.formatted(one, one)).withHeaders(headers)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1}~{"b":2} | {"a":1}~{"b":2} | true
                    {"a":1}~{"b":2} | {"a":1}~{"b":3} | false
                    {"a": | {"a": | true
                    {"a": | {"a":1 | false
                    """)
    void c30WhatIsNotOneJsonDocumentIsComparedAllTheSame(String recorded, String sent, boolean equal)
            throws IOException {
        assertThat(replays(cassette.mode(NONE), post(recorded.replace('~', '\n')), post(sent.replace('~', '\n'))))
                .isEqualTo(equal);
    }

    @Test
    void c31AMatcherMayAnswerYesOrNo() throws IOException {
        BiPredicate<HttpRequest, HttpRequest> sameLength =
                (recorded, sent) -> recorded.body().length() == sent.body().length();
        Vcr.Builder byLength = cassette.mode(NONE).matchers(List.of(Matchers.where("length", sameLength)));

        assertThat(replays(byLength, post("12"), post("34"))).isTrue();
        assertThat(replays(byLength, post("12"), post("345"))).isFalse();
    }

    @Test
    void c31AMatcherThatThrowsRefusesAndIsNamed() throws IOException {
        Vcr.Builder throwing = cassette.mode(NONE).match(Matchers.where("tenant", (recorded, sent) -> {
            throw new AssertionError("boom");
        }));

        assertThat(refusal(throwing, A, A)).contains("The request cannot be compared", "tenant");
    }

    @Test
    void c33MoreMatchersExtendTheDefaults() throws IOException {
        HttpRequest accepting = A.withHeaders(Headers.of("Accept", "text/plain"));
        Vcr.Builder extended = cassette.mode(NONE).match(Matchers.headers("Accept"));

        assertThat(replays(extended, accepting, accepting)).isTrue();
        assertThat(replays(extended, accepting, A)).isFalse();
        assertThat(replays(
                        extended,
                        accepting,
                        accepting.withUri(OTHERS.get("path").uri())))
                .isFalse();
    }

    @Test
    void c34AMatcherThatIsAlwaysFalseNeverMatches() throws IOException {
        Vcr.Builder never = cassette.mode(NONE).match(Matchers.where("never", (recorded, sent) -> false));

        assertThat(replays(never, A, A)).isFalse();
    }

    @Test
    void c35OneFailedMatcherIsNamedWithWhatPassed() throws IOException {
        assertThat(refusal(cassette.mode(NONE), A, OTHERS.get("path")))
                .contains("matched   method, scheme, host, port, query, body   differs in  path")
                .contains("episode 1   path: recorded /a, sent /b");
    }

    @Test
    void c36AnEpisodeWithWhichNothingIsEqualIsNotCalledClose() throws IOException {
        Vcr.Builder byPath = cassette.mode(NONE).matchers(List.of(Matchers.path()));

        assertThat(refusal(byPath, A, OTHERS.get("path")))
                .startsWith("No recorded episode matches")
                .doesNotContain("closest", "episode 1 ");
    }

    @Test
    void c71TheSamePathUnderHttpAndHttpsIsNotTheSame() throws IOException {
        assertThat(replays(cassette.mode(NONE), get("http://h/a"), get("https://h/a")))
                .isFalse();
    }

    private boolean replays(Vcr.Builder configured, HttpRequest recorded, HttpRequest sent) throws IOException {
        persist(recorded);
        return cassette.run(configured, sent).answers().equals(List.of("recorded"));
    }

    private String refusal(Vcr.Builder configured, HttpRequest recorded, HttpRequest sent) throws IOException {
        persist(recorded);
        return cassette.run(configured, sent).report().refusals().get(0);
    }

    private void persist(HttpRequest recorded) throws IOException {
        cassette.persister.delete(ID);
        cassette.store(episode(recorded, "recorded"));
    }
}
