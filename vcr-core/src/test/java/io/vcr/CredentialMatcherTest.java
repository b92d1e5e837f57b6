package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.internal.match.CredentialMatcher;
import io.vcr.spi.Filter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialMatcherTest {

    private static final Filter FINGERPRINT = CredentialMatcher.fingerprints(text -> text);

    private final StubPersister store = new StubPersister();
    private final Vcr vcr = Vcr.builder(store).match(Matchers.credential()).build();

    @Test
    void aBadKeyIsNotAnsweredByWhatAGoodKeyGot() throws IOException {
        assertThat(run(with("Authorization", "Bearer good-key-0123456789"))).isEqualTo(Verdict.MISS_RECORDED);

        assertThat(run(with("Authorization", "Bearer bad"))).isEqualTo(Verdict.REFUSED);
        assertThat(run(with("Authorization", "Bearer good-key-0123456789"))).isEqualTo(Verdict.HIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Api-Key",
                "anthropic-api-key",
                "Openai-Api-Key",
                "azure-api-key",
                "Api-Key",
                "X-Goog-Api-Key",
                "Ocp-Apim-Subscription-Key"
            })
    void theHeadersOfAllProvidersCount(String header) throws IOException {
        run(with(header, "one"));

        assertThat(run(with(header, "two"))).isEqualTo(Verdict.REFUSED);
        assertThat(run(with(header, "one"))).isEqualTo(Verdict.HIT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AWS4-HMAC-SHA256 Credential=AKID1/20260101/us-east-1/bedrock/aws4_request, Signature=a | AWS4-HMAC-SHA256 Credential=AKID1/20260909/eu-west-1/bedrock/aws4_request, Signature=b
                    Bearer ya29.first                                                                      | Bearer ya29.second
                    """)
    void whatChangesWithEveryRequestOfOneCallerDoesNotCount(String one, String other) throws IOException {
        run(with("Authorization", one));

        assertThat(run(with("Authorization", other))).isEqualTo(Verdict.HIT);
    }

    @Test
    void anotherAccessKeyIdCounts() throws IOException {
        run(with("Authorization", "AWS4-HMAC-SHA256 Credential=AKID1/20260101/x"));

        assertThat(run(with("Authorization", "AWS4-HMAC-SHA256 Credential=AKID2/20260101/x")))
                .isEqualTo(Verdict.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "api_key=one, api_key=two",
        "access_token=one, access_token=two",
        "X-Amz-Credential=AKID1%2F20260101, X-Amz-Credential=AKID2%2F20260101"
    })
    void aKeyInTheQueryCounts(String one, String other) throws IOException {
        run(get("https://h/a?" + one));

        assertThat(run(get("https://h/a?" + other))).isEqualTo(Verdict.REFUSED);
        assertThat(run(get("https://h/a?" + one))).isEqualTo(Verdict.HIT);
    }

    @Test
    void noCredentialEqualsNone() throws IOException {
        run(get("https://h/a"));

        assertThat(run(get("https://h/a"))).isEqualTo(Verdict.HIT);
        assertThat(run(with("X-Api-Key", "key"))).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aFingerprintIsStoredAndTheCredentialIsNot() throws IOException {
        run(with("Authorization", "Bearer good-key-0123456789"));
        String stored =
                new String(CassetteCodec.YAML.encode(store.memory.load(ID).orElseThrow()), StandardCharsets.UTF_8);

        assertThat(stored)
                .containsPattern("X-Vcr-Credential:\\s+- '?[0-9a-f]{8}'?\\n")
                .doesNotContain("good-key");
    }

    @Test
    void aFilterMayReplaceTheCredentialInsteadOfRemovingIt() throws IOException {
        Vcr replacing = vcr.toBuilder()
                .filters(List.of(new Filter() {
                    @Override
                    public HttpRequest request(HttpRequest request) {
                        return request.withHeaders(request.headers().with("Authorization", "Bearer ..."));
                    }
                }))
                .build();
        run(replacing, with("Authorization", "Bearer good-key-0123456789"));

        assertThat(run(replacing, with("Authorization", "Bearer bad"))).isEqualTo(Verdict.REFUSED);
        assertThat(run(replacing, with("Authorization", "Bearer good-key-0123456789")))
                .isEqualTo(Verdict.HIT);
    }

    @Test
    void oneKeyHasAnotherFingerprintAtEachHost() {
        HttpRequest here = with("X-Api-Key", "key");
        HttpRequest there = here.withUri(Uri.of("https://other/a"));

        assertThat(FINGERPRINT.request(here).headers().first("X-Vcr-Credential"))
                .isNotEqualTo(FINGERPRINT.request(there).headers().first("X-Vcr-Credential"));
    }

    @Test
    void theMissSaysThatTheCredentialDiffers() throws IOException {
        run(with("X-Api-Key", "one"));
        Session session = vcr.open(ID);
        String message = exchange(session, with("X-Api-Key", "two"), ok("{}"));
        session.finish(Outcome.PASSED);

        assertThat(message).contains("differs in  credential").contains("credential: recorded with another credential");
    }

    private Verdict run(HttpRequest request) throws IOException {
        return run(vcr, request);
    }

    private static Verdict run(Vcr vcr, HttpRequest request) throws IOException {
        Session session = vcr.open(ID);
        exchange(session, request, ok("{}"));
        return session.finish(Outcome.PASSED).verdict();
    }

    private static HttpRequest with(String name, String value) {
        return get("https://h/a").withHeaders(Headers.of(name, value));
    }
}
