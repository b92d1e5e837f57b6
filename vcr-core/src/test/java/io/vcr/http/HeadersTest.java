package io.vcr.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    private static final Headers COOKIES =
            Headers.of("Set-Cookie", "a=1", "Content-Type", "text/plain", "set-cookie", "b=2, c=3");

    @Test
    void repeatedNamesKeepTheirValuesInOrder() {
        assertThat(COOKIES.all("SET-COOKIE")).containsExactly("a=1", "b=2, c=3");
    }

    @Test
    void commasAreNotSplit() {
        assertThat(Headers.of("Date", "Tue, 01 Jan 2030 00:00:00 GMT").all("date"))
                .containsExactly("Tue, 01 Jan 2030 00:00:00 GMT");
    }

    @Test
    void firstIsTheFirstOfARepeatedName() {
        assertThat(COOKIES.first("set-cookie")).contains("a=1");
    }

    @Test
    void anUnknownNameHasNoValue() {
        assertThat(COOKIES.first("x-none")).isEmpty();
        assertThat(COOKIES.all("x-none")).isEmpty();
        assertThat(COOKIES.contains("x-none")).isFalse();
    }

    @Test
    void namesKeepTheirSpelling() {
        assertThat(List.of(COOKIES.name(0), COOKIES.name(2))).containsExactly("Set-Cookie", "set-cookie");
    }

    @Test
    void withReplacesAllValuesInThePlaceOfTheFirst() {
        Headers changed = COOKIES.with("SET-COOKIE", "d=4");

        assertThat(changed.size()).isEqualTo(2);
        assertThat(changed.name(0)).isEqualTo("Set-Cookie");
        assertThat(changed.value(0)).isEqualTo("d=4");
    }

    @Test
    void withAppendsANewName() {
        Headers changed = COOKIES.with("X-New", "1");

        assertThat(changed.name(3)).isEqualTo("X-New");
    }

    @Test
    void withoutRemovesEveryOccurrence() {
        assertThat(COOKIES.without("SET-cookie")).isEqualTo(Headers.of("Content-Type", "text/plain"));
    }

    @Test
    void withoutAnAbsentNameIsTheSameObject() {
        assertThat(COOKIES.without("x-none")).isSameAs(COOKIES);
        assertThat(COOKIES.without(name -> false)).isSameAs(COOKIES);
    }

    @Test
    void theOrderOfDifferentNamesDoesNotCount() {
        assertThat(Headers.of("A", "1", "B", "2"))
                .isEqualTo(Headers.of("b", "2", "a", "1"))
                .hasSameHashCodeAs(Headers.of("b", "2", "a", "1"));
    }

    @Test
    void theOrderOfTheValuesOfOneNameCounts() {
        assertThat(Headers.of("A", "1", "A", "2")).isNotEqualTo(Headers.of("A", "2", "A", "1"));
    }

    @Test
    void theNumberOfEqualValuesCounts() {
        assertThat(Headers.of("A", "1", "A", "1")).isNotEqualTo(Headers.of("A", "1"));
    }

    @Test
    void theTextShowsNamesOnly() {
        assertThat(Headers.of("Authorization", "Bearer abc")).hasToString("Headers[Authorization]");
    }

    @Test
    void noFieldsAreTheEmptyObject() {
        assertThat(Headers.of()).isSameAs(Headers.EMPTY);
    }

    @Test
    void aNameWithoutAValueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("A", "1", "B"))
                .withMessage("Header without a value: B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\n", "\u0000", "a\u007f", " a"})
    void aBadNameIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b"})
    void aBadValueIsRefusedAndNotShown(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("X-Key", value))
                .withMessageContaining("X-Key")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(value));
    }

    @Test
    void pseudoHeadersAreNames() {
        assertThat(Headers.of(":status", "200").first(":STATUS")).contains("200");
    }
}
