package io.vcr;

import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that change bodies. */
class BodyFiltersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"password":"x"}                       | $.password       | {"password":"REDACTED"}
            {"a":{"password":1},"b":[1.50]}        | $..password      | {"a":{"password":"REDACTED"},"b":[1.50]}
            {"a":[{"t":"x"},{"t":{"u":1}}]}        | $.a[*].t         | {"a":[{"t":"REDACTED"},{"t":"REDACTED"}]}
            {"a":[1,2,3]}                          | $.a[1]           | {"a":[1,"REDACTED",3]}
            [{"t":1}]                              | $[0].t           | [{"t":"REDACTED"}]
            { "a" : 1 }                            | $.b              | { "a" : 1 }
            {"a":null}                             | $.a              | {"a":null}
            not json                               | $.a              | not json
            """)
    void jsonValuesAreRedacted(String body, String path, String expected) {
        assertThat(redacted("application/json", body, Filters.redactJson(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "application/vnd.api+json", "APPLICATION/JSON"})
    void everyKindOfJsonIsRedacted(String type) {
        assertThat(redacted(type, "{\"a\":1}", Filters.redactJson("$.a"))).isEqualTo("{\"a\":\"REDACTED\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "POST", "GET", "DELETE"})
    void everyMethodIsRedacted(String method) {
        HttpRequest request = new HttpRequest(
                method, Uri.of("https://h/"), Headers.of("Content-Type", "application/json"), Body.of("{\"a\":1}"));

        assertThat(Filters.redactJson("$.a").request(request).body()).isEqualTo(Body.of("{\"a\":\"REDACTED\"}"));
    }

    @Test
    void jsonLinesAreRedactedEach() {
        assertThat(redacted("application/jsonl", "{\"a\":1}\n\n{\"b\":2}\n", Filters.redactJson("$.a")))
                .isEqualTo("{\"a\":\"REDACTED\"}\n\n{\"b\":2}\n");
    }

    @Test
    void linesOfJsonAreRedactedEachIfTheyAreNotOneDocument() {
        assertThat(redacted("application/json", "{\"a\":1}\nnot json\n{\"a\":2}", Filters.redactJson("$.a")))
                .isEqualTo("{\"a\":\"REDACTED\"}\nnot json\n{\"a\":\"REDACTED\"}");
    }

    @Test
    void aDocumentWithoutTheValueKeepsItsBytesAndIsNotTakenForLines() {
        String list = "[\n{\"a\":\"\\u00e9\"},\n{\"a\":1.50}\n]\n";

        assertThat(redacted("application/json", list, Filters.redactJson("$.a")))
                .isEqualTo(list);
        assertThat(redacted("application/json", "{ \"b\": \"\\u0061\" }", Filters.redactJson("$.a")))
                .isEqualTo("{ \"b\": \"\\u0061\" }");
    }

    @Test
    void eventsOfAStreamAreRedactedEach() {
        assertThat(redacted(
                        "text/event-stream",
                        "event: a\ndata: {\"token\":\"x\"}\n\ndata: [DONE]\n\n",
                        Filters.redactJson("$.token")))
                .isEqualTo("event: a\ndata: {\"token\":\"REDACTED\"}\n\ndata: [DONE]\n\n");
    }

    @Test
    void redactingTwiceChangesNothing() {
        Filter filter = Filters.redactJson("$.a");
        String once = redacted("application/json", "{\"a\":1}", filter);

        assertThat(redacted("application/json", once, filter)).isEqualTo(once);
    }

    @Test
    void otherTypesAreLeftAlone() {
        assertThat(redacted("text/plain", "{\"a\":1}", Filters.redactJson("$.a")))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void fieldsOfFormsAreRedacted() {
        assertThat(redacted(
                        "application/x-www-form-urlencoded; charset=utf-8",
                        "a=1&Pass%77ord=x&b=&password",
                        Filters.redactForm("password")))
                .isEqualTo("a=1&Pass%77ord=REDACTED&b=&password");
    }

    @Test
    void aTextIsReplacedEverywhere() {
        Filter filter = Filters.replaceText("acme", "TENANT");
        HttpRequest request =
                post("https://h/acme?t=acme", "{\"t\":\"acme\"}").withHeaders(Headers.of("X-Tenant", "acme,acme"));

        HttpRequest filtered = filter.request(request);

        assertThat(filtered.uri().text()).isEqualTo("https://h/TENANT?t=TENANT");
        assertThat(filtered.headers().all("x-tenant")).containsExactly("TENANT,TENANT");
        assertThat(filtered.body()).isEqualTo(Body.of("{\"t\":\"TENANT\"}"));
        assertThat(filter.response(request, ok("acme")).body()).isEqualTo(Body.of("TENANT"));
    }

    @Test
    void anEmptyTextCannotBeReplaced() {
        assertThatIllegalArgumentException().isThrownBy(() -> Filters.replaceText("", "x"));
    }

    @Test
    void longImagesBecomeAPlaceholderByDefault() {
        String image = "a".repeat(1001);
        String body = "{\"data\":[{\"b64_json\":\"%s\",\"url\":\"u\"},{\"b64_json\":\"%s\"}]}";
        HttpResponse response = ok(body.formatted(image, "short"));
        FilterChain defaults = new FilterChain(Filters.defaults(), new Redaction(SecretRules.NOTHING));

        assertThat(defaults.response(post("https://h/", "{}"), response).body())
                .isEqualTo(Body.of(body.formatted("dGVzdA==", "short")));
    }

    private static String redacted(String type, String body, Filter filter) {
        HttpRequest request = post("https://h/", "").withHeaders(Headers.of("Content-Type", type));
        HttpResponse response = new HttpResponse(200, "OK", Headers.of("Content-Type", type), Body.of(body));
        String inResponse = filter.response(request, response).body().text().orElseThrow();
        assertThat(filter.request(request.withBody(Body.of(body))).body().text())
                .contains(inResponse);
        return inResponse;
    }
}
