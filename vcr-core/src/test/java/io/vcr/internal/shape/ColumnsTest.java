package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        Columns.each(
                text,
                Set.of("password", "API key")::contains,
                (name, start, end) -> found.add(name + " " + text.substring(start, end)));
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user,password\nal,hunter\nbo,\n",
                "user;password;a\r\nal;hunter;1\r\n",
                "password\tuser\nhunter\tal",
                "\"user\",\"password\"\n\"a,\nl\",\"hunter\"\n",
                "user, password\n\"a \"\"b\"\", l\", \"hunter\"\n"
            })
    void aValueStandsUnderItsHeading(String table) {
        assertThat(found(table)).containsExactly("password hunter");
    }

    @Test
    void eachRowAndEachTellingColumnIsRead() {
        assertThat(found("password,API key\na,b\nc,\"d e\"\nf,g,password\n"))
                .containsExactly("password a", "API key b", "password c", "API key d e", "password f", "API key g");
    }

    @Test
    void aQuoteWithinACellIsThatOfAnInch() {
        assertThat(found("size,password\n5\" pipe,hunter2\n6,letmein\n7,8\"\n"))
                .containsExactly("password hunter2", "password letmein", "password 8\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", ",", "user,role\nal,admin\n", "password\nhunter\n", "al,hunter\nuser,password\n"})
    void aTableWithoutATellingHeadingHasNone(String table) {
        assertThat(found(table)).isEmpty();
    }
}
