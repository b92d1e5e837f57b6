package io.vcr;

import io.vcr.internal.match.CassetteIndex.Reuse;

/** The answer to a request when all matching episodes were played. */
public enum Repeats {

    /** No episode: the record mode decides. The default, and the only setting that detects an extra call. */
    FAIL(Reuse.NONE),

    /** The last of the matching episodes that are closest to the request, as often as needed: for code that polls. */
    LAST(Reuse.LAST),

    /** All matching episodes again from the first one, in recorded order. */
    CYCLE(Reuse.CYCLE);

    private final Reuse reuse;

    Repeats(Reuse reuse) {
        this.reuse = reuse;
    }

    Reuse reuse() {
        return reuse;
    }
}
