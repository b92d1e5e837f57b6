package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.drift.Drift;
import io.vcr.internal.match.Callers;
import io.vcr.internal.match.CassetteIndex;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.internal.match.Match;
import io.vcr.internal.match.Mismatch;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.share.Sharing;
import io.vcr.internal.socket.ServerMessages;
import io.vcr.internal.stream.Subscribed;
import io.vcr.internal.stream.Subscriptions;
import io.vcr.internal.thread.StoreCalls;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Episode.Timing;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Accesses the store for one session: loads the cassette once, at the first request, and saves it at most once. Turns
 * every failure of the store into a value. Thread-safe.
 *
 * <p>Who needs the cassette waits for {@code loading}. Who must not cause a load, or wait for one, looks at {@code found}.
 */
final class CassetteShelf {

    /** The number of conflicts after which a save gives up. */
    private static final int MAX_SAVES = 20;

    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final SaveResult FOUND_LATE = new SaveResult(
            SaveResult.Kind.STORE_FAILED,
            "the store could not be read for the first request; the cassette that it holds stays as it is");

    /** The result of a load. */
    record Loaded(
            @Nullable Cassette cassette,
            @Nullable Throwable failure,
            CassetteIndex index,
            @Nullable Subscriptions subscriptions,
            boolean isStored,
            boolean isCache) {

        /** An unreadable cassette in a collection must be repaired by hand; one in a cache is replaced. */
        boolean mustNotBeReplaced() {
            return isUnreadable() && !isCache;
        }

        /** Why the load failed; empty if the store has answered. */
        String failureText() {
            return failure == null ? "" : describe(failure);
        }

        boolean isUnreadable() {
            return failure instanceof CassetteFormatException;
        }

        /** Whether it is known what was stored. */
        boolean hasAnswered() {
            return failure == null || isUnreadable();
        }

        /**
         * The cassette that a save replaces. In the place of one that cannot be read, which gets here only in a cache or in mode
         * {@code all}, an empty one with its revision; null if it has none, and must be deleted first.
         */
        @Nullable
        Cassette replaceable(CassetteId id) {
            return failure instanceof CassetteFormatException unreadable
                    ? unreadable
                            .revision()
                            .map(revision -> new Cassette(id, List.of(), revision))
                            .orElse(null)
                    : cassette;
        }
    }

    private final Options options;
    private final CassetteId id;
    private final FilterChain filters;
    private final Counters counters;
    private final Sharing sharing;
    private final FutureTask<Loaded> loading = new FutureTask<>(this::load);
    /** The thread that loads, or has loaded. */
    private volatile @Nullable Thread loader;

    /** The result of the load; null before it, and null if a filter or matcher has thrown. */
    private volatile @Nullable Loaded found;

    /** Written before {@link #found} is read, and read after it is written: one of both sees the other. */
    private volatile boolean ended;

    /** Null if the session is not known to be part of a run. */
    private volatile @Nullable Instant runBegan;

    /** The number of episodes after the save; 0 before it. */
    private int entries;

    CassetteShelf(Options options, CassetteId id, FilterChain filters, Counters counters, Sharing sharing) {
        this.options = options;
        this.id = id;
        this.filters = filters;
        this.counters = counters;
        this.sharing = sharing;
    }

    /** The first caller loads, the others wait for it, also if they are interrupted: a cancelled request is no refusal. */
    Loaded loaded() {
        Loaded known = found;
        if (known != null) {
            return known;
        }
        if (loader == Thread.currentThread() && !loading.isDone()) {
            throw new IllegalStateException("a filter or matcher sends a request while its cassette is loaded");
        }
        loading.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return loading.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
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
        loader = Thread.currentThread();
        if (options.mode() == RecordMode.ONCE || options.mode() == RecordMode.NEW_EPISODES) {
            sharing.enter();
        }
        Cassette cassette = null;
        Throwable failure = null;
        try {
            cassette = StoreCalls.run(() -> options.persister().load(id)).orElse(null);
        } catch (IOException | RuntimeException | LinkageError e) { // LinkageError: a missing driver
            failure = e;
            counters.warn((e instanceof CassetteFormatException ? "" : "the store cannot be read: ") + describe(e));
        }
        List<Episode> episodes = cassette == null ? List.of() : cassette.episodes();
        if (options.mode() == RecordMode.NEW_EPISODES || episodes.stream().anyMatch(options::countsAsExpired)) {
            filters.redaction().reserve(episodes); // only then something may be added to them
        }
        Object version = filters.redaction().version();
        CassetteIndex index = index(episodes);
        filters.redaction().stored(version, index::clean, index::isClean);
        // A cache with only expired episodes counts as empty; a committed file without episodes counts as stored.
        boolean stored = index.hasUnplayed() || (cassette != null && episodes.isEmpty() && !options.isCache());
        Subscriptions subscriptions = Subscriptions.of(episodes, options::countsAsExpired);
        Loaded loaded = new Loaded(cassette, failure, index, subscriptions, stored, options.isCache());
        found = loaded;
        if (ended) {
            endSubscriptions();
        }
        return loaded;
    }

    private CassetteIndex index(List<Episode> episodes) {
        CassetteIndex index = emptyIndex();
        List<HttpRequest> requests = filters.stored(episodes);
        for (int i = 0; i < requests.size(); i++) {
            HttpRequest compared = filters.redaction().compared(requests.get(i));
            boolean isClean = compared.body().equals(requests.get(i).body());
            index.add(episodes.get(i), compared, isClean);
        }
        return index;
    }

    private CassetteIndex emptyIndex() {
        return new CassetteIndex(
                Matchers.comparisons(options.matchers()),
                options.repeats().reuse(),
                options::countsAsExpired,
                new Callers(filters.redaction()::asReplayed));
    }

    /** The key of a request in any cassette. Does not load one. */
    CassetteIndex.Key key(HttpRequest compared) {
        return emptyIndex().key(compared);
    }

    /** Why no episode answers a request. */
    String explain(HttpRequest compared, Match match, CassetteIndex.Key key) {
        Loaded loaded = loaded();
        return new Mismatch(
                        id,
                        compared,
                        loaded.index,
                        loaded.isStored,
                        loaded.failureText(),
                        options.mode().toString(),
                        options.rerun(),
                        options.placeholders().values().keySet())
                .message(match, key);
    }

    void partOfRun(Instant began) {
        runBegan = began.truncatedTo(ChronoUnit.MILLIS);
    }

    /** In mode {@code all}, an episode that was recorded before this run. A later one is of another test of the run. */
    private boolean isReplaced(Episode episode) {
        Instant began = runBegan;
        Instant recordedAt = episode.recordedAt();
        return options.mode() == RecordMode.ALL && (began == null || recordedAt == null || recordedAt.isBefore(began));
    }

    Episode episode(
            HttpRequest request,
            HttpResponse response,
            Instant startedAt,
            Timing timing,
            @Nullable Failure failure,
            Route route) {
        Instant recordedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        return new Episode(request, response, recordedAt, options.expiry(recordedAt), timing, failure, route);
    }

    /** Saves the recorded episodes if the gate allows it. Without new episodes it does not call the store. */
    SaveResult save(Outcome outcome, List<Episode> recorded) {
        if (recorded.isEmpty()) {
            return SaveResult.NOTHING_NEW;
        }
        try {
            OutcomeGate gate = new OutcomeGate(
                    outcome, options.limits(), options.secrets().guard(), options::countsAsExpired, this::isReplaced);
            return StoreCalls.run(() -> save(gate, recorded));
        } catch (IOException | RuntimeException | Error e) {
            String detail = "the store cannot be written: " + describe(e);
            counters.warn(detail);
            return new SaveResult(SaveResult.Kind.STORE_FAILED, detail);
        }
    }

    private SaveResult save(OutcomeGate gate, List<Episode> recorded) throws IOException {
        Loaded load = loaded();
        Cassette loaded = load.replaceable(id);
        Cassette stored = loaded;
        List<Episode> added = recorded;
        boolean hasAnswered = load.hasAnswered();
        boolean mustDelete = load.isUnreadable() && loaded == null;
        for (int save = 1; ; save++) {
            OutcomeGate.Result result = gate.decide(id, loaded, stored, added);
            if (result instanceof OutcomeGate.Keep keep) {
                return keep.why();
            }
            Cassette merged = ((OutcomeGate.Save) result).cassette();
            try {
                if (mustDelete) { // not before the gate has said that there is something better
                    options.persister().delete(id);
                    mustDelete = false;
                }
                options.persister().save(merged);
                entries = merged.episodes().size();
                return new SaveResult(SaveResult.Kind.SAVED, "saved " + added.size() + " new of " + entries);
            } catch (CassetteConflictException e) {
                if (save == MAX_SAVES) {
                    throw e;
                }
                // A random pause keeps sessions that conflicted from conflicting again at once.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(save * MAX_PAUSE_NANOS));
                stored = options.persister().load(id).orElse(null);
                if (!hasAnswered && stored != null) {
                    hasAnswered = true;
                    loaded = OutcomeGate.asLoaded(stored, recorded);
                    added = missed(loaded, recorded, stored.episodes().isEmpty() && !options.isCache());
                    if (added.isEmpty()) {
                        return FOUND_LATE;
                    }
                }
            }
        }
    }

    /** What the session would have recorded if it had loaded the cassette. */
    private List<Episode> missed(Cassette loaded, List<Episode> recorded, boolean isEmptyFile) {
        CassetteIndex index = index(loaded.episodes());
        return switch (options.mode()) {
            case ALL -> recorded;
            case NEW_EPISODES -> Subscribed.kept(recorded, episode -> !hasAnswer(index, episode.request()));
            case ONCE, NONE -> index.hasUnplayed() || isEmptyFile ? List.of() : recorded;
        };
    }

    private boolean hasAnswer(CassetteIndex index, HttpRequest recorded) {
        HttpRequest compared = filters.redaction().compared(recorded);
        return index.find(recorded, compared, index.key(compared), Use.PLAY).match() == Match.UNPLAYED;
    }

    /** The message of an exception, preceded by its type if the message alone is not clear. */
    private static String describe(Throwable e) {
        String kind = e.getClass().getSimpleName();
        String message = e.getMessage() == null ? kind : e.getMessage();
        boolean speaksForItself = e.getClass() == IOException.class
                || e instanceof CassetteFormatException
                || e instanceof CassetteConflictException
                || message.equals(kind);
        return SecretGuard.system().mask(speaksForItself ? message : kind + ": " + message);
    }

    /** How new responses differ in their structure from those that they replace; empty if the cassette cannot be read. */
    List<String> drift(List<Episode> recorded) {
        if (recorded.isEmpty()) {
            return List.of();
        }
        try {
            Cassette cassette = loaded().cassette();
            List<Episode> older = cassette == null ? List.of() : replaced(cassette.episodes());
            return Drift.between(
                    exchanges(older, filters.stored(older)),
                    exchanges(recorded, recorded.stream().map(Episode::request).toList()));
        } catch (IllegalStateException | FilterFailedException e) {
            return List.of(); // the save says what cannot be read or filtered
        }
    }

    private List<Episode> replaced(List<Episode> stored) {
        return stored.stream()
                .filter(episode -> isReplaced(episode) || options.countsAsExpired(episode))
                .toList();
    }

    private List<Drift.Exchange> exchanges(List<Episode> episodes, List<HttpRequest> requests) {
        return IntStream.range(0, episodes.size())
                .filter(i -> episodes.get(i).failure() == null)
                .mapToObj(i -> new Drift.Exchange(
                        key(filters.redaction().compared(requests.get(i))),
                        episodes.get(i).request(),
                        ServerMessages.asStream(episodes.get(i))))
                .toList();
    }

    /** Ends the streams that are replayed and still open, and those of a load that is under way. */
    void endSubscriptions() {
        ended = true;
        Loaded loaded = found;
        if (loaded != null && loaded.subscriptions != null) {
            loaded.subscriptions.end();
        }
    }

    /** The number of stored episodes that no request has played. */
    int unplayed() {
        Loaded loaded = found;
        return loaded != null && options.mode() != RecordMode.ALL
                ? loaded.index().unplayed()
                : 0;
    }

    /** The same episodes, with their numbers from 1 and their requests, after a load. Empty if the store cannot be read. */
    SortedMap<Integer, HttpRequest> unplayedRequests() {
        return options.isOff() || options.mode() == RecordMode.ALL
                ? new TreeMap<>()
                : loaded().index().unplayedRequests();
    }

    /** The number of episodes in the store; 0 if it was not read. */
    int entries() {
        Loaded loaded = found;
        if (entries > 0 || loaded == null) {
            return entries;
        }
        Cassette cassette = loaded.cassette();
        return cassette == null ? 0 : cassette.episodes().size();
    }
}
