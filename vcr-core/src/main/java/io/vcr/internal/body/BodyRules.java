package io.vcr.internal.body;

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
public record BodyRules(List<JsonPath> ignored, List<JsonPath> unordered, Changing changing, boolean fileNames) {

    /** Everything counts. */
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
