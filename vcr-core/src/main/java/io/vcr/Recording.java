package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Framing;
import io.vcr.internal.match.Callers;
import io.vcr.internal.match.CassetteIndex;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.stream.EndReason;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a session records: its live exchanges, and the episodes that they have become and that are not yet saved, in the order
 * of their requests. A capture is open until it is settled, as an episode or as dropped. A capture that settles after the end
 * of the session has no effect. Thread-safe.
 */
final class Recording {

    /** How long the end of a session waits for filters that are still running. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private final Options options;
    private final FilterChain filters;
    private final CassetteShelf shelf;
    private final Counters counters;
    private final Callers callers;
    /** With the credentials of the request. They are not stored. */
    private final Map<Capture, String> open = new HashMap<>();

    private final SortedMap<Long, Completed> completed = new TreeMap<>();
    private long nextNumber;

    /** An episode, the version of the redaction that it has gone through, and the credentials of its request. */
    private record Completed(Episode episode, Object version, String credentials) {}

    Recording(Options options, FilterChain filters, CassetteShelf shelf, Counters counters) {
        this.options = options;
        this.filters = filters;
        this.shelf = shelf;
        this.counters = counters;
        this.callers = new Callers(filters.redaction()::asReplayed);
    }

    synchronized Capture open(HttpRequest unfiltered, HttpRequest filtered) {
        Capture capture = new Capture(
                this,
                filtered,
                nextNumber++,
                options.clock().instant(),
                filters.redaction().version(),
                options.limits().maxBodyBytes());
        open.put(capture, callers.credentials(unfiltered));
        return capture;
    }

    Duration since(Instant start) {
        Duration elapsed = Duration.between(start, options.clock().instant());
        return elapsed.isNegative() ? Duration.ZERO : elapsed.truncatedTo(ChronoUnit.MILLIS);
    }

    void completed(Capture capture, HttpResponse live) {
        record(capture, live, null);
    }

    void failed(Capture capture, Failure failure) {
        if (options.recorded() == Recorded.ERRORS) {
            record(capture, capture.live().received(), failure);
        } else {
            dropped(capture, EndReason.of(failure));
        }
    }

    private void record(Capture capture, HttpResponse live, @Nullable Failure failure) {
        Redaction redaction = filters.redaction();
        try {
            HttpRequest request = capture.request();
            long limit = options.limits().maxBodyBytes();
            HttpResponse decoded = failure == null ? Framing.stored(live, limit) : Framing.storedPart(live, limit);
            HttpResponse filtered = filters.response(request, decoded);
            filtered = failure == null ? Framing.fitting(filtered) : Framing.fittingPart(decoded, filtered);
            Optional<String> reason = filters.dropReason(request, filtered);
            if (reason.isPresent()) {
                dropped(capture, reason.get());
                return;
            }
            if (redaction.version() != capture.version()) {
                request = redaction.request(request); // the response has shown what of it is a secret
            }
            Episode episode = shelf.episode(
                    request,
                    filtered,
                    capture.startedAt(),
                    capture.live().timing(filtered.body().length()),
                    failure == null ? null : redaction.failure(failure));
            settled(capture, episode, redaction.version());
            if (options.repeats() != Repeats.FAIL && options.mode() != RecordMode.ALL) {
                shelf.loaded().index().add(episode, redaction.compared(request), true);
            }
        } catch (Framing.TooLargeException e) {
            dropped(capture, "decoded body over maxBodyBytes");
        } catch (FilterFailedException e) {
            dropped(capture, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // The exception must not reach the client, which is reading the body; the report counts the exchange as
            // dropped.
            dropped(capture, "recording failed with " + e.getClass().getSimpleName());
        }
    }

    private synchronized void settled(Capture capture, Episode episode, Object version) {
        String credentials = open.remove(capture);
        if (credentials != null) {
            completed.put(capture.number(), new Completed(episode, version, credentials));
            notifyAll();
        }
    }

    void dropped(Capture capture, String reason) {
        if (removed(capture)) {
            counters.dropped(reason);
        }
    }

    /** False if the capture is already settled. */
    private synchronized boolean removed(Capture capture) {
        boolean wasOpen = open.remove(capture) != null;
        notifyAll();
        return wasOpen;
    }

    /** Ends the exchanges that have not ended, and waits for filters that are still running. */
    void end() {
        stillOpen().forEach(capture -> capture.close("not read to its end"));
        awaitSettled().forEach(capture -> dropped(capture, "filters were still running"));
    }

    private synchronized List<Capture> stillOpen() {
        return List.copyOf(open.keySet());
    }

    /** Returns the captures that are still open after the limit. */
    private synchronized List<Capture> awaitSettled() {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
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
        return List.copyOf(open.keySet());
    }

    synchronized List<Episode> episodes() {
        return completed.values().stream().map(Completed::episode).toList();
    }

    /**
     * The episodes without the values that were found to be secrets after they were recorded. Those that were recorded with
     * several credentials for equal requests have a mark for each.
     */
    List<Episode> toBeSaved() {
        Redaction redaction = filters.redaction();
        List<Completed> all = all();
        List<Episode> episodes = all.stream()
                .map(each -> each.version == redaction.version() ? each.episode : redaction.known(each.episode))
                .toList();
        if (all.stream().map(Completed::credentials).distinct().count() < 2) {
            return episodes;
        }
        List<CassetteIndex.Key> keys = episodes.stream()
                .map(episode -> shelf.key(redaction.compared(episode.request())))
                .toList();
        Map<CassetteIndex.Key, Set<String>> callers = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            callers.computeIfAbsent(keys.get(i), key -> new HashSet<>())
                    .add(all.get(i).credentials());
        }
        List<Episode> marked = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            boolean several = callers.getOrDefault(keys.get(i), Set.of()).size() > 1;
            marked.add(several ? marked(episodes.get(i), all.get(i).credentials()) : episodes.get(i));
        }
        return marked;
    }

    private synchronized List<Completed> all() {
        return List.copyOf(completed.values());
    }

    private static Episode marked(Episode episode, String credentials) {
        HttpRequest request = episode.request();
        String mark = Callers.mark(request.uri().host(), credentials);
        return episode.with(Callers.marked(request, mark), episode.response());
    }
}
