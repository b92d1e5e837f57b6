package io.vcr;

import java.util.ArrayList;
import java.util.List;

/**
 * What counts when bodies are compared. Immutable.
 *
 * @param ignored places of JSON bodies that do not count
 * @param unordered lists of JSON bodies whose order does not count
 * @param changing texts that do not count wherever they stand
 * @param fileNames whether the names of files in multipart bodies count
 */
record BodyRules(List<JsonPath> ignored, List<JsonPath> unordered, Changing changing, boolean fileNames) {

    /** Everything counts. */
    static final BodyRules STRICT = new BodyRules(List.of(), List.of(), Changing.NOTHING, true);

    BodyRules ignoring(List<JsonPath> paths) {
        return new BodyRules(joined(ignored, paths), unordered, changing, fileNames);
    }

    BodyRules unordered(List<JsonPath> paths) {
        return new BodyRules(ignored, joined(unordered, paths), changing, fileNames);
    }

    BodyRules changing(Changing texts) {
        return new BodyRules(ignored, unordered, texts, fileNames);
    }

    BodyRules withoutFileNames() {
        return new BodyRules(ignored, unordered, changing, false);
    }

    /** Whether it matters where in a JSON document something stands. */
    boolean haveNoPlaces() {
        return ignored.isEmpty() && unordered.isEmpty();
    }

    private static List<JsonPath> joined(List<JsonPath> some, List<JsonPath> more) {
        List<JsonPath> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
