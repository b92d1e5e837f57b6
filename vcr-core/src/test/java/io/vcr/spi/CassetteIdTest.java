package io.vcr.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassetteIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "com/acme/Chat/streams", "a b/[1] x=y", "...", "a..b", "con", "\u00e9", "\ud83d\ude00", "~"
            })
    void namesAreKept(String name) {
        assertThat(CassetteId.of(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/.."})
    void emptyAndDotSegmentsAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CassetteId.of(name))
                .withMessageContaining("segment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "\u007f", "\u0085", "a\tb", "\u001b[31m"})
    void controlCharactersAreRefusedAndNotPrinted(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CassetteId.of(name))
                .withMessageContaining("control character U+00")
                .satisfies(e -> assertThat(e.getMessage().chars().anyMatch(Character::isISOControl))
                        .isFalse());
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CassetteId.of("a\ud83d"))
                .withMessageContaining("surrogate");
    }

    @Test
    void composedAndDecomposedNamesAreOne() {
        String decomposed = Normalizer.normalize("caf\u00e9", Normalizer.Form.NFD);

        assertThat(CassetteId.of(decomposed)).isEqualTo(CassetteId.of("caf\u00e9"));
    }

    @Test
    void namesThatDifferInCaseAreTwo() {
        assertThat(CassetteId.of("Chat/a")).isNotEqualTo(CassetteId.of("chat/a"));
    }

    @Test
    void aThousandAndTwentyFourBytesAreAllowed() {
        assertThat(CassetteId.of("a".repeat(1024)).value()).hasSize(1024);
    }

    @Test
    void oneByteMoreIsRefusedWithTheLimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CassetteId.of("a".repeat(1025)))
                .withMessageContaining("is 1025 bytes long, the limit is 1024");
    }

    @Test
    void theLimitCountsBytesNotCharacters() {
        assertThatIllegalArgumentException().isThrownBy(() -> CassetteId.of("\u20ac".repeat(342)));
    }

    @Test
    void sortsByName() {
        assertThat(CassetteId.of("a")).isLessThan(CassetteId.of("b"));
    }
}
