package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # off, refused, replayed, recorded, live, save,  verdict
                    false, 1, 1, 1, 1, OVERFLOW,     REFUSED
                    false, 1, 0, 0, 0, NOTHING_NEW,  REFUSED
                    false, 0, 1, 1, 1, OVERFLOW,     MISS:OVERFLOW
                    false, 0, 1, 1, 1, DISCARDED,    MISS:NOT_PERSISTED
                    false, 0, 0, 1, 1, SECRET,       MISS:NOT_PERSISTED
                    false, 0, 0, 1, 1, STORE_FAILED, MISS:NOT_PERSISTED
                    false, 0, 1, 1, 1, SAVED,        PARTIAL
                    false, 0, 1, 0, 1, NOTHING_NEW,  PARTIAL
                    false, 0, 0, 1, 1, SAVED,        MISS:RECORDED
                    false, 0, 0, 1, 2, SAVED,        MISS:RECORDED
                    false, 0, 0, 0, 1, NOTHING_NEW,  LIVE
                    false, 0, 1, 0, 0, NOTHING_NEW,  HIT
                    false, 0, 0, 0, 0, NOTHING_NEW,  NOOP
                    true,  1, 1, 1, 1, OVERFLOW,     OFF
                    true,  0, 0, 0, 0, NOTHING_NEW,  OFF
                    """)
    void theFirstRuleThatHoldsDecides(
            boolean off, int refused, int replayed, int recorded, int live, SaveResult.Kind save, String verdict) {
        Report.Counts counts = new Report.Counts(
                replayed, recorded, live, 0, refused, 0, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

        assertThat(Verdict.of(off, counts, new SaveResult(save, "..."), false)).hasToString(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0, SAVED, DRIFT", "1, SAVED, DRIFT", "0, DISCARDED, MISS:NOT_PERSISTED", "0, OVERFLOW, MISS:OVERFLOW"})
    void driftStandsBelowWhatWasNotSaved(int replayed, SaveResult.Kind save, String verdict) {
        Report.Counts counts =
                new Report.Counts(replayed, 1, 1, 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

        assertThat(Verdict.of(false, counts, new SaveResult(save, "..."), true)).hasToString(verdict);
    }

    @Test
    void theRulesStandInTheOrderOfTheConstants() {
        assertThat(Verdict.values())
                .extracting(Verdict::toString)
                .containsExactly(
                        "REFUSED",
                        "MISS:OVERFLOW",
                        "MISS:NOT_PERSISTED",
                        "DRIFT",
                        "PARTIAL",
                        "MISS:RECORDED",
                        "LIVE",
                        "HIT",
                        "NOOP",
                        "OFF");
    }
}
