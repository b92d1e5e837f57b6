package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartTest {

    private static final String TYPE = "Content-Disposition";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "form-data; name=\"a\"; filename=\"b.txt\" | form-data; name=\"a\"",
                "form-data; filename=\"a\\\"b;c\"; name=\"a\" | form-data; name=\"a\"",
                "form-data; name=\"a\"; filename*=UTF-8''''b.txt | form-data; name=\"a\"",
                "form-data; name=\"a\"; filename=\"not closed | form-data; name=\"a\"",
                "form-data; name=\"a\" | form-data; name=\"a\""
            })
    void aFileNameIsLeftOut(String disposition, String without) {
        assertThat(Multipart.withoutFileName(Headers.of(TYPE, disposition))).isEqualTo(Headers.of(TYPE, without));
    }

    @Test
    void aFileNameMayBeLong() {
        Headers headers = Headers.of(TYPE, "form-data; filename=\"" + "a\\\"".repeat(100_000) + "\"");

        assertThat(Multipart.withoutFileName(headers)).isEqualTo(Headers.of(TYPE, "form-data"));
    }
}
