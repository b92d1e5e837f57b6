package io.vcr;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal requests of several callers in one cassette: each gets what was recorded for it. */
class CallersTest {

    private static final HttpRequest ANONYMOUS = get("https://h/me");
    private static final HttpRequest ALICE = bearer("alice-secret-0123456789abcdef");
    private static final HttpRequest BOB = bearer("bob-secret-0123456789abcdef");
    private static final HttpRequest PLACEHOLDER = bearer("test-key");

    private final CassetteRuns cassette = new CassetteRuns();

    @Test
    void eachCallerGetsItsOwnInAnyOrder() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, BOB, ALICE);

        assertThat(replayed(BOB, ALICE, ALICE)).containsExactly("live 2", "live 1", "live 3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Authorization              | Bearer one-0123456789abcdef     | Bearer two-0123456789abcdef
            Authorization              | Basic YWxpY2U6c2VjcmV0MTIzNDU2  | Basic Ym9iOnNlY3JldDEyMzQ1Ng==
            X-Api-Key                  | one-0123456789abcdef            | two-0123456789abcdef
            Api-Key                    | one-0123456789abcdef            | two-0123456789abcdef
            Ocp-Apim-Subscription-Key  | 0123456789abcdef0123456789abcde1 | 0123456789abcdef0123456789abcde2
            X-Goog-Api-Key             | one-0123456789abcdef            | two-0123456789abcdef
            anthropic-api-key          | one-0123456789abcdef            | two-0123456789abcdef
            Authorization              | SharedKey one:c2lnMQ==          | SharedKey two:c2lnMQ==
            Authorization              | AWS AKIAONE:c2lnMQ==            | AWS AKIATWO:c2lnMQ==
            Authorization              | AWS4-HMAC-SHA256 Credential=AKIAONE/d, Signature=1 | AWS4-HMAC-SHA256 Credential=AKIATWO/d, Signature=2
            Authorization              | Digest username="one", nonce="1" | Digest username="two", nonce="2"
            Authorization              | OAuth oauth_nonce="1", oauth_consumer_key="one" | OAuth oauth_nonce="2", oauth_consumer_key="two"
            """)
    void anyCredentialTells(String header, String one, String other) throws IOException {
        cassette.run(RecordMode.ONCE, with(header, one), with(header, other));

        assertThat(replayed(with(header, other), with(header, one))).containsExactly("live 2", "live 1");
        assertThat(replayed(with(header, one), with(header, one))).containsExactly("live 1", "refused");
    }

    @ParameterizedTest
    @CsvSource({"key", "api_key", "access_token"})
    void aKeyInTheQueryTells(String parameter) throws IOException {
        HttpRequest one = get("https://h/me?" + parameter + "=one-0123456789abcdef");
        HttpRequest two = get("https://h/me?" + parameter + "=two-0123456789abcdef");
        cassette.run(RecordMode.ONCE, one, two);

        assertThat(replayed(two, one)).containsExactly("live 2", "live 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SharedKey one:c2lnMQ==                              | SharedKey one:c2lnMg==
            AWS AKIAONE:c2lnMQ==                                | AWS AKIAONE:c2lnMg==
            Digest username="one", nonce="1"                    | Digest username="one", nonce="2"
            OAuth oauth_nonce="1", oauth_consumer_key="one"     | OAuth oauth_nonce="2", oauth_consumer_key="one"
            Signature keyId="one",signature="1"                 | Signature keyId="one",signature="2"
            Bearer ya29.a0Aabcdefghijklmnop                     | Bearer ya29.b0Abcdefghijklmnopq
            """)
    void aSignatureThatChangesIsOneCaller(String one, String other) throws IOException {
        cassette.run(RecordMode.ONCE, with("Authorization", one), with("Authorization", other));

        assertThat(marks()).containsExactly("", "");
    }

    @Test
    void aRequestWithoutACredentialIsNotAnsweredByWhatACallerGot() throws IOException {
        cassette.run(RecordMode.ONCE, ANONYMOUS, ALICE);

        assertThat(replayed(ALICE, ANONYMOUS)).containsExactly("live 2", "live 1");
        assertThat(replayed(PLACEHOLDER, ANONYMOUS)).containsExactly("live 2", "live 1");
        assertThat(replayed(ANONYMOUS, ANONYMOUS)).containsExactly("live 1", "refused");
    }

    @Test
    void whereAReplayHasOneKeyForAllTheOrderDecides() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, BOB, ALICE, BOB);

        assertThat(replayed(PLACEHOLDER, PLACEHOLDER, PLACEHOLDER, PLACEHOLDER))
                .containsExactly("live 1", "live 2", "live 3", "live 4");
    }

    @Test
    void whereAReplayHasNoKeyTheOrderDecides() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, BOB, ALICE);

        assertThat(replayed(ANONYMOUS, ANONYMOUS, ANONYMOUS)).containsExactly("live 1", "live 2", "live 3");
    }

    @Test
    void whereAReplayHasOtherKeysTheyCountInTheOrderOfTheirFirstUse() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, BOB, BOB, ALICE);
        HttpRequest one = bearer("new-alice-0123456789abcdef");
        HttpRequest two = bearer("new-bob-0123456789abcdef");

        assertThat(replayed(one, two, one, two)).containsExactly("live 1", "live 2", "live 4", "live 3");
    }

    @Test
    void whereAReplayHasOtherKeysEachGetsTheLastOfItsOwnAgain() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, BOB);
        HttpRequest one = bearer("new-alice-0123456789abcdef");
        HttpRequest two = bearer("new-bob-0123456789abcdef");

        assertThat(cassette.run(cassette.mode(RecordMode.NONE).repeats(Repeats.LAST), one, two, one, two)
                        .answers())
                .containsExactly("live 1", "live 2", "live 1", "live 2");
    }

    @Test
    void aTokenThatAResponseHasShownTellsInAnyOrder() throws IOException {
        String[] tokens = {"a1b2c3d4e5f6a7b8c9d0e1f2a3b4", "f6e5d4c3b2a1f0e9d8c7b6a5f4e3"};
        int[] logins = {0};
        cassette.network = request -> request.method().equals("POST")
                ? ok("{\"access_token\":\"" + tokens[logins[0]++] + "\"}")
                : ok(request.headers().first("Authorization").orElse("").equals("Bearer " + tokens[0]) ? "A" : "B");
        HttpRequest login = post("https://h/login", "{\"user\":1}");
        HttpRequest other = post("https://h/login", "{\"user\":2}");

        cassette.run(RecordMode.ONCE, login, other, bearer(tokens[0]), bearer(tokens[1]));

        assertThat(replayed(login, other, bearer("<access_token-2>"), bearer("<access_token-1>")))
                .endsWith("B", "A");
        assertThat(marks()).startsWith("", "").doesNotContain("none");
    }

    @Test
    void nothingIsAddedToARecordingOfOneCaller() throws IOException {
        cassette.run(RecordMode.ONCE, ALICE, ALICE, get("https://h/public"));

        assertThat(marks()).containsExactly("", "", "");
    }

    @Test
    void nothingIsAddedToRequestsThatDifferAnyway() throws IOException {
        cassette.run(
                RecordMode.ONCE, ALICE, BOB, BOB.withUri(get("https://h/bob").uri()));

        assertThat(marks()).hasSize(3).endsWith("").doesNotHaveDuplicates();
    }

    @Test
    void aMarkIsFourDigitsAndDependsOnTheHost() throws IOException {
        HttpRequest there = get("https://other/me");
        cassette.run(RecordMode.ONCE, ALICE, BOB, there.withHeaders(ALICE.headers()), there.withHeaders(BOB.headers()));

        assertThat(marks()).allMatch(mark -> mark.matches("[0-9a-f]{4}")).doesNotHaveDuplicates();
    }

    @Test
    void withTheMatcherForCredentialsThereIsNoMark() throws IOException {
        cassette.run(cassette.mode(RecordMode.ONCE).match(Matchers.credential()), ALICE, BOB);

        assertThat(marks()).containsExactly("", "");
    }

    private List<String> marks() throws IOException {
        return cassette.stored().stream()
                .map(Episode::request)
                .map(request -> request.headers().first("X-Vcr-Caller").orElse(""))
                .toList();
    }

    private List<String> replayed(HttpRequest... requests) throws IOException {
        return cassette.run(RecordMode.NONE, requests).answers();
    }

    private static HttpRequest bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    private static HttpRequest with(String header, String value) {
        return ANONYMOUS.withHeaders(Headers.of(header, value));
    }
}
