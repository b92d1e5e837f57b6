package io.vcr.internal.shape;

import java.util.IdentityHashMap;

/**
 * A text that is scanned. It remembers where each stretch was last seen to end: a text of nothing but prefixes would
 * take the square of its length otherwise. Confined to one thread.
 */
final class Reading {

    final String text;
    private final IdentityHashMap<Stretch, Extent> last = new IdentityHashMap<>();
    private int failedUntil;

    /** By anchor; empty in nearly all texts. */
    private int[] barren = {};

    Reading(String text) {
        this.text = text;
    }

    /** Where a stretch ends that is read from a place. */
    int end(Stretch stretch, int from) {
        Extent known = last.computeIfAbsent(stretch, s -> new Extent());
        if (from < known.from) {
            int end = stretch.end(text, from, known.from);
            known.end = end < known.from ? end : known.end;
            known.from = from;
        } else if (from > known.end) {
            known.end = stretch.end(text, from, text.length());
            known.from = from;
        }
        return known.end;
    }

    /** Whether one of the characters is none of a set. */
    boolean leaves(CharSet set, int start, int end) {
        return end(set, start) < end;
    }

    /** Notes that no part of a stretch passes the checks of the shape that is being read. */
    void failedUntil(int end) {
        failedUntil = end;
    }

    /** Remembers for an anchor what was noted since the last call. */
    void rememberFailure(int anchor, int anchors) {
        if (failedUntil > 0) {
            barren = barren.length == 0 ? new int[anchors] : barren;
            barren[anchor] = failedUntil;
            failedUntil = 0;
        }
    }

    /** Whether an anchor that ends at a place is in a stretch of which no part passes the checks of its shape. */
    boolean isBarren(int anchor, int end) {
        return barren.length > 0 && end <= barren[anchor];
    }

    private static final class Extent {
        int from = -1;
        int end = -1;
    }
}
