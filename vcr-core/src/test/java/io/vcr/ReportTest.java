package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void aHitShowsTheCountersThatAlwaysMatter() {
        assertThat(report(Verdict.HIT, counts(3, 0, 0, 0, 0, 3, Map.of(), Map.of()), "nothing new")
                        .line("com.acme.ChatTest#streams(String)[2]"))
                .isEqualTo("[VCR HIT] replayed=3 recorded=0 live=0 entries=3 :: com.acme.ChatTest#streams(String)[2]");
    }

    @Test
    void otherCountersShowIfTheyAreNotZero() {
        assertThat(report(
                                Verdict.REFUSED,
                                counts(
                                        1,
                                        2,
                                        5,
                                        1,
                                        4,
                                        7,
                                        Map.of("status 429", 2, "closed early", 1),
                                        Map.of("localhost", 2)),
                                "saved 2 new of 7")
                        .line("T#m"))
                .isEqualTo("[VCR REFUSED] replayed=1 recorded=2 live=5 dropped=3(closed early, status 429 x2)"
                        + " passed_through=2(localhost x2) refused=1 unplayed=4 entries=7 :: T#m"
                        + " (vcr.record=errors records responses of any status)");
    }

    @Test
    void aRecordingThatWasNotSavedSaysWhy() {
        assertThat(report(
                                Verdict.MISS_NOT_PERSISTED,
                                counts(0, 1, 1, 0, 0, 0, Map.of(), Map.of()),
                                "the test failed, so its 1 new episode is discarded\n  more")
                        .line("T#m"))
                .isEqualTo("[VCR MISS:NOT_PERSISTED] replayed=0 recorded=1 live=1 entries=0 :: T#m"
                        + " (the test failed, so its 1 new episode is discarded)");
    }

    @Test
    void anOverflowSaysWhy() {
        assertThat(report(Verdict.MISS_OVERFLOW, counts(0, 51, 51, 0, 0, 0, Map.of(), Map.of()), "51 episodes are ...")
                        .line("T#m"))
                .endsWith(":: T#m (51 episodes are ...)");
    }

    @Test
    void laterChangesOfTheCountersDoNotCount() {
        TreeMap<String, Integer> dropped = new TreeMap<>();
        Report.Counts counts = new Report.Counts(0, 0, 0, 0, 0, 0, 0, dropped, new TreeMap<>(), new TreeMap<>());
        dropped.put("late", 1);

        assertThat(counts.dropped()).isEmpty();
    }

    private static Report.Counts counts(
            int replayed,
            int recorded,
            int live,
            int refused,
            int unplayed,
            int entries,
            Map<String, Integer> dropped,
            Map<String, Integer> passed) {
        return new Report.Counts(
                replayed,
                recorded,
                live,
                0,
                refused,
                unplayed,
                entries,
                new TreeMap<>(dropped),
                new TreeMap<>(passed),
                new TreeMap<>());
    }

    private static Report report(Verdict verdict, Report.Counts counts, String save) {
        return new Report(
                Exchanges.ID,
                RecordMode.ONCE,
                Outcome.PASSED,
                verdict,
                counts,
                save,
                new TreeMap<>(),
                Duration.ZERO,
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                Report.Usage.NONE);
    }
}
