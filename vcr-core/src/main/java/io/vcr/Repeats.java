package io.vcr;

/** What answers a request when all episodes that match it were played. */
public enum Repeats {

    /** Nothing: the record mode decides. The default, and the only one that notices an extra call. */
    FAIL,

    /** The last one, again and again: for code that polls until something is ready. */
    LAST,

    /** All of them from the first one on, in recorded order. */
    CYCLE
}
