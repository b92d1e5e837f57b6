package io.vcr.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class BodyTest {

    @Test
    void laterChangesOfTheArrayDoNotCount() {
        byte[] bytes = {1, 2};
        Body body = Body.of(bytes);
        bytes[0] = 9;
        body.bytes()[1] = 9;

        assertThat(body.bytes()).containsExactly(1, 2);
    }

    @Test
    void theBufferIsReadOnly() {
        assertThatThrownBy(() -> Body.of("x").buffer().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void emptyIsAbsent() {
        assertThat(Body.of("")).isSameAs(Body.EMPTY);
        assertThat(Body.of(new byte[0])).isSameAs(Body.EMPTY);
    }

    @Test
    void equalByContent() {
        assertThat(Body.of("a")).isEqualTo(Body.of(new byte[] {'a'})).hasSameHashCodeAs(Body.of("a"));
        assertThat(Body.of("a")).isNotEqualTo(Body.of("b"));
    }

    @Test
    void theReplacementCharacterIsAText() {
        assertThat(Body.of("a\uFFFDé").text()).contains("a\uFFFDé");
    }

    @Test
    void bytesThatAreNotUtf8HaveNoText() {
        assertThat(Body.of(new byte[] {(byte) 0xff}).text()).isEmpty();
    }

    @Test
    void theTextOfALongBodyIsDecodedOnceForAllWhoUseItTogether() {
        Body body = Body.of("é".repeat(100_000));
        String text = body.text().orElseThrow();

        assertThat(body.text().orElseThrow()).isSameAs(text).isEqualTo("é".repeat(100_000));
    }

    @Test
    void aPartOutsideTheArrayIsRefused() {
        assertThatThrownBy(() -> Body.of(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theTextFormShowsTheLengthOnly() {
        assertThat(Body.of("secret")).hasToString("Body[6 bytes]");
    }
}
