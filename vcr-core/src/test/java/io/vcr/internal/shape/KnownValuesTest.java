package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownValuesTest {

    @Test
    void ofValuesThatOverlapTheLongestIsTakenFirst() {
        assertThat(replaced("xabcdefghijklmx", "abcdefgh", "fghijklm0", "efghijklm"))
                .isEqualTo("xabcd<3>x");
        assertThat(replaced("xabcdefghijklmx", "abcdefghij", "abcdefgh", "ijklmx012"))
                .isEqualTo("x<1>klmx");
    }

    @Test
    void theShorterOneIsTakenWhereALongerOneIsNotFree() {
        assertThat(replaced("abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abcdefghij", "ijklmnopqrst"))
                .isEqualTo("<1><3>uvwxyz");
    }

    @Test
    void ofEquallyLongOnesTheFirstIsTaken() {
        assertThat(replaced("abcdefghijkl", "cdefghij", "abcdefgh")).isEqualTo("ab<1>kl");
        assertThat(replaced("abcdefgh", "abcdefgh", "abcdefgh")).isEqualTo("<1>");
    }

    @Test
    void valuesStandAtBothEndsAndNextToEachOther() {
        assertThat(replaced("abcdefghabcdefghABCDEFGHI", "abcdefgh", "ABCDEFGHI"))
                .isEqualTo("<1><1><2>");
        assertThat(replaced("abcdefg", "abcdefgh")).isEqualTo("abcdefg");
        assertThat(replaced("")).isEmpty();
    }

    @Test
    void theSameIsFoundAsByASearchForEachValue() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            String text = letters(random, 20 + random.nextInt(200), 2 + random.nextInt(3));
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int start = random.nextInt(text.length() - KnownValues.LEAST);
                int end = start + KnownValues.LEAST + random.nextInt(12);
                values.add(end <= text.length() ? text.substring(start, end) : letters(random, 9, 3));
            }
            String[] known = values.toArray(String[]::new);
            assertThat(replaced(text, known)).as("seed %d", seed).isEqualTo(replacedOneByOne(text, known));
        }
    }

    @Test
    void aTextThatAllValuesRepeatTakesNoMoreMemoryThanItHasPlaces() {
        String text = "ab".repeat(100_000);
        KnownValues values = new KnownValues();
        for (int length = KnownValues.LEAST; length < 1_000; length++) {
            values.add(text.substring(0, length), "<1>");
        }
        assertThat(values.find(text)).hasSize(text.length() / 1_000);
    }

    private static String letters(Random random, int length, int different) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(different)));
        }
        return text.toString();
    }

    /** With the number of a value, from 1, in its place. */
    private static String replaced(String text, String... values) {
        KnownValues known = new KnownValues();
        for (int i = 0; i < values.length; i++) {
            known.add(values[i], "<" + (i + 1) + ">");
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (KnownValues.Place place : known.find(text)) {
            out.append(text, done, place.start()).append(place.replacement());
            done = place.end();
        }
        return out.append(text.substring(done)).toString();
    }

    private static String replacedOneByOne(String text, String... values) {
        Map<String, String> known = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            known.putIfAbsent(values[i], "<" + (i + 1) + ">");
        }
        String replaced = text;
        for (String value : known.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            replaced = replaced.replace(value, known.get(value));
        }
        return replaced;
    }
}
