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

    private final int numbers;

    /** By the number of an anchor or of a shape that has it; empty in most texts. */
    private int[] barren = {};

    Reading(String text, int numbers) {
        this.text = text;
        this.numbers = numbers;
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

    /** Remembers under a number what was noted since the last call. */
    void rememberFailure(int number) {
        barrenUntil(number, failedUntil);
        failedUntil = 0;
    }

    /** Remembers under a number that no anchor begins a secret which ends at a place or before. */
    void barrenUntil(int number, int place) {
        if (place > 0) {
            barren = barren.length == 0 ? new int[numbers] : barren;
            barren[number] = place;
        }
    }

    /** The place that is remembered under a number, or 0. */
    int barrenUntil(int number) {
        return barren.length == 0 ? 0 : barren[number];
    }

    /** Whether it is known that an anchor which ends at a place does not begin a secret. */
    boolean isBarren(int number, int end) {
        return end <= barrenUntil(number);
    }

    private static final class Extent {
        int from = -1;
        int end = -1;
    }
}
