package io.vcr.internal.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements in a text, none of which overlap. Confined to one thread. */
final class Splices {

    /** A piece of a text, and what takes its place. */
    record Splice(int start, int end, String replacement) {}

    private final List<Splice> splices = new ArrayList<>();

    /** Adds a replacement behind all others. */
    void append(int start, int end, String replacement) {
        splices.add(new Splice(start, end, replacement));
    }

    /** Adds a replacement in the place of one of the same piece, if there is one. */
    void replace(int start, int end, String replacement) {
        splices.removeIf(other -> other.start == start);
        splices.add(new Splice(start, end, replacement));
    }

    boolean isEmpty() {
        return splices.isEmpty();
    }

    List<Splice> inOrder() {
        splices.sort(Comparator.comparingInt(Splice::start));
        return splices;
    }

    String applyTo(String text) {
        if (splices.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        for (Splice splice : inOrder()) {
            out.append(text, done, splice.start).append(splice.replacement);
            done = splice.end;
        }
        return out.append(text, done, text.length()).toString();
    }
}
