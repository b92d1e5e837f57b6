package io.vcr;

import io.vcr.spi.CassetteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a session did, as it stood when the session ended. Holds filtered data only. Immutable.
 *
 * @param cassette the cassette that it used
 * @param mode the record mode
 * @param outcome how the test ended
 * @param verdict one word for it all
 * @param counts the counters
 * @param save what became of the recording, one sentence; the reason if it was not saved
 * @param liveHosts the hosts that were called over the network, with the number of requests, sorted
 * @param timeSaved how long the replayed exchanges took when they were recorded
 * @param refusals the explanation of each refused request
 * @param warnings what went wrong without failing the test
 */
public record Report(
        CassetteId cassette,
        RecordMode mode,
        Outcome outcome,
        Verdict verdict,
        Counts counts,
        String save,
        SortedMap<String, Integer> liveHosts,
        Duration timeSaved,
        List<String> refusals,
        List<String> warnings) {

    /** Copies the collections. */
    public Report {
        liveHosts = Collections.unmodifiableSortedMap(new TreeMap<>(liveHosts));
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /**
     * Returns the verdict line for a build log, such as
     * {@code [VCR HIT] replayed=3 recorded=0 live=0 entries=3 :: com.acme.ChatTest#streams}.
     *
     * @param test what to call the test
     * @return the line; counters that are 0 in most tests show only if they are not, and a recording that was not saved
     *     says why
     */
    public String line(String test) {
        StringBuilder line = new StringBuilder("[VCR " + verdict + "] replayed=" + counts.replayed + " recorded="
                + counts.recorded + " live=" + counts.live);
        reasons(line, "dropped", counts.dropped);
        reasons(line, "passed_through", counts.passedThrough);
        if (counts.refused > 0) {
            line.append(" refused=").append(counts.refused);
        }
        if (counts.unplayed > 0) {
            line.append(" unplayed=").append(counts.unplayed);
        }
        line.append(" entries=").append(counts.entries).append(" :: ").append(test);
        boolean lost =
                counts.recorded > 0 && (verdict == Verdict.MISS_OVERFLOW || verdict == Verdict.MISS_NOT_PERSISTED);
        return lost ? line + " (" + firstLine(save) + ")" : line.toString();
    }

    private static void reasons(StringBuilder line, String name, Map<String, Integer> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        List<String> texts = new ArrayList<>();
        reasons.forEach((reason, count) -> texts.add(reason + (count > 1 ? " x" + count : "")));
        int sum = reasons.values().stream().mapToInt(Integer::intValue).sum();
        line.append(' ')
                .append(name)
                .append('=')
                .append(sum)
                .append('(')
                .append(String.join(", ", texts))
                .append(')');
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /**
     * The counters of a session, in requests.
     *
     * @param replayed answered from the cassette
     * @param recorded went live and were recorded completely, saved or not
     * @param live reached the network, recorded or not
     * @param refused neither replayed nor let through
     * @param unplayed episodes of the stored cassette that no request asked for; 0 if it was not needed
     * @param entries episodes in the store after the session
     * @param dropped live exchanges that were not recorded, by reason
     * @param passedThrough requests that a rule let through, by reason
     */
    public record Counts(
            int replayed,
            int recorded,
            int live,
            int refused,
            int unplayed,
            int entries,
            SortedMap<String, Integer> dropped,
            SortedMap<String, Integer> passedThrough) {

        /** Copies the maps. */
        public Counts {
            dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
            passedThrough = Collections.unmodifiableSortedMap(new TreeMap<>(passedThrough));
        }
    }
}
