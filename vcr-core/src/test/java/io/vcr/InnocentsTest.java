package io.vcr;

import static io.vcr.Exchanges.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vcr.http.HttpRequest;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only looks like a secret, or is called like one, is stored as it is with the default settings. */
class InnocentsTest {

    static Stream<Arguments> bodies() throws IOException {
        List<Arguments> bodies = new ArrayList<>();
        try (InputStream in = InnocentsTest.class.getResourceAsStream("innocents.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split("\t", 2);
                    boolean isJson = columns[0].equals("application/json");
                    bodies.add(arguments(columns[0], isJson ? columns[1] : columns[1].translateEscapes()));
                }
            }
        }
        return bodies.stream();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyStaysAsItIs(String type, String body) throws IOException {
        assertStaysAsItIs(Exchange.of("POST").send(type, body).receive(type, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens=5",
                "next_token=a1B2c3D4e5F6g7H8i9J0k1L2",
                "pageToken=CAUQAA1B2c3D4e5F6g7H8",
                "cursor=a1B2c3D4e5F6g7H8i9J0",
                "key=PROJ-123",
                "code=404",
                "token=17",
                "pincode=560001",
                "seed=550e8400-e29b-41d4-a716-446655440000",
                "sellToken=0x52908400098527886E0F7030069857D2E4169EE7&buyToken=0x6B175474E89094C44Da98b954EedeAC495271d0F",
                "sort_key=name&partition_key=a",
                "token_type=bearer&author=ann",
                "client_id=acme&response_type=code&scope=a%20b&state=7",
                "q=what+is+a+password%3F",
                "a",
                "a=%E9%20&b=c+d"
            })
    void aQueryStaysAsItIs(String query) throws IOException {
        assertStaysAsItIs(Exchange.of("GET").uri("https://api.example.com/v1/tokens?" + query));
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining-tokens, 149984",
        "anthropic-ratelimit-input-tokens-reset, 2026-01-01T00:00:00Z",
        "x-amzn-bedrock-input-token-count, 12",
        "access-control-allow-credentials, true",
        "access-control-allow-headers, 'authorization, x-api-key'",
        "www-authenticate, 'Bearer realm=\"api\", error=\"invalid_token\"'",
        "x-oauth-scopes, 'repo, user'",
        "x-session-id, a1b2c3d4-0000-4000-8000-a1b2c3d4e5f6",
        "x-cache-key, /v1/files/a1B2c3D4e5F6g7H8i9J0",
        "surrogate-key, 'page-17 user-4'",
        "etag, '\"33a64df551425fcc55e4d42a148795d9f25f89d4\"'",
        "content-digest, 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'",
        "x-continuation-token, a1B2c3D4e5F6g7H8i9J0k1L2",
        "sec-websocket-accept, s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "location, https://api.example.com/v1/password/reset?lang=en#top",
        "link, '<https://api.example.com/a?page=2&next_token=a1B2c3D4e5F6g7H8>; rel=\"next\"'"
    })
    void aHeaderStaysAsItIs(String name, String value) throws IOException {
        assertStaysAsItIs(Exchange.of("POST").requestHeader(name, value).responseHeader(name, value));
    }

    @Test
    void nothingIsSaidOfWhatStays() throws IOException {
        assertThat(Exchange.of("POST").send("application/json", "{\"max_tokens\":5}"))
                .satisfies(exchange -> assertThat(
                                record(exchange, new StubPersister()).toString())
                        .contains("redacted={}"));
    }

    private static void assertStaysAsItIs(Exchange exchange) throws IOException {
        StubPersister store = new StubPersister();
        Report report = record(exchange, store);
        assertThat(report.verdict()).as(report.save()).isEqualTo(Verdict.MISS_RECORDED);
        Episode stored = store.memory
                .load(CassetteId.of("innocent"))
                .orElseThrow()
                .episodes()
                .get(0);

        HttpRequest request = stored.request();
        assertThat(request.uri()).isEqualTo(exchange.request().uri());
        assertThat(request.headers()).isEqualTo(exchange.request().headers());
        assertThat(request.body().text()).isEqualTo(exchange.request().body().text());
        assertThat(stored.response().headers()).isEqualTo(exchange.response().headers());
        assertThat(stored.response().body().text())
                .isEqualTo(exchange.response().body().text());
    }

    private static Report record(Exchange exchange, StubPersister store) {
        Session session = Vcr.builder(store).build().open("innocent");
        capture(((Decision.Live) session.decide(exchange.request())).capture(), exchange.response());
        return session.finish(Outcome.PASSED);
    }
}
