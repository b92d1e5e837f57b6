package io.vcr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a session has counted so far. Thread-safe. */
final class Counters {

    private boolean closed;
    private int replayed;
    private int live;
    private Duration timeSaved = Duration.ZERO;
    private final SortedMap<String, Integer> dropped = new TreeMap<>();
    private final SortedMap<String, Integer> passedThrough = new TreeMap<>();
    private final SortedMap<String, Integer> liveHosts = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    synchronized void replayed(Duration recordedTime) {
        replayed++;
        timeSaved = timeSaved.plus(recordedTime);
    }

    /** Counts a request that goes live; false if the counters are closed and the request must not go. */
    synchronized boolean live(String host) {
        if (!closed) {
            live++;
            liveHosts.merge(host, 1, Integer::sum);
        }
        return !closed;
    }

    synchronized void dropped(String reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    /** A request that passes through has reached the network like any other. */
    synchronized boolean passedThrough(String reason, String host) {
        if (live(host)) {
            passedThrough.merge(reason, 1, Integer::sum);
        }
        return !closed;
    }

    /** From here on no request goes live: none can be missing from the report. */
    synchronized void close() {
        closed = true;
    }

    synchronized void refused(String message) {
        refusals.add(message);
    }

    synchronized void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    synchronized Report.Counts counts(int recorded, int unplayed, int entries) {
        return new Report.Counts(replayed, recorded, live, refusals.size(), unplayed, entries, dropped, passedThrough);
    }

    synchronized SortedMap<String, Integer> liveHosts() {
        return new TreeMap<>(liveHosts);
    }

    synchronized Duration timeSaved() {
        return timeSaved;
    }

    synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }
}
