package io.vcr;

import io.vcr.spi.Episode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a session has recorded and not saved yet, in the order in which the requests were made. Thread-safe. */
final class PendingEpisodes {

    private final Set<Capture> open = new HashSet<>();
    private final SortedMap<Long, Episode> completed = new TreeMap<>();
    private long nextNumber;

    synchronized long nextNumber() {
        return nextNumber++;
    }

    synchronized void opened(Capture capture) {
        open.add(capture);
    }

    synchronized void completed(Capture capture, Episode episode) {
        if (open.remove(capture)) {
            completed.put(capture.number(), episode);
        }
    }

    /** False if it is settled already. */
    synchronized boolean dropped(Capture capture) {
        return open.remove(capture);
    }

    synchronized List<Capture> open() {
        return List.copyOf(open);
    }

    synchronized List<Episode> episodes() {
        return List.copyOf(completed.values());
    }
}
