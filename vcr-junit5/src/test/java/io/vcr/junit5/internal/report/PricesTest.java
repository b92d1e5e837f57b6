package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Report.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o = 2 8,               0.000056", // 20 * 2 + 2 * 8
        "gpt-4o = 2 8 1,             0.000046", // 10 read from a cache
        "gpt-4o = 2 8 1 3,           0.000051", // 5 written to one
        "gpt-* = 2 8,                0.000056",
        "*4o = 2 8,                  0.000056",
        "* = 0 0,                    0"
    })
    void tokensCostTheirPricePerMillion(String line, BigDecimal cost) {
        assertThat(prices(line).cost("gpt-4o", new Tokens(1, 20, 10, 5, 2)))
                .hasValueSatisfying(found -> assertThat(found).isEqualByComparingTo(cost));
    }

    @Test
    void firstLineThatMatchesCounts() {
        assertThat(prices("# cheap\n\ngpt-4o-mini* = 1 1\ngpt-4o* = 9 9")
                        .cost("gpt-4o-mini", new Tokens(1, 1, 0, 0, 0)))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("0.000001"));
    }

    @Test
    void modelWithoutALineHasNoPrice() {
        assertThat(prices("gpt-4o = 2 8").cost("gpt-4o-mini", new Tokens(1, 1, 0, 0, 1)))
                .isEmpty();
    }

    @Test
    void currencyIsTheUsersElseDollars() {
        assertThat(prices("currency = EUR").currency()).isEqualTo("EUR");
        assertThat(prices("").currency()).isEqualTo("USD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-4o = 2", "gpt-4o = 2 8 1 3 4", "gpt-4o = 2 -8", "gpt-4o = a b", "= 1 2"})
    void otherLinesAreErrorsThatShowThem(String line) {
        assertThatThrownBy(() -> prices(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prices.txt: \"" + line + "\" holds no prices; write");
    }

    @Test
    void missingFileIsAnErrorThatNamesTheSetting(@TempDir Path directory) {
        assertThatThrownBy(() -> Prices.read(directory.resolve("none.txt")))
                .hasMessageContaining("vcr.prices names")
                .hasMessageContaining("none.txt");
    }

    static Prices prices(String text) {
        try {
            Path directory = Files.createTempDirectory("prices");
            Path file = Files.writeString(directory.resolve("prices.txt"), text);
            try {
                return Prices.read(file);
            } finally {
                Files.delete(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
