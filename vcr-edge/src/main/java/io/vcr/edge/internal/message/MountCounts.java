package io.vcr.edge.internal.message;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests of one mount. Thread-safe. */
public final class MountCounts {

    private final LongAdder hits = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();

    /** Counts a request that was answered from a cassette. */
    public void hit() {
        hits.increment();
    }

    /** Counts a request that was sent to the API. */
    public void call() {
        calls.increment();
    }

    /** Counts a request without an answer of the API, or with an error. */
    public void rejected(String reason) {
        rejected.computeIfAbsent(reason, first -> new LongAdder()).increment();
    }

    /**
     * The counts at one moment.
     *
     * @param hits answered from a cassette
     * @param calls sent to the API
     * @param rejected without an answer of the API, or with an error, by reason
     */
    public record Snapshot(long hits, long calls, SortedMap<String, Long> rejected) {

        public boolean isEmpty() {
            return hits == 0 && calls == 0 && rejected.isEmpty();
        }

        @Override
        public String toString() {
            long sum = rejected.values().stream().mapToLong(Long::longValue).sum();
            return "hits=" + hits + " calls=" + calls + " rejected=" + sum + (sum == 0 ? "" : rejected);
        }
    }

    public Snapshot snapshot() {
        SortedMap<String, Long> reasons = new TreeMap<>();
        rejected.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new Snapshot(hits.sum(), calls.sum(), Collections.unmodifiableSortedMap(reasons));
    }
}
