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
 * @param echoes the values in JSON bodies that the response repeats; their places are ignored
 */
public record BodyRules(
        List<JsonPath> ignored, List<JsonPath> unordered, Changing changing, boolean fileNames, List<EchoRule> echoes) {

    /** Compares everything. */
    public static final BodyRules STRICT = new BodyRules(List.of(), List.of(), Changing.NOTHING, true, List.of());

    public BodyRules ignoring(List<JsonPath> paths) {
        return new BodyRules(joined(ignored, paths), unordered, changing, fileNames, echoes);
    }

    public BodyRules unordered(List<JsonPath> paths) {
        return new BodyRules(ignored, joined(unordered, paths), changing, fileNames, echoes);
    }

    public BodyRules echoing(EchoRule rule) {
        return new BodyRules(
                joined(ignored, List.of(rule.asked())), unordered, changing, fileNames, joined(echoes, List.of(rule)));
    }

    public BodyRules ignoringUuids() {
        return new BodyRules(ignored, unordered, new Changing(true, changing.times()), fileNames, echoes);
    }

    public BodyRules ignoringTimes() {
        return new BodyRules(ignored, unordered, new Changing(changing.uuids(), true), fileNames, echoes);
    }

    public BodyRules ignoringFileNames() {
        return new BodyRules(ignored, unordered, changing, false, echoes);
    }

    /** True if no rule depends on a place in a JSON document. */
    boolean haveNoPlaces() {
        return ignored.isEmpty() && unordered.isEmpty();
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
