package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {

    private static final FilterChain DEFAULTS = new FilterChain(Filters.defaults(), new Redaction(SecretRules.NOTHING));

    /** Made up, in the shape that the guard knows. */
    private static final String GOOGLE_KEY = "AIza" + "a1B2c3D".repeat(5);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "proxy-authorization",
                "x-api-key",
                "api-key",
                "anthropic-api-key",
                "openai-api-key",
                "azure-api-key",
                "ocp-apim-subscription-key",
                "x-goog-api-key",
                "x-goog-user-project",
                "cookie",
                "x-amz-security-token",
                "x-amz-date",
                "x-amz-content-sha256",
                "amz-sdk-invocation-id",
                "amz-sdk-request",
                "openai-organization",
                "openai-project",
                "idempotency-key",
                "traceparent",
                "tracestate",
                "baggage",
                "x-stainless-lang",
                "x-stainless-retry-count",
                "x-b3-traceid",
                "x-b3-sampled"
            })
    void requestHeadersWithSecretsAreRemovedInAnyCase(String name) {
        HttpRequest request =
                get("https://h/").withHeaders(Headers.of(name, "1", "Accept", "a", name.toUpperCase(Locale.ROOT), "2"));

        assertThat(DEFAULTS.request(request).headers()).isEqualTo(Headers.of("Accept", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-cookie",
                "x-request-id",
                "request-id",
                "cf-ray",
                "anthropic-organization-id",
                "openai-organization",
                "openai-project",
                "x-amzn-requestid",
                "x-amzn-trace-id",
                "date",
                "server",
                "via",
                "report-to",
                "nel",
                "alt-svc"
            })
    void responseHeadersThatChangeEachTimeAreRemoved(String name) {
        HttpResponse response =
                ok("{}").withHeaders(Headers.of("A", "1", name.toUpperCase(Locale.ROOT), "1", name, "2"));

        assertThat(DEFAULTS.response(get("https://h/"), response).headers()).isEqualTo(Headers.of("A", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"retry-after", "x-ratelimit-remaining-requests", "content-type", "content-length", "location"})
    void responseHeadersThatCallersReadStay(String name) {
        HttpResponse response = ok("{}").withHeaders(Headers.of(name, "1"));

        assertThat(DEFAULTS.response(get("https://h/"), response).headers().first(name))
                .contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key",
                "apikey",
                "access_token",
                "client_secret",
                "sig",
                "signature",
                "x-amz-signature",
                "x-amz-credential",
                "x-amz-security-token",
                "API_KEY",
                "X-Amz-Signature",
                "%61pi_key"
            })
    void secretParametersAreRedacted(String name) {
        assertThat(uri("https://h/p?a=1&" + name + "=s3cret&b=2#f"))
                .isEqualTo("https://h/p?a=1&" + name + "=REDACTED&b=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "token", "code", "KEY"})
    void suspectParametersAreRedactedIfTheirValueLooksLikeACredential(String name) {
        assertThat(uri("https://h/p?" + name + "=" + GOOGLE_KEY)).isEqualTo("https://h/p?" + name + "=REDACTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key=next-page-17", "token=CAUQAA", "code=200", "keys=" + "x", "token="})
    void otherValuesOfSuspectParametersStay(String query) {
        assertThat(uri("https://h/p?" + query)).isEqualTo("https://h/p?" + query);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p?api_key=a&api_key=b, https://h/p?api_key=REDACTED&api_key=REDACTED",
        "https://h/p?api_key, https://h/p?api_key",
        "https://h/p?a=b|c&d=[e] f&sig=x, https://h/p?a=b|c&d=[e] f&sig=REDACTED",
        "https://h/p?a=%20+&&sig=x, https://h/p?a=%20+&&sig=REDACTED",
        "https://h/p?sig=a=b, https://h/p?sig=REDACTED",
        "https://u:p@h/p?x=1, https://h/p?x=1",
        "https://u:p@h, https://h",
        "https://h/p#access_token=x, https://h/p"
    })
    void everyOtherByteOfTheUriStays(String given, String filtered) {
        assertThat(uri(given)).isEqualTo(filtered);
    }

    @Test
    void aRequestThatHoldsNothingSecretIsTheSame() {
        HttpRequest request = get("https://h/p?a=1").withHeaders(Headers.of("Accept", "a"));

        assertThat(DEFAULTS.request(request)).isEqualTo(request);
    }

    /** Stored requests pass the request filters again when they are loaded. */
    @Test
    void filteringTwiceIsFilteringOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "api_key=", "key=", GOOGLE_KEY, "&", "=", "%41", "+", "#", "?", "a", "sig", "token=", "REDACTED"
        };
        for (int i = 0; i < 500; i++) {
            StringBuilder query = new StringBuilder("https://u:p@h/p?");
            for (int p = random.nextInt(10); p > 0; p--) {
                query.append(pieces[random.nextInt(pieces.length)]);
            }
            HttpRequest once = DEFAULTS.request(get(query.toString()));

            assertThat(DEFAULTS.request(once)).as("seed %d, %s", seed, query).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 206, 299})
    void successIsStored(int status) {
        assertThat(DEFAULTS.dropReason(get("https://h/"), status(status))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 199, 300, 302, 304, 400, 401, 429, 500, 503})
    void anythingElseIsDroppedWithItsStatus(int status) {
        assertThat(DEFAULTS.dropReason(get("https://h/"), status(status))).contains("status " + status);
    }

    @Test
    void aServerThatDeclinesAStreamHasNotFailed() {
        HttpRequest listen = get("https://h/mcp").withHeaders(Headers.of("Accept", "text/event-stream"));

        assertThat(DEFAULTS.dropReason(listen, status(405))).isEmpty();
        assertThat(DEFAULTS.dropReason(listen, status(404))).contains("status 404");
        assertThat(DEFAULTS.dropReason(
                        new HttpRequest("POST", listen.uri(), listen.headers(), Body.EMPTY), status(405)))
                .contains("status 405");
    }

    @Test
    void moreHeadersCanBeRemoved() {
        FilterChain chain = new FilterChain(
                List.of(Filters.removeRequestHeaders("X-A"), Filters.removeResponseHeaders("X-B")),
                new Redaction(SecretRules.NOTHING));
        Headers headers = Headers.of("x-a", "1", "x-b", "2");

        assertThat(chain.request(get("https://h/").withHeaders(headers)).headers())
                .isEqualTo(Headers.of("x-b", "2"));
        assertThat(chain.response(get("https://h/"), ok("").withHeaders(headers))
                        .headers())
                .isEqualTo(Headers.of("x-a", "1"));
    }

    @Test
    void moreParametersCanBeRedacted() {
        FilterChain chain =
                new FilterChain(List.of(Filters.redactQuery("Session")), new Redaction(SecretRules.NOTHING));

        assertThat(chain.request(get("https://h/?session=1&a=2")).uri().text())
                .isEqualTo("https://h/?session=REDACTED&a=2");
    }

    @Test
    void filtersRunInTheirOrder() {
        FilterChain chain =
                new FilterChain(List.of(appending("1"), appending("2")), new Redaction(SecretRules.NOTHING));

        assertThat(chain.request(get("https://h/")).uri().text()).isEqualTo("https://h/12");
    }

    @Test
    void aFilterThatThrowsIsNamedAndItsMessageIsNot() {
        Filter broken = new BrokenFilter();

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        new FilterChain(List.of(broken), new Redaction(SecretRules.NOTHING)).request(get("https://h/")))
                .hasMessage("filter BrokenFilter failed with IllegalStateException")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCassetteOfAnotherToolBecomesWhatARecordingWouldBe() throws IOException {
        HttpRequest request = get("https://h/").withHeaders(Headers.of("Authorization", "Bearer r4nd0m-v4lue-of-ours"));
        HttpResponse response = ok("").withHeaders(
                        Headers.of("Content-Encoding", "gzip", "Server", "nginx", "Set-Cookie", "sid=r4nd0m2; Path=/"))
                .withBody(gzip("you are r4nd0m-v4lue-of-ours"));
        Cassette cassette = Cassette.of(ID, List.of(new Episode(request, response, Exchanges.NOON, null, null)));

        Episode applied = Filters.apply(Filters.defaults(), SecretPolicy.redact(), cassette)
                .episodes()
                .get(0);

        assertThat(applied.request().headers()).isEqualTo(Headers.EMPTY);
        assertThat(applied.response().headers().size()).isOne();
        assertThat(applied.response().headers().first("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie).matches("sid=<[a-z_]+-1>; Path=/"));
        assertThat(applied.response().body().text()).contains("you are <authorization-1>");
        assertThat(applied.recordedAt()).isEqualTo(Exchanges.NOON);
    }

    private static Body gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Body.of(bytes.toByteArray());
    }

    private static final class BrokenFilter implements Filter {
        @Override
        public HttpRequest request(HttpRequest request) {
            throw new IllegalStateException("s3cret");
        }
    }

    private static Filter appending(String text) {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return get(request.uri().text() + text);
            }
        };
    }

    private static String uri(String text) {
        return DEFAULTS.request(get(text)).uri().text();
    }
}
