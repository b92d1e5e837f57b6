package io.vcr;

/** The table of record modes, as a pure function. */
final class ModePolicy {

    private ModePolicy() {}

    /** What the cassette has for a request. */
    enum Match {
        /** An episode that was not played yet, or may be repeated, or is to be replayed although it has expired. */
        UNPLAYED,
        /** Only episodes that have expired. */
        EXPIRED,
        /** Only episodes that were played already. */
        PLAYED,
        /** No matching episode. */
        ABSENT
    }

    /** What is done with a request. */
    enum Action {
        REPLAY,
        LIVE,
        REFUSE
    }

    static Action action(RecordMode mode, OnExpired onExpired, Match match, boolean stored) {
        if (mode == RecordMode.ALL) {
            return Action.LIVE;
        }
        if (match == Match.UNPLAYED) {
            return Action.REPLAY;
        }
        if (match == Match.EXPIRED && onExpired == OnExpired.FAIL) {
            return Action.REFUSE;
        }
        boolean mayRecord = switch (mode) {
            case NONE -> false;
            // An expired episode is there to be replaced, whatever else is stored beside it.
            case ONCE -> !stored || match == Match.EXPIRED;
            case NEW_EPISODES, ALL -> true;
        };
        return mayRecord ? Action.LIVE : Action.REFUSE;
    }
}
