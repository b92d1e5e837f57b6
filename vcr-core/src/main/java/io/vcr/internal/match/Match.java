package io.vcr.internal.match;

/** What the cassette has for a request. */
public enum Match {
    /** An episode that was not played yet, or may be repeated, or is to be replayed although it has expired. */
    UNPLAYED,
    /** Only episodes that have expired. */
    EXPIRED,
    /** Only episodes that were played already. */
    PLAYED,
    /** No matching episode. */
    ABSENT
}
