package io.vcr.internal.body;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules for the comparison of bodies. Immutable.
 *
 * @param ignored the places in JSON bodies that are not compared
 * @param unordered the lists in JSON bodies that are compared in any order
 * @param changing the texts that are not compared, anywhere in a body
 * @param fileNames whether the file names in multipart bodies are compared
 */
public record BodyRules(List<JsonPath> ignored, List<JsonPath> unordered, Changing changing, boolean fileNames) {

    /** Compares everything. */
    public static final BodyRules STRICT = new BodyRules(List.of(), List.of(), Changing.NOTHING, true);

    public BodyRules ignoring(List<JsonPath> paths) {
        return new BodyRules(joined(ignored, paths), unordered, changing, fileNames);
    }

    public BodyRules unordered(List<JsonPath> paths) {
        return new BodyRules(ignored, joined(unordered, paths), changing, fileNames);
    }

    public BodyRules ignoringUuids() {
        return new BodyRules(ignored, unordered, new Changing(true, changing.times()), fileNames);
    }

    public BodyRules ignoringTimes() {
        return new BodyRules(ignored, unordered, new Changing(changing.uuids(), true), fileNames);
    }

    public BodyRules ignoringFileNames() {
        return new BodyRules(ignored, unordered, changing, false);
    }

    /** True if no rule depends on a place in a JSON document. */
    boolean haveNoPlaces() {
        return ignored.isEmpty() && unordered.isEmpty();
    }

    private static List<JsonPath> joined(List<JsonPath> some, List<JsonPath> more) {
        List<JsonPath> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
