package io.vcr;

import io.vcr.internal.redact.Redaction;
import io.vcr.spi.Episode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The recorded and not yet saved episodes of a session, in the order of their requests. A capture is open until it is
 * settled, as an episode or as dropped. A capture that settles after the end of the session has no effect. Thread-safe.
 */
final class PendingEpisodes {

    private final Set<Capture> open = new HashSet<>();
    private final SortedMap<Long, Completed> completed = new TreeMap<>();
    private long nextNumber;

    /** An episode, and the version of the redaction that it has gone through. */
    private record Completed(Episode episode, Object version) {}

    synchronized long nextNumber() {
        return nextNumber++;
    }

    synchronized void opened(Capture capture) {
        open.add(capture);
    }

    synchronized void completed(Capture capture, Episode episode, Object version) {
        if (open.remove(capture)) {
            completed.put(capture.number(), new Completed(episode, version));
            notifyAll();
        }
    }

    /** False if the capture is already settled. */
    synchronized boolean dropped(Capture capture) {
        boolean settled = open.remove(capture);
        notifyAll();
        return settled;
    }

    synchronized List<Capture> open() {
        return List.copyOf(open);
    }

    /** Waits for captures whose filters are running; returns those that are still open after the limit. */
    synchronized List<Capture> awaitSettled(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (!open.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                break;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(open);
    }

    synchronized List<Episode> episodes() {
        return completed.values().stream().map(Completed::episode).toList();
    }

    /** Without the values that were found to be secrets after an episode was recorded. */
    synchronized List<Episode> redacted(Redaction redaction) {
        return completed.values().stream()
                .map(each -> each.version == redaction.version() ? each.episode : redaction.known(each.episode))
                .toList();
    }
}
