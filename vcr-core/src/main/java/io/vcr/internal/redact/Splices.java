package io.vcr.internal.redact;

import java.util.Map;
import java.util.TreeMap;

/** Replacements in a text, none of which overlap. Confined to one thread. */
final class Splices {

    /** A piece of a text, and what takes its place. */
    record Splice(int start, int end, String replacement) {}

    /** By where they start. */
    private final Map<Integer, Splice> splices = new TreeMap<>();

    /** Adds a replacement, in the place of the one of the same piece if there is one. */
    void add(int start, int end, String replacement) {
        splices.put(start, new Splice(start, end, replacement));
    }

    boolean isEmpty() {
        return splices.isEmpty();
    }

    String applyTo(String text) {
        if (splices.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        for (Splice splice : splices.values()) {
            out.append(text, done, splice.start).append(splice.replacement);
            done = splice.end;
        }
        return out.append(text, done, text.length()).toString();
    }
}
