package io.vcr;

import io.vcr.internal.match.Match;

/** The table of record modes, as a pure function. */
final class ModePolicy {

    private ModePolicy() {}

    /** What the session does with a request. */
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
            // An expired episode is replaced even if other episodes are stored beside it.
            case ONCE -> !stored || match == Match.EXPIRED;
            case NEW_EPISODES, ALL -> true;
        };
        return mayRecord ? Action.LIVE : Action.REFUSE;
    }
}
