package io.vcr.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1,"b":2} | {"b":2,"a":1}
                    {"a":{"x":1,"y":[{"p":1,"q":2}]}} | {"a":{"y":[{"q":2,"p":1}],"x":1}}
                    {"a":1} | { "a" : 1.0 }
                    1 | 1E0
                    100 | 1e2
                    10e-1 | 1
                    0 | -0.00
                    -1.50 | -15e-1
                    1234567890123456789012345678901234567890 | 1234567890123456789012345678901234567890.0
                    0.1234567890123456789012345678901234567890 | 1234567890123456789012345678901234567890e-40
                    1e400 | 10e399
                    "caf\\u00e9" | "caf\u00e9"
                    "a\\/b" | "a/b"
                    "\\ud83d\\ude00" | "\ud83d\ude00"
                    [] | [ ]
                    {} | { }
                    null | null
                    {"a":1}\\n{"b":2} | {"a":1.0}\\n\\n{"b":2}\\n
                    """)
    void equalValuesHaveOneText(String one, String other) {
        assertThat(canonical(one.replace("\\n", "\n"))).isPresent().isEqualTo(canonical(other.replace("\\n", "\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [1,2] | [2,1]
                    {"a":1} | {"a":"1"}
                    {"a":true} | {"a":"true"}
                    {"a":null} | {}
                    {"a":null} | {"a":"null"}
                    {"a":[]} | {"a":{}}
                    {"a":""} | {"a":null}
                    {"a":0} | {"a":false}
                    [1] | [1,1]
                    [[1],2] | [1,[2]]
                    [12] | [1,2]
                    {"a":1,"a":2} | {"a":2}
                    {"a":1,"a":2} | {"a":1}
                    {"a":1,"a":2} | {"a":2,"a":1}
                    {"a":1,"a":1} | {"a":1}
                    {"a":{"b":1}} | {"a.b":1}
                    {"a,b":1} | {"a":1,"b":1}
                    {"a":"b,"} | {"a":"b"}
                    ["a","b"] | ["a\\",\\"b"]
                    ["a\\\\","b"] | ["a","\\\\b"]
                    {"A":1} | {"a":1}
                    1234567890123456789012345678901234567890 | 1234567890123456789012345678901234567891
                    9007199254740993 | 9007199254740992
                    0.1 | 0.10000000000000001
                    1e400 | 1e401
                    1e99999999999 | 1e99999999998
                    {"a":1}@{"b":2} | {"b":2}@{"a":1}
                    {"a":1} | {"a":1}@{"a":1}
                    "a" | "a "
                    "a" | "A"
                    """)
    void differentValuesHaveTwoTexts(String one, String other) {
        assertThat(canonical(one.replace('@', '\n'))).isPresent().isNotEqualTo(canonical(other.replace('@', '\n')));
    }

    @Test
    void aLongerConversationNeverEqualsAShorterOne() {
        List<String> texts = new ArrayList<>();
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            messages.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"Hi\"}");
            texts.add(canonical("{\"messages\":[" + messages + "]}").orElseThrow());
        }

        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void aLongerConversationNeverEqualsAShorterOneWhoseTextIsIgnored() {
        String one = "{\"messages\":[{\"id\":1}]}";
        String two = "{\"messages\":[{\"id\":1},{\"id\":2}]}";

        assertThat(canonical(one, "$..id")).isNotEqualTo(canonical(two, "$..id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"a\":}", "[1,", "hello", "{\"a\":1}x", "{'a':1}", "NaN", "01", "{\"a\":1}\n{"})
    void whatIsNotJsonHasNone(String text) {
        assertThat(canonical(text).filter(canonical -> !canonical.isEmpty())).isEmpty();
    }

    @Test
    void deepNestingDoesNotThrow() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(canonical(deep)).isEmpty();
    }

    @Test
    void bytesThatAreNotTextHaveNone() {
        assertThat(CanonicalJson.of(Body.of(new byte[] {'{', (byte) 0xff, '}'}), BodyRules.STRICT))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    $.id | {"id":1,"a":2} | {"a":2,"id":9}
                    $.id | {"id":1,"a":2} | {"a":2}
                    $.id | {"id":{"x":[1]},"a":2} | {"a":2}
                    $.meta.run | {"meta":{"run":1}} | {"meta":{"run":2}}
                    $.messages[*].id | {"messages":[{"id":1},{"id":2}]} | {"messages":[{"id":3},{"id":4}]}
                    $.tools[0] | {"tools":[1,2]} | {"tools":[9,2]}
                    $..id | {"id":1,"a":[{"b":{"id":2}}]} | {"id":3,"a":[{"b":{"id":4}}]}
                    $..meta.id | {"x":{"meta":{"id":1}}} | {"x":{"meta":{"id":2}}}
                    $.id | {"id":1,"id":2} | {"id":3}
                    """)
    void ignoredPlacesDoNotCount(String path, String one, String other) {
        assertThat(canonical(one, path)).isPresent().isEqualTo(canonical(other, path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    $.id | {"x":{"id":1}} | {"x":{"id":2}}
                    $.meta.run | {"run":1} | {"run":2}
                    $.messages[0].id | {"messages":[{"id":1},{"id":2}]} | {"messages":[{"id":1},{"id":4}]}
                    $.id | {"id":1,"a":1} | {"id":1,"a":2}
                    $..run | {"runs":1} | {"runs":2}
                    """)
    void otherPlacesCount(String path, String one, String other) {
        assertThat(canonical(one, path)).isPresent().isNotEqualTo(canonical(other, path));
    }

    @Test
    void theOrderOfKeysNeverCounts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<String> fields = new ArrayList<>();
            for (int f = 0; f < 8; f++) {
                fields.add("\"" + (char) ('a' + f) + "\":" + random.nextInt(3));
            }
            String sorted = "{" + String.join(",", fields) + "}";
            java.util.Collections.shuffle(fields, random);

            assertThat(canonical("{" + String.join(",", fields) + "}"))
                    .as("seed %d", seed)
                    .isEqualTo(canonical(sorted));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$", "$.", "id", "$..", "$.a..b", "$[", "$[x]", "$[-1]", "$.a[", "$['a']"})
    void aPathThatCannotBeUnderstoodIsRefused(String path) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPath.of(path))
                .withMessage("Not a JSON path: \"" + path + "\"; write $.name, $.list[*].name, $.list[0] or $..name");
    }

    @Test
    void aNumberHasTheDigitsAndThePowerThatBigDecimalHas() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                text.append("-.e+0012345".charAt(random.nextInt(11)));
            }
            assertThat(CanonicalJson.canonicalNumber(text.toString()))
                    .as(text.toString())
                    .isEqualTo(byBigDecimal(text.toString()));
        }
    }

    private static String byBigDecimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            return number.unscaledValue() + "e" + -(long) number.scale();
        } catch (NumberFormatException | ArithmeticException e) {
            return text;
        }
    }

    private static Optional<String> canonical(String text, String... ignored) {
        return CanonicalJson.of(Body.of(text), BodyRules.STRICT.ignoring(ignored))
                .map(String.class::cast);
    }
}
