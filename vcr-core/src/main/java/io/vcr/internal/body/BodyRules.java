package io.vcr.internal.body;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules for the comparison of bodies. Immutable.
 *
 * @param ignored the places in JSON bodies that are not compared
 * @param ignoredXml the places in XML bodies that are not compared
 * @param unordered the lists in JSON bodies that are compared in any order
 * @param changing the texts that are not compared, anywhere in a body
 * @param fileNames whether the file names in multipart bodies are compared
 * @param echoes the values in JSON bodies that the response repeats; their places are ignored
 */
public record BodyRules(
        List<JsonPath> ignored,
        List<XmlPath> ignoredXml,
        List<JsonPath> unordered,
        Changing changing,
        boolean fileNames,
        List<EchoRule> echoes) {

    /** Compares everything. */
    public static final BodyRules STRICT =
            new BodyRules(List.of(), List.of(), List.of(), Changing.NOTHING, true, List.of());

    /**
     * These rules with some more places ignored: XPaths in XML bodies, JSON paths in JSON bodies.
     *
     * @throws IllegalArgumentException if a path is not valid
     */
    public BodyRules ignoring(String... paths) {
        List<JsonPath> json = new ArrayList<>(ignored);
        List<XmlPath> xml = new ArrayList<>(ignoredXml);
        for (String path : paths) {
            if (XmlPath.isOne(path)) {
                xml.add(XmlPath.of(path));
            } else {
                json.add(JsonPath.of(path));
            }
        }
        return new BodyRules(List.copyOf(json), List.copyOf(xml), unordered, changing, fileNames, echoes);
    }

    /** Tells whether a text is a path that can be ignored. */
    public static boolean isPath(String text) {
        try {
            STRICT.ignoring(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public BodyRules unordered(List<JsonPath> paths) {
        return new BodyRules(ignored, ignoredXml, joined(unordered, paths), changing, fileNames, echoes);
    }

    public BodyRules echoing(EchoRule rule) {
        return new BodyRules(
                joined(ignored, List.of(rule.asked())),
                ignoredXml,
                unordered,
                changing,
                fileNames,
                joined(echoes, List.of(rule)));
    }

    public BodyRules ignoringUuids() {
        return new BodyRules(ignored, ignoredXml, unordered, new Changing(true, changing.times()), fileNames, echoes);
    }

    public BodyRules ignoringTimes() {
        return new BodyRules(ignored, ignoredXml, unordered, new Changing(changing.uuids(), true), fileNames, echoes);
    }

    public BodyRules ignoringFileNames() {
        return new BodyRules(ignored, ignoredXml, unordered, changing, false, echoes);
    }

    /** True if everything is compared, as by {@link #STRICT}. The {@code equals} of a record takes a new JVM long to link. */
    public boolean leaveNothingOut() {
        return haveNoPlaces()
                && ignoredXml.isEmpty()
                && !changing.uuids()
                && !changing.times()
                && fileNames
                && echoes.isEmpty();
    }

    /** True if no rule depends on a place in a JSON document. */
    boolean haveNoPlaces() {
        return ignored.isEmpty() && unordered.isEmpty();
    }

    /**
     * Equal for rules that compare alike, which paths are not. The text that a record makes of itself takes a new JVM tens of
     * milliseconds to link, and each session asks for it.
     */
    @Override
    public String toString() {
        return "ignored " + ignored + ignoredXml + ", unordered " + unordered + ", uuids " + changing.uuids()
                + ", times " + changing.times() + ", file names " + fileNames + ", echoes " + echoes;
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
