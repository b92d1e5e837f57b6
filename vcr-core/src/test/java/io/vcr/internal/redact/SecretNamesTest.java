package io.vcr.internal.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.internal.redact.SecretNames.Sense;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

    private static final SecretNames NAMES = SecretNames.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token",
                "refresh_token",
                "id_token",
                "client_secret",
                "password",
                "secret",
                "secret_access_key",
                "secret_key",
                "access_key",
                "api_key",
                "private_key",
                "authorization",
                "accessToken",
                "AccessToken",
                "ACCESS_TOKEN",
                "access-token",
                "clientSecret",
                "CLIENT_SECRET",
                "apiKey",
                "APIKey",
                "API_KEY",
                "api-key",
                "apikey",
                "X-Api-Key",
                "passwd",
                "pwd",
                "passphrase",
                "session_token",
                "security_token",
                "auth_token",
                "bearer",
                "assertion",
                "client_assertion",
                "code_verifier",
                "otp",
                "webhook_secret",
                "signing_secret",
                "account_key",
                "connection_string",
                "sas_token",
                "x-vault-token",
                "X-Acme-Token",
                "acme_token",
                "dbPassword",
                "DB_PASSWORD",
                "user[password]",
                "user.password",
                "wsse:Password",
                "SecretAccessKey",
                "aws:SessionToken",
                "new_password",
                "newPassword2",
                "password_confirmation",
                "oauth_token_secret",
                "Private-Token",
                "bind_pw",
                "keys_base64",
                "recovery_keys_base64",
                "unseal_keys_b64",
                "unseal_keys_hex",
                "csrf_token",
                "XSRF-TOKEN",
                "Ocp-Apim-Subscription-Key",
                "x-functions-key",
                "MYAPIKEY",
                "openai_api_key",
                "accesstoken",
                "userpassword",
                "recovery_codes",
                "jwt",
                "STRIPE_SECRET_KEY",
                "sasToken",
                "X-Auth-Key",
                "encryptionKey",
                "DD-APPLICATION-KEY",
                "authToken2",
                "api_key_v2"
            })
    void aTellingNameIsSecret(String name) {
        assertThat(NAMES.sense(name)).isEqualTo(Sense.SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens",
                "prompt_tokens",
                "completion_tokens",
                "total_tokens",
                "token_type",
                "next_token",
                "next_page_token",
                "nextPageToken",
                "previous_token",
                "continuation_token",
                "cursor",
                "thoughtSignature",
                "thought_signature",
                "encrypted_content",
                "prompt_cache_key",
                "primary_key",
                "quadkey",
                "key_color",
                "session_id",
                "idempotency_key",
                "storage_key",
                "public_key",
                "ssh_key",
                "certificate",
                "client_id",
                "api_key_id",
                "author",
                "authors",
                "author_association",
                "authority",
                "authentication_type",
                "password_required",
                "password_created",
                "tokenization",
                "x-ratelimit-limit-tokens",
                "anthropic-ratelimit-tokens-remaining",
                "x-amzn-bedrock-input-token-count",
                "access-control-allow-credentials",
                "www-authenticate",
                "x-oauth-scopes",
                "x-session-id",
                "has_password",
                "secret_name",
                "secretArn",
                "token_endpoint",
                "tokenUri",
                "token_count",
                "tokens",
                "keys",
                "keyword",
                "keyboard",
                "key_id",
                "passport",
                "bypass",
                "compass",
                "passed",
                "secretary",
                "monkey",
                "eos_token",
                "bos_token_id",
                "max_output_tokens",
                "partition_key",
                "cacheKey",
                "surrogate-key",
                "sec-websocket-key",
                "Idempotency-Key",
                "passwordPolicy",
                "resetPassword",
                "authorizationUrl",
                "pincode",
                "",
                "[]",
                "name"
            })
    void aNameThatOnlySoundsLikeOneIsInnocent(String name) {
        assertThat(NAMES.sense(name)).isEqualTo(Sense.INNOCENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "Token", "auth", "pat"})
    void aNameThatSaysLittleLeavesItToTheValue(String name) {
        assertThat(NAMES.sense(name)).isEqualTo(Sense.MAYBE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "Key", "code", "signature", "sig"})
    void aNameThatSaysLittleOfAParameterSaysNothingInADocument(String name) {
        assertThat(NAMES.sense(name)).isEqualTo(Sense.PARAMETER);
    }

    @Test
    void aLabelIsShortEnoughForAPlaceholder() {
        String label = SecretNames.label("SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_GITHUB_CLIENT_SECRET");

        assertThat(label).endsWith("registration_github_client_secret");
        assertThat(Placeholders.isPlaceholder("<" + label + "-123456789>")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "pin, 4938, left",
        "card_pin, 493827, 1234567890",
        "cvc, 493, matched",
        "otp, 493827, one time purchase",
        "csrf, a1B2c3D4, enabled",
        "assertion, PHNhbWwycDpSZXNwb25zZT4, status code is 200",
        "assertion, PHNhbW eHh4 ZXNwb25zZT4, all tests pass",
        "dsn, user:hunter2@db, postgres",
        "mnemonic, one two ten one two ten one two ten one two ten, mov",
        "seed, a1B2c3D4e5F6a7B8, 550e8400-e29b-41d4-a716-446655440000",
        "sell_token, a1B2c3D4, 0x52908400098527886E0F7030069857D2E4169EE7",
        "seed, one two ten one two ten one two ten one two ten, tomato",
        "SecretId, 1c2f8d64-9a3b-4f0e-8d57-b6a1c93e7f20, prod/db",
        "secret_id, a7Kd01xq, billing/db-2024/adminLogin",
        "SecretId, AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE, arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1B2c3",
        "secretId, p4ss/w0rd/x9, https://vault.example/secrets/db/7f8e9d0c",
        "userKey, uQiRzpo4DXghDmr9QzzfQu27cmVRsG, JIRAUSER10100",
        "secret_id, ABCD-EFGH-2345-JKLM, prod-db",
        "tgt, TGT-1-a7Kd01xqZ3b9Lm2P, fr",
        "tgt, TGT-1-abcdefghij-cas, german",
        "apiKey, hunter2, arn:aws:apigateway:us-east-1::/apikeys/a1b2c3d4e5"
    })
    void aValueOfAnotherKindIsNone(String name, String secret, String other) {
        assertThat(NAMES.isSecret(name, secret)).isTrue();
        assertThat(NAMES.isSecret(name, other)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "hash, 9e107d9d372bb6826bd81d3542a419d6, chapter-two_part-12",
        "key, a7Kd01xqZ3b9Lm2P, reports/2024/summary.json",
        "token, a7Kd01xqZ3b9Lm2P, arn:aws:states:us-east-1:123456789012:execution:a:b7"
    })
    void anIdentifierInAUrlIsNone(String name, String secret, String identifier) {
        assertThat(NAMES.isSecretParameter(name, secret)).isTrue();
        assertThat(NAMES.isSecretParameter(name, identifier)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Acme-Key", "Acme-Key", "X-Acme-Auth", "X-Acme-User-Jwt"})
    void aHeaderThatEndsLikeThatOfAKeyLeavesItToTheValue(String name) {
        assertThat(NAMES.sense(name)).isEqualTo(Sense.FIELD);
    }

    @Test
    void aNameThatIsKeptIsInnocentHoweverItIsWritten() {
        SecretNames names = NAMES.without(Set.of("session_token"));

        assertThat(names.sense("sessionToken")).isEqualTo(Sense.INNOCENT);
        assertThat(names.sense("session-token")).isEqualTo(Sense.INNOCENT);
        assertThat(names.sense("auth_token")).isEqualTo(Sense.SECRET);
        assertThat(NAMES.without(Set.of("apiKey")).sense("api.key")).isEqualTo(Sense.INNOCENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientSecret", "client_secret", "Client-Secret", "CLIENT_SECRET", "client secret"})
    void aLabelIsTheSameHoweverTheNameIsWritten(String name) {
        assertThat(SecretNames.label(name)).isEqualTo("client_secret");
    }
}
