package io.vcr.internal.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionCountTest {

    @ParameterizedTest
    @CsvSource({
        "'key <api_key-1>', api_key",
        "'<h1><token-12></h1>', token",
        "'<<token-1>', token",
        "'a &lt;token-1&gt; b', token",
        "'https://host/?key=%3Ctoken-1%3E', token",
        "'url=https%3A%2F%2Fhost%2F%3Fkey%3D%253Ctoken-1%253E', token"
    })
    void aPlaceholderIsCountedInEachSpelling(String text, String label) {
        assertThat(RedactionCount.of(List.of(episode(text)))).isEqualTo(Map.of(label + " in a response body", 1));
    }

    @Test
    void eachPlaceholderIsCounted() {
        String longest = "x".repeat(64);
        String text = "<token-1><token-1> <" + longest + "-123456789> <" + longest + "x-1>";

        assertThat(RedactionCount.of(List.of(episode(text))))
                .isEqualTo(Map.of("token in a response body", 2, longest + " in a response body", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<h1>", "1>", "a < b1 > c", "<Token-1>", "<-1>", "<token-1234567890>", "token-1>"})
    void nothingElseIsCounted(String text) {
        assertThat(RedactionCount.of(List.of(episode(text)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1>", "<1", "<a-1", "<a-1>>"})
    @Timeout(30)
    void aHostileTextTakesNoMoreThanItsLength(String repeated) {
        assertThat(RedactionCount.of(List.of(episode(repeated.repeat(2 << 20)))))
                .hasSizeLessThan(2);
    }

    private static Episode episode(String text) {
        return new Episode(
                new HttpRequest("GET", Uri.of("https://api.example.com/"), Headers.EMPTY, Body.EMPTY),
                new HttpResponse(200, "OK", Headers.EMPTY, Body.of(text)),
                null,
                null,
                null);
    }
}
