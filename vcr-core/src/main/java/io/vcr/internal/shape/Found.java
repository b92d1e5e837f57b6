package io.vcr.internal.shape;

/**
 * A credential in a text. Immutable.
 *
 * @param start the index of its first character
 * @param end the index behind its last character
 * @param kind what it is
 */
public record Found(int start, int end, Kind kind) {

    /** The leftmost first, of these the longest. */
    boolean precedes(Found other) {
        return start < other.start || (start == other.start && end > other.end);
    }
}
