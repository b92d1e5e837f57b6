package io.vcr;

import io.vcr.internal.stream.EndReason;
import io.vcr.spi.CassetteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The report of a session, made when the session ends. Holds filtered data only. Immutable.
 *
 * @param cassette the cassette of the session
 * @param mode the record mode
 * @param outcome how the test ended
 * @param verdict the result in one word
 * @param counts the counters
 * @param save the result of the save in one sentence; the reason if nothing was saved
 * @param liveHosts the number of live requests by host, sorted
 * @param timeSaved how long the replayed exchanges took when they were recorded
 * @param redacted what was replaced in the episodes that are saved, such as {@code access_token in a response body}, with
 *     the number of places, sorted
 * @param refusals the explanation of each refused request
 * @param warnings problems that did not fail the test
 * @param drift how responses that were recorded again differ in their structure from those that were recorded before, a line
 *     each, such as {@code GET https://api.example.com/v1/models: $.data[*].owner went}
 * @param usage the tokens that providers of language models have counted
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
        SortedMap<String, Integer> redacted,
        List<String> refusals,
        List<String> warnings,
        List<String> drift,
        Usage usage) {

    /** Copies the collections. */
    public Report {
        liveHosts = Collections.unmodifiableSortedMap(new TreeMap<>(liveHosts));
        redacted = Collections.unmodifiableSortedMap(new TreeMap<>(redacted));
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
        drift = List.copyOf(drift);
    }

    /**
     * Returns this report as if no response had drifted.
     *
     * @return the report with the verdict that it would have had
     */
    public Report withoutDrift() {
        return new Report(
                cassette,
                mode,
                outcome,
                verdict == Verdict.DRIFT ? Verdict.of(counts) : verdict,
                counts,
                save,
                liveHosts,
                timeSaved,
                redacted,
                refusals,
                warnings,
                List.of(),
                usage);
    }

    /**
     * Returns the verdict line for a build log, such as
     * {@code [VCR HIT] replayed=3 recorded=0 live=0 entries=3 :: com.acme.ChatTest#streams}.
     *
     * @param test the name of the test
     * @return the line; it leaves out counters that are rarely used if they are 0, says why a recording was not saved, and
     *     which setting records responses that were dropped for their status
     */
    public String line(String test) {
        StringBuilder line = new StringBuilder("[VCR " + verdict + "] replayed=" + counts.replayed + " recorded="
                + counts.recorded + " live=" + counts.live);
        reasons(line, "dropped", counts.dropped);
        reasons(line, "passed_through", counts.passedThrough);
        reasons(line, "unseen", counts.unseen);
        reasons(line, "redacted", redacted);
        if (counts.refused > 0) {
            line.append(" refused=").append(counts.refused);
        }
        if (!drift.isEmpty()) {
            line.append(" drift=").append(drift.size());
        }
        if (counts.unplayed > 0) {
            line.append(" unplayed=").append(counts.unplayed);
        }
        line.append(" entries=").append(counts.entries).append(" :: ").append(test);
        if (counts.recorded > 0 && (verdict == Verdict.MISS_OVERFLOW || verdict == Verdict.MISS_NOT_PERSISTED)) {
            line.append(" (").append(firstLine(save)).append(')');
        }
        if (counts.dropped.keySet().stream().anyMatch(Filters::isStatus)) {
            line.append(" (vcr.record=errors records responses of any status)");
        } else if (counts.dropped.keySet().stream().anyMatch(EndReason::isFailure)) {
            line.append(" (vcr.record=errors records failed exchanges)");
        }
        return line.toString();
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
     * @param replayed requests answered from the cassette
     * @param recorded live requests that were recorded completely, saved or not
     * @param live requests that were sent over the network, recorded or not
     * @param allowed those of the live requests that passed through by a rule; without requests of attached clients to this
     *     machine, which are in {@code passedThrough} and not in {@code live}
     * @param refused requests that were neither replayed nor sent
     * @param unplayed stored episodes that no request has played; 0 if the store was not read
     * @param entries episodes in the store after the session
     * @param dropped exchanges that were not recorded, by reason: live ones, and those that were cancelled before they were sent
     * @param passedThrough requests that passed through by a rule, by reason
     * @param unseen live requests that no adapter has shown, by host, client and what helps; one for each connection, whatever
     *     it was used for
     */
    public record Counts(
            int replayed,
            int recorded,
            int live,
            int allowed,
            int refused,
            int unplayed,
            int entries,
            SortedMap<String, Integer> dropped,
            SortedMap<String, Integer> passedThrough,
            SortedMap<String, Integer> unseen) {

        /** Copies the maps. */
        public Counts {
            unseen = Collections.unmodifiableSortedMap(new TreeMap<>(unseen));
            dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
            passedThrough = Collections.unmodifiableSortedMap(new TreeMap<>(passedThrough));
        }
    }

    /**
     * The tokens that the responses of a session say they have used, by model, sorted. Responses of other APIs, and live
     * responses that were not recorded, say nothing.
     *
     * @param replayed the tokens of responses from the cassette, which cost nothing
     * @param live the tokens of responses that were recorded, saved or not
     */
    public record Usage(SortedMap<String, Tokens> replayed, SortedMap<String, Tokens> live) {

        /** No tokens at all. */
        public static final Usage NONE = new Usage(new TreeMap<>(), new TreeMap<>());

        /** Copies the maps. */
        public Usage {
            replayed = Collections.unmodifiableSortedMap(new TreeMap<>(replayed));
            live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
        }
    }

    /**
     * The tokens of responses of one model.
     *
     * @param calls the responses that say what they have used
     * @param input all tokens of the prompts, also those of a cache
     * @param cached those of them that were read from a cache of the provider
     * @param written those of them that were written to a cache of the provider
     * @param output the tokens of the answers, also those of their reasoning
     */
    public record Tokens(int calls, long input, long cached, long written, long output) {

        /**
         * Adds the tokens of other responses.
         *
         * @param other the other tokens
         * @return the sum
         */
        public Tokens plus(Tokens other) {
            return new Tokens(
                    calls + other.calls,
                    input + other.input,
                    cached + other.cached,
                    written + other.written,
                    output + other.output);
        }
    }
}
