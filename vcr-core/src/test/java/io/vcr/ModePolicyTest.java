package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.ModePolicy.Action;
import io.vcr.internal.match.Match;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModePolicyTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # mode,       match,    stored: true, false
                    NONE,         UNPLAYED, REPLAY, REPLAY
                    NONE,         EXPIRED,  REFUSE, REFUSE
                    NONE,         PLAYED,   REFUSE, REFUSE
                    NONE,         ABSENT,   REFUSE, REFUSE
                    ONCE,         UNPLAYED, REPLAY, REPLAY
                    ONCE,         EXPIRED,  LIVE,   LIVE
                    ONCE,         PLAYED,   REFUSE, LIVE
                    ONCE,         ABSENT,   REFUSE, LIVE
                    NEW_EPISODES, UNPLAYED, REPLAY, REPLAY
                    NEW_EPISODES, EXPIRED,  LIVE,   LIVE
                    NEW_EPISODES, PLAYED,   LIVE,   LIVE
                    NEW_EPISODES, ABSENT,   LIVE,   LIVE
                    ALL,          UNPLAYED, LIVE,   LIVE
                    ALL,          EXPIRED,  LIVE,   LIVE
                    ALL,          PLAYED,   LIVE,   LIVE
                    ALL,          ABSENT,   LIVE,   LIVE
                    """)
    void followsTheTable(RecordMode mode, Match match, Action stored, Action notStored) {
        assertThat(ModePolicy.action(mode, OnExpired.RECORD, match, true)).isEqualTo(stored);
        assertThat(ModePolicy.action(mode, OnExpired.RECORD, match, false)).isEqualTo(notStored);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void onExpiredFailChangesTheExpiredRowsOnly(RecordMode mode, Match match, boolean stored) {
        Action usual = ModePolicy.action(mode, OnExpired.RECORD, match, stored);
        boolean changes = match == Match.EXPIRED && mode != RecordMode.ALL;

        assertThat(ModePolicy.action(mode, OnExpired.FAIL, match, stored)).isEqualTo(changes ? Action.REFUSE : usual);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void onExpiredWarnChangesNothingHere(RecordMode mode, Match match, boolean stored) {
        assertThat(ModePolicy.action(mode, OnExpired.WARN, match, stored))
                .isEqualTo(ModePolicy.action(mode, OnExpired.RECORD, match, stored));
    }

    @Test
    void noneNeverGoesLive() {
        for (Arguments cell : cells()) {
            for (OnExpired onExpired : OnExpired.values()) {
                assertThat(ModePolicy.action(
                                RecordMode.NONE, onExpired, (Match) cell.get()[1], (boolean) cell.get()[2]))
                        .isNotEqualTo(Action.LIVE);
            }
        }
    }

    static List<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (RecordMode mode : RecordMode.values()) {
            for (Match match : Match.values()) {
                cells.add(Arguments.of(mode, match, true));
                cells.add(Arguments.of(mode, match, false));
            }
        }
        return cells;
    }
}
