package io.vcr;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The counters of an open session. Thread-safe. */
final class Counters {

    private boolean closed;
    private int replayed;
    private int live;
    private Duration timeSaved = Duration.ZERO;
    private @Nullable Instant oldest;
    private final SortedMap<String, Integer> dropped = new TreeMap<>();
    private final SortedMap<String, Integer> passedThrough = new TreeMap<>();
    private final SortedMap<String, Integer> liveHosts = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Counts a replay of an episode, with the time that its exchange took and the moment when it was recorded. */
    synchronized void replayed(Duration recordedTime, @Nullable Instant recordedAt) {
        replayed++;
        timeSaved = timeSaved.plus(recordedTime);
        if (recordedAt != null && (oldest == null || recordedAt.isBefore(oldest))) {
            oldest = recordedAt;
        }
    }

    synchronized Optional<Instant> oldest() {
        return Optional.ofNullable(oldest);
    }

    /** Counts a live request; false if the counters are closed, and the request must not be sent. */
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

    /**
     * Counts a request that passes through as live too, because it reaches the network; not one of an attached client to
     * this machine, which a test makes to its own application.
     */
    synchronized boolean passedThrough(String reason, String host, boolean isLive) {
        if (isLive ? live(host) : !closed) {
            passedThrough.merge(reason, 1, Integer::sum);
        }
        return !closed;
    }

    /** Lets no further request go live, so that the report counts all of them. */
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
