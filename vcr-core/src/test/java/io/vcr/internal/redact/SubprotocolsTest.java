package io.vcr.internal.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubprotocolsTest {

    private static String stored(String offered) {
        HttpRequest request = new HttpRequest(
                "GET", Uri.of("wss://api.example.com/"), Headers.of("Sec-WebSocket-Protocol", offered), Body.EMPTY);
        return new Redaction(SecretRules.standard())
                .request(request)
                .headers()
                .first("Sec-WebSocket-Protocol")
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token, 0123456789abcdef0123456789abcdef01234567|token, <subprotocol-1>",
                "realtime, openai-insecure-api-key.ek_0123456789abcdef, openai-beta.realtime-v1"
                        + "|realtime, openai-insecure-api-key.<subprotocol-1>, openai-beta.realtime-v1",
                "base64url.bearer.authorization.k8s.io.Zq8vT3kLm9XwR2bN"
                        + "|base64url.bearer.authorization.k8s.io.<subprotocol-1>"
            })
    void aCredentialThatIsOfferedAsASubprotocolIsNotStored(String offered, String stored) {
        assertThat(stored(offered)).isEqualTo(stored);
    }

    @Test
    void aDocumentThatIsOfferedAsASubprotocolIsLookedInto() {
        String header = "{\"host\":\"api.example.com\",\"x-api-key\":\"Zq8vT3kLm9XwR2bN\"}";
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));

        String stored = stored("graphql-ws, header-" + encoded).substring("graphql-ws, header-".length());

        assertThat(new String(Base64.getUrlDecoder().decode(stored), StandardCharsets.UTF_8))
                .contains("api.example.com")
                .doesNotContain("Zq8vT3kLm9XwR2bN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"v1, v2", "graphql-transport-ws", "v12.stomp,v11.stomp", "realtime, openai-beta.realtime-v1"})
    void ordinarySubprotocolsStay(String offered) {
        assertThat(stored(offered)).isEqualTo(offered);
    }
}
