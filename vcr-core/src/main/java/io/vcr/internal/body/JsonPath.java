package io.vcr.internal.body;

import java.util.ArrayList;
import java.util.List;

/** A place in a JSON document: names, indices, {@code [*]} for any index and {@code ..name} for any depth. Immutable. */
public final class JsonPath {

    private static final String ANY_INDEX = "[*]";

    private final String text;
    private final List<String> steps;
    private final boolean anyDepth;

    private JsonPath(String text, List<String> steps, boolean anyDepth) {
        this.text = text;
        this.steps = List.copyOf(steps);
        this.anyDepth = anyDepth;
    }

    public static JsonPath of(String text) {
        boolean anyDepth = text.startsWith("$..");
        String rest = anyDepth ? text.substring(2) : text.startsWith("$") ? text.substring(1) : "";
        List<String> steps = new ArrayList<>();
        int at = 0;
        while (at < rest.length()) {
            int end = end(rest, at + 1);
            String step = rest.substring(at, end);
            boolean valid = step.startsWith(".") ? step.length() > 1 : step.matches("\\[(\\d+|\\*)]");
            if (!valid) {
                throw invalid(text);
            }
            steps.add(step.startsWith(".") ? step.substring(1) : step);
            at = end;
        }
        if (steps.isEmpty()) {
            throw invalid(text);
        }
        return new JsonPath(text, steps, anyDepth);
    }

    private static int end(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        return at;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "Not a JSON path: \"" + text + "\"; write $.name, $.list[*].name, $.list[0] or $..name");
    }

    /** Tells whether this path names a place given by the steps that lead to it. */
    boolean matches(List<String> place) {
        int from = place.size() - steps.size();
        if (from < 0 || (from > 0 && !anyDepth)) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            String step = place.get(from + i);
            boolean anyIndex = steps.get(i).equals(ANY_INDEX) && step.startsWith("[");
            if (!anyIndex && !steps.get(i).equals(step)) {
                return false;
            }
        }
        return true;
    }

    /** The field at its end, or empty if it ends with an index. */
    String lastName() {
        String last = steps.get(steps.size() - 1);
        return last.startsWith("[") ? "" : last;
    }

    public static boolean anyMatches(List<JsonPath> paths, List<String> place) {
        for (JsonPath path : paths) {
            if (path.matches(place)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
