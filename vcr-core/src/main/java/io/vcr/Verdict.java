package io.vcr;

/** The result of a session in one word. If several apply, the first constant counts. */
public enum Verdict {

    /** A request was refused. */
    REFUSED,

    /** Exchanges were recorded and not saved, because of a limit. */
    MISS_OVERFLOW("MISS:OVERFLOW"),

    /** Exchanges were recorded and not saved, because the test failed, a secret was found or the store failed. */
    MISS_NOT_PERSISTED("MISS:NOT_PERSISTED"),

    /** Exchanges were recorded again, and a response has another structure than the one that was recorded before. */
    DRIFT,

    /** Some requests were replayed, some went live. */
    PARTIAL,

    /** Requests went live, were recorded and saved. */
    MISS_RECORDED("MISS:RECORDED"),

    /** Requests went live and nothing was recorded. */
    LIVE,

    /** Requests were replayed and none went live. */
    HIT,

    /** There was no HTTP traffic, except to this machine by clients that the test has not attached. */
    NOOP,

    /** The session was switched off. */
    OFF;

    private final String label;

    Verdict() {
        this.label = name();
    }

    Verdict(String label) {
        this.label = label;
    }

    /** Applies the rules in the order of the constants. */
    static Verdict of(boolean off, Report.Counts counts, SaveResult save, boolean hasDrifted) {
        if (off) {
            return OFF;
        }
        if (counts.refused() > 0) {
            return REFUSED;
        }
        if (counts.recorded() > 0 && !save.saved()) {
            return save.overflow() ? MISS_OVERFLOW : MISS_NOT_PERSISTED;
        }
        return hasDrifted ? DRIFT : of(counts);
    }

    /** The verdict of a session that has recorded what it could. */
    static Verdict of(Report.Counts counts) {
        if (counts.replayed() > 0 && counts.live() > 0) {
            return PARTIAL;
        }
        if (counts.recorded() > 0) {
            return MISS_RECORDED;
        }
        if (counts.live() > 0) {
            return LIVE;
        }
        return counts.replayed() > 0 ? HIT : NOOP;
    }

    /** Returns the word as the verdict line shows it, such as {@code MISS:RECORDED}. */
    @Override
    public String toString() {
        return label;
    }
}
