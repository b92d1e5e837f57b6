package io.vcr.junit5.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.junit5.UseCassette;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoPackagesTest {

    /** The class that is asked for is in io.vcr.junit5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "io.vcr.junit5            | true",
                "io.vcr.junit5..          | true",
                "io.vcr..                 | true",
                "io..                     | true",
                "com.acme, io.vcr.junit5  | true",
                "com.acme.. , io.vcr..,   | true",
                "io.vcr                   | false",
                "io.vcr.jun..             | false",
                "io.vcr.junit5.below..    | false",
                "''                       | false"
            })
    void coversAPackageOrItAndAllBelow(String setting, boolean covers) {
        assertThat(AutoPackages.of(Optional.of(setting)).covers(UseCassette.class))
                .isEqualTo(covers);
    }

    @Test
    void coversNothingIfNothingIsSaid() {
        assertThat(AutoPackages.of(Optional.empty()).covers(UseCassette.class)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.acme.*", "com/acme", "..", "com..acme", ".com", "com.acme...", "com acme"})
    void whatIsNoPackageIsAnError(String setting) {
        assertThatThrownBy(() -> AutoPackages.of(Optional.of(setting)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Setting vcr.auto (VCR_AUTO) has the value \"" + setting + "\"; valid is: ");
    }
}
