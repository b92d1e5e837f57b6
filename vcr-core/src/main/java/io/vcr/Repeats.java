package io.vcr;

import io.vcr.internal.match.CassetteIndex.Reuse;

/** What answers a request when all episodes that match it were played. */
public enum Repeats {

    /** Nothing: the record mode decides. The default, and the only one that notices an extra call. */
    FAIL(Reuse.NONE),

    /** The last one, again and again: for code that polls until something is ready. */
    LAST(Reuse.LAST),

    /** All of them from the first one on, in recorded order. */
    CYCLE(Reuse.CYCLE);

    private final Reuse reuse;

    Repeats(Reuse reuse) {
        this.reuse = reuse;
    }

    Reuse reuse() {
        return reuse;
    }
}
