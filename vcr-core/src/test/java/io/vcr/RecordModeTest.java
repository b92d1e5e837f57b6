package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordModeTest {

    @ParameterizedTest
    @EnumSource
    void everyModeIsFoundByItsName(RecordMode mode) {
        assertThat(RecordMode.of(mode.toString())).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new_episodes", "NEW_EPISODES", " New_Episodes "})
    void namesComeInAnyCase(String name) {
        assertThat(RecordMode.of(name)).isEqualTo(RecordMode.NEW_EPISODES);
    }

    @Test
    void anUnknownNameListsTheValidOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordMode.of("record"))
                .withMessage("Unknown record mode \"record\"; valid are none, once, new_episodes, all");
    }
}
