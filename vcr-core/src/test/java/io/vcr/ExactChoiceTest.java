package io.vcr;

import static io.vcr.Exchanges.NOON;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the episodes that match, the one that is closest to the request answers it. */
class ExactChoiceTest {

    private static final HttpRequest URL = get("https://h/a");

    private final CassetteRuns cassette = new CassetteRuns();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Accept            | text/csv                | application/json
            Accept-Language   | de                      | en
            Accept-Profile    | public                  | private
            Content-Type      | text/plain              | text/csv
            Prefer            | return=minimal          | return=representation
            If-None-Match     | "a"                     | "b"
            If-Match          | "a"                     | "b"
            Last-Event-ID     | 7                       | 8
            Stripe-Account    | acct_1                  | acct_2
            Xero-Tenant-Id    | one                     | two
            X-Requested-With  | XMLHttpRequest          | fetch
            """)
    void aFieldThatSelectsChoosesAndAnotherValueIsRefused(String header, String one, String other) throws IOException {
        cassette.run(RecordMode.ONCE, with(header, one), with(header, other));

        assertThat(replayed(with(header, other), with(header, one))).containsExactly("live 2", "live 1");
        assertThat(replayed(with(header, one), with(header, one))).containsExactly("live 1", "refused");
        assertThat(replayed(with(header, "third"))).containsExactly("refused");
        assertThat(replayed(URL)).containsExactly("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Accept-Language", "Prefer", "If-None-Match", "Content-Type", "Stripe-Account"})
    void aFieldThatSelectsRefusesNothingWhereOnlyOneValueIsRecorded(String header) throws IOException {
        cassette.run(
                RecordMode.ONCE,
                with(header, "one"),
                URL.withUri(get("https://h/b").uri()));

        assertThat(replayed(with(header, "two"))).containsExactly("live 1");
        assertThat(replayed(URL)).containsExactly("live 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"If-Modified-Since", "If-Unmodified-Since", "X-Feature", "Origin", "anthropic-beta", "X-Run-Id"})
    void anyOtherFieldChoosesAndRefusesNothing(String header) throws IOException {
        cassette.run(RecordMode.ONCE, with(header, "one"), with(header, "two"));

        assertThat(replayed(with(header, "two"), with(header, "one"))).containsExactly("live 2", "live 1");
        assertThat(replayed(with(header, "three"), with(header, "four"))).containsExactly("live 1", "live 2");
        assertThat(replayed(with(header, "one"), with(header, "one"))).containsExactly("live 1", "live 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "User-Agent",
                "Accept-Encoding",
                "x-goog-api-client",
                "X-Sdk-Version",
                "traceparent",
                "X-B3-TraceId",
                "x-datadog-trace-id",
                "sentry-trace",
                "X-Request-Id",
                "amz-sdk-invocation-id",
                "x-ms-client-request-id",
                "Cache-Control",
                "Date",
                "Connection",
                "X-Forwarded-For",
                "Grpc-Timeout",
                "Sec-Fetch-Mode"
            })
    void whatChangesWithTheClientSaysNothing(String header) throws IOException {
        network("Vary", header);
        cassette.run(RecordMode.ONCE, with(header, "one"), with(header, "two"));

        assertThat(replayed(with(header, "two"), with(header, "three"))).containsExactly("live 1", "live 2");
        assertThat(replayed(URL, URL)).containsExactly("live 1", "live 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Feature", "x-feature", "Accept-Encoding, X-Feature", "Origin,X-Feature, User-Agent"})
    void whatTheResponseNamesInVarySelects(String vary) throws IOException {
        network("Vary", vary);
        cassette.run(RecordMode.ONCE, with("X-Feature", "one"), with("X-Feature", "two"));

        assertThat(replayed(with("X-Feature", "two"), with("X-Feature", "one"))).containsExactly("live 2", "live 1");
        assertThat(replayed(with("X-Feature", "one"), with("X-Feature", "one"))).containsExactly("live 1", "refused");
        assertThat(replayed(with("X-Feature", "three"))).containsExactly("refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv, application/json;q=0.5  | text/csv,application/json; q=0.5
            Text/CSV                          | text/csv
            """)
    void spacesAndCaseOfAcceptDoNotCount(String recorded, String sent) throws IOException {
        cassette.run(RecordMode.ONCE, with("Accept", "text/html"), with("Accept", recorded));

        assertThat(replayed(with("Accept", sent))).containsExactly("live 2");
    }

    @Test
    void aBoundaryOfAFormDoesNotCount() throws IOException {
        cassette.run(RecordMode.ONCE, part("one"), part("two"));

        assertThat(replayed(part("three"), part("four"))).containsExactly("live 1", "live 2");
    }

    private static HttpRequest part(String boundary) {
        return typed(
                "multipart/form-data; boundary=" + boundary,
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--" + boundary
                        + "--\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://h/?a=1&a=2     | https://h/?a=2&a=1
            https://h/?a=1&b=2     | https://h/?b=2&a=1
            https://h/?q=a+b       | https://h/?q=a%20b
            https://h/a~b          | https://h/a%7Eb
            https://h/a/./b        | https://h/a/b
            https://h/%2f          | https://h/%2F
            https://h?a            | https://h?a=
            """)
    void theSameSpellingOfTheUrlGoesFirst(String one, String other) throws IOException {
        cassette.run(RecordMode.ONCE, get(one), get(other));

        assertThat(replayed(get(other), get(one))).containsExactly("live 2", "live 1");
        assertThat(replayed(get(other), get(other))).containsExactly("live 2", "live 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            application/json                   | {"a":1,"b":2}   | {"b":2,"a":1}
            application/json                   | {"a":1}         | {"a":1.0}
            application/x-www-form-urlencoded  | a=1&a=2         | a=2&a=1
            application/x-www-form-urlencoded  | a=b+c           | a=b%20c
            """)
    void theSameBytesGoFirst(String type, String one, String other) throws IOException {
        cassette.run(RecordMode.ONCE, typed(type, one), typed(type, other));

        assertThat(replayed(typed(type, other), typed(type, one))).containsExactly("live 2", "live 1");
    }

    @Test
    void aFieldThatSelectsWeighsMoreThanSpellingAndBytes() throws IOException {
        HttpRequest recorded = typed("application/json", "{\"a\":1,\"b\":2}");
        cassette.run(RecordMode.ONCE, accepting(recorded, "text/csv"), accepting(recorded, "text/html"));

        HttpRequest sent = recorded.withBody(Body.of("{\"b\":2,\"a\":1}"))
                .withUri(get(recorded.uri().text().replace("charges", "%63harges"))
                        .uri());
        assertThat(replayed(accepting(sent, "text/html"))).containsExactly("live 2");
    }

    private static HttpRequest accepting(HttpRequest request, String type) {
        return request.withHeaders(Headers.of("Content-Type", "application/json", "Accept", type));
    }

    @Test
    void orderDecidesBetweenEquals() throws IOException {
        cassette.run(RecordMode.ONCE, with("X-Id", "1"), with("X-Id", "2"), with("X-Id", "3"), with("X-Id", "2"));

        assertThat(replayed(URL, with("X-Id", "2"), URL, with("X-Id", "9")))
                .containsExactly("live 1", "live 2", "live 3", "live 4");
    }

    @Test
    void repeatsStayWithinWhatMayAnswer() throws IOException {
        cassette.run(RecordMode.ONCE, with("Accept", "text/csv"), with("Accept", "text/html"));
        HttpRequest csv = with("Accept", "text/csv");
        HttpRequest html = with("Accept", "text/html");

        for (Repeats repeats : new Repeats[] {Repeats.LAST, Repeats.CYCLE}) {
            assertThat(cassette.run(cassette.mode(RecordMode.NONE).repeats(repeats), csv, csv, html, csv, html)
                            .answers())
                    .as(repeats.toString())
                    .containsExactly("live 1", "live 1", "live 2", "live 1", "live 2");
        }
    }

    @Test
    void theLastOneThatIsRepeatedIsThatOfTheClosest() throws IOException {
        HttpRequest one = with("X-Job", "1");
        HttpRequest two = with("X-Job", "2");
        cassette.run(RecordMode.ONCE, one, two, one);

        assertThat(repeated(one, two, one, one, two, one)).endsWith("live 3", "live 2", "live 3");
        assertThat(repeated(one, one, two, URL)).endsWith("live 3");
    }

    private List<String> repeated(HttpRequest... requests) throws IOException {
        return cassette.run(cassette.mode(RecordMode.NONE).repeats(Repeats.LAST), requests)
                .answers();
    }

    @Test
    void anExpiredEpisodeIsPassedOver() throws IOException {
        cassette.store(
                new Episode(with("X-Id", "1"), Exchanges.ok("old"), NOON, NOON, null),
                new Episode(with("X-Id", "2"), Exchanges.ok("new"), NOON, null, null));

        assertThat(replayed(with("X-Id", "1"), with("X-Id", "1"))).containsExactly("new", "refused");
    }

    @Test
    void aPredicateLeavesTheChoiceToTheRest() throws IOException {
        cassette.run(RecordMode.ONCE, with("Accept", "text/csv"), with("Accept", "text/html"));
        Vcr.Builder any = cassette.mode(RecordMode.NONE).match(Matchers.where("any", (recorded, sent) -> true));

        assertThat(cassette.run(any, with("Accept", "text/html"), with("Accept", "text/csv"))
                        .answers())
                .containsExactly("live 2", "live 1");
    }

    @Test
    void aMissNamesTheFieldThatSelects() throws IOException {
        cassette.run(RecordMode.ONCE, with("Accept", "text/csv"), with("Accept", "application/json"));
        Session session = cassette.mode(RecordMode.NONE)
                .environment(Map.of())
                .rerun("mvn test -Dtest=CheckoutTest#pays")
                .build()
                .open(Exchanges.ID);
        String message = ((Decision.Refuse) session.decide(with("Accept", "text/html"))).message();
        session.finish(Outcome.FAILED);

        assertThat(message).isEqualTo("""
                No recorded episode matches GET https://h/a
                  cassette  checkout/pays   2 episodes, 2 unplayed, mode none
                  matched   method, scheme, host, port, path, query, body   differs in  header accept
                  closest   episode 1   header accept: recorded text/csv, sent text/html
                            episode 2   header accept: recorded application/json, sent text/html
                  fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                            or add this request: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays""");
    }

    private void network(String header, String value) {
        int[] calls = {0};
        cassette.network =
                request -> new HttpResponse(200, "OK", Headers.of(header, value), Body.of("live " + ++calls[0]));
    }

    private List<String> replayed(HttpRequest... requests) throws IOException {
        return cassette.run(RecordMode.NONE, requests).answers();
    }

    private static HttpRequest with(String header, String value) {
        return URL.withHeaders(Headers.of(header, value));
    }
}
