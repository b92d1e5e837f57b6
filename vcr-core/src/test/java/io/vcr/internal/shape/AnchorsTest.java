package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorsTest {

    private static final List<String> ANCHORS = List.of("a", "ab", "abc", "bcab", "ca", "aaaa", "c.-", "BA");
    private static final String ALPHABET = "aabbcc.-Béa1 ";

    /** Anchors of one and two characters, and without them: then most places of a text are not looked at. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void findWhatALookAtEachPlaceFinds(int shortest) {
        List<String> anchors =
                ANCHORS.stream().filter(anchor -> anchor.length() >= shortest).toList();
        Anchors automaton = new Anchors(anchors);
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            String text = random(random, random.nextInt(14));

            assertThat(found(automaton, text)).as(text).containsExactlyInAnyOrderElementsOf(each(anchors, text));
        }
    }

    @Test
    void findEachAnchorOfTheCatalogueAtEachEndOfAText() {
        List<String> anchors = Catalogue.bundled().shapes().stream()
                .flatMap(shape -> shape.anchors().stream())
                .distinct()
                .toList();
        Anchors automaton = new Anchors(anchors);
        for (String anchor : anchors) {
            for (String text : List.of(anchor, "é" + anchor, anchor + "é", "some words " + anchor + " and more")) {
                assertThat(found(automaton, text)).as(text).containsExactlyInAnyOrderElementsOf(each(anchors, text));
            }
        }
    }

    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static List<String> found(Anchors automaton, String text) {
        List<String> found = new ArrayList<>();
        automaton.find(text, (anchor, start, end) -> found.add(start + " " + text.substring(start, end)));
        return found;
    }

    private static List<String> each(List<String> anchors, String text) {
        List<String> found = new ArrayList<>();
        for (int start = 0; start < text.length(); start++) {
            for (String anchor : anchors) {
                if (text.startsWith(anchor, start)) {
                    found.add(start + " " + anchor);
                }
            }
        }
        return found;
    }
}
