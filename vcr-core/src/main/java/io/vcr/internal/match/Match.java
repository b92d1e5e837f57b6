package io.vcr.internal.match;

/** The episodes of the cassette for a request. */
public enum Match {
    /** An episode that is unplayed, or may be repeated, or may be replayed although it has expired. */
    UNPLAYED,
    /** Only episodes that have expired. */
    EXPIRED,
    /** Only episodes that were played already. */
    PLAYED,
    /** No matching episode. */
    ABSENT
}
