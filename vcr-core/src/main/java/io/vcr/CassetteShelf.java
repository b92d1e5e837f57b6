package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Timing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A session's side of the store: loads the cassette once, when it is first needed, and saves it at most once. No failure
 * of the store leaves it as an exception. Thread-safe.
 */
final class CassetteShelf {

    /** A save that loses the race this often gives up. */
    private static final int MAX_SAVES = 4;

    /** What was found in the store. */
    record Loaded(
            @Nullable Cassette cassette,
            @Nullable Exception failure,
            CassetteIndex index,
            boolean isStored,
            boolean isCache) {

        /** An unreadable cassette that people look after is for them to repair. */
        boolean mustNotBeReplaced() {
            return isUnreadable() && !isCache;
        }

        /** Why nothing could be loaded, empty if the store has answered. */
        String failureText() {
            return failure == null ? "" : describe(failure);
        }

        boolean isUnreadable() {
            return failure instanceof CassetteFormatException;
        }
    }

    private final Options options;
    private final CassetteId id;
    private final FilterChain filters;
    private final Counters counters;
    private final FutureTask<Loaded> loading = new FutureTask<>(this::load);
    /** What was loaded; null until then, and for ever if a filter or matcher has thrown. */
    private volatile @Nullable Loaded found;

    private int entries;

    CassetteShelf(Options options, CassetteId id, FilterChain filters, Counters counters) {
        this.options = options;
        this.id = id;
        this.filters = filters;
        this.counters = counters;
    }

    /** The first caller loads, others wait for it; an interrupt stays set for whoever waits for more than a load. */
    Loaded loaded() {
        loading.run();
        boolean interrupted = Thread.interrupted();
        try {
            return loading.get();
        } catch (InterruptedException e) {
            interrupted = true;
            throw new IllegalStateException("Interrupted while another thread loads cassette " + id, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Loaded load() {
        Cassette cassette = null;
        Exception failure = null;
        try {
            cassette = options.persister().load(id).orElse(null);
        } catch (IOException | RuntimeException e) {
            failure = e;
            counters.warn((e instanceof CassetteFormatException ? "" : "the store cannot be read: ") + describe(e));
        }
        CassetteIndex index = new CassetteIndex(
                options.matchers(), options.repeats(), e -> options.onExpired() != OnExpired.WARN && isExpired(e));
        List<Episode> episodes = cassette == null ? List.of() : cassette.episodes();
        for (Episode episode : episodes) {
            index.add(episode, filters.request(episode.request()), false);
        }
        boolean stored = cassette != null && (episodes.isEmpty() || index.unplayed() > 0);
        Loaded loaded = new Loaded(cassette, failure, index, stored, options.isCache());
        found = loaded;
        return loaded;
    }

    boolean isExpired(Episode episode) {
        Instant now = options.clock().instant();
        Instant expiresAt = episode.expiresAt();
        if (expiresAt != null) {
            return !now.isBefore(expiresAt);
        }
        Duration ttl = options.timeToLive().orElse(null);
        Instant recordedAt = episode.recordedAt();
        return ttl != null && recordedAt != null && !now.isBefore(recordedAt.plus(ttl));
    }

    Episode episode(HttpRequest request, HttpResponse response, Instant startedAt, Timing timing) {
        Instant recordedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = options.timeToLive().map(recordedAt::plus).orElse(null);
        return new Episode(request, response, recordedAt, expiresAt, timing);
    }

    /** Saves what was recorded if the gate lets it pass. Without anything new the store is not touched. */
    SaveResult save(Outcome outcome, List<Episode> recorded) {
        OutcomeGate gate =
                new OutcomeGate(options.mode(), outcome, options.limits(), SecretGuard.system(), this::isExpired);
        try {
            Cassette stored = recorded.isEmpty() ? null : loaded().cassette();
            for (int save = 1; ; save++) {
                OutcomeGate.Result result = gate.decide(id, stored, recorded);
                if (result instanceof OutcomeGate.Keep keep) {
                    return keep.why();
                }
                Cassette merged = ((OutcomeGate.Save) result).cassette();
                try {
                    if (save == 1 && loaded().isUnreadable()) {
                        // A cache, or a user who asked for mode "all": others do not get this far.
                        options.persister().delete(id);
                    }
                    options.persister().save(merged);
                    entries = merged.episodes().size();
                    return new SaveResult(SaveResult.Kind.SAVED, "saved " + recorded.size() + " new of " + entries);
                } catch (CassetteConflictException e) {
                    if (save == MAX_SAVES) {
                        throw e;
                    }
                    stored = options.persister().load(id).orElse(null);
                }
            }
        } catch (IOException | RuntimeException e) {
            String detail = "the store cannot be written: " + describe(e);
            counters.warn(detail);
            return new SaveResult(SaveResult.Kind.STORE_FAILED, detail);
        }
    }

    private static String describe(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        boolean ours = e instanceof CassetteFormatException || e instanceof CassetteConflictException;
        return SecretGuard.system().mask(ours ? message : e.getClass().getSimpleName() + ": " + message);
    }

    /** Episodes of the stored cassette that nobody asked for. */
    int unplayed() {
        Loaded loaded = found;
        return loaded != null && options.mode() != RecordMode.ALL
                ? loaded.index().unplayed()
                : 0;
    }

    /** Episodes in the store, as far as it was asked. */
    int entries() {
        Loaded loaded = found;
        if (entries > 0 || loaded == null) {
            return entries;
        }
        Cassette cassette = loaded.cassette();
        return cassette == null ? 0 : cassette.episodes().size();
    }
}
