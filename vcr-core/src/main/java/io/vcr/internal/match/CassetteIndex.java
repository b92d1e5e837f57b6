package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.spi.Episode;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Indexes the episodes of one session by the projections of their requests. A claim is one hash probe; it finds and
 * consumes an episode in one atomic step. Thread-safe.
 */
public final class CassetteIndex {

    /** The answer to a request whose episodes were all played. */
    public enum Reuse {
        /** No episode. */
        NONE,
        /** The last episode, of those that are closest to the request. */
        LAST,
        /** All episodes again, as if none was played. */
        CYCLE
    }

    /** What happens to the episode that is found. */
    public enum Use {
        /** Nothing. */
        LOOK,
        /** It counts as played. What was lent is given once more. */
        PLAY,
        /** It counts as played, for a request of which it is not known whose it is. */
        TAKE,
        /** As {@link #TAKE}, and the session has it once more itself: the request may be that of another one. */
        LEND
    }

    /**
     * The projections of a request, one for each matcher, and behind them whether it opens a WebSocket: whatever the matchers
     * are, a conversation is no answer to an ordinary request.
     */
    public static final class Key {

        private final Object[] projections;
        private final int hash;

        Key(Object... projections) {
            this.projections = projections;
            this.hash = Arrays.hashCode(projections);
        }

        Object[] projections() {
            return projections;
        }

        Object projection(int matcher) {
            return projections[matcher];
        }

        /** Tells whether the body holds a value that the client makes up and the response repeats. */
        boolean echoes() {
            for (Object projection : projections) {
                if (projection instanceof CanonicalJson.Echoed) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && hash == that.hash && Arrays.equals(projections, that.projections);
        }

        private boolean equalsExcept(int matcher, Key that) {
            for (int i = 0; i < projections.length; i++) {
                if (i != matcher && !projections[i].equals(that.projections[i])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** An episode, its filtered request and its key. The index guards its flags, which {@link Bucket} explains. */
    static final class Entry {

        final int number;
        final Episode episode;
        final Plays plays;
        final HttpRequest request;
        final Key key;
        private @Nullable Traits traits;
        private boolean played;
        private boolean used;
        private boolean lent;

        private Entry(int number, Episode episode, HttpRequest request, Key key, boolean played) {
            this.number = number;
            this.episode = episode;
            this.plays = new Plays(episode);
            this.request = request;
            this.key = key;
            this.played = played;
            this.used = played;
        }

        /** Computed if several episodes match a request; threads that race compute the same. */
        Traits traits() {
            Traits known = traits;
            if (known == null) {
                known = Traits.of(request, key.echoes());
                traits = known;
            }
            return known;
        }

        boolean isPlayed() {
            return played;
        }

        void setPlayed(boolean isPlayed) {
            played = isPlayed;
            used |= isPlayed;
        }

        boolean isLent() {
            return lent;
        }

        void setLent(boolean isLent) {
            lent = isLent;
        }

        /** Other tools, and their users, remove header fields; they know no timing, or no time of the recording. */
        private boolean isOfAnotherTool() {
            return episode.timing() == null || episode.recordedAt() == null;
        }
    }

    /**
     * A request for which an episode is wanted.
     *
     * @param unfiltered the request with its credentials, which are looked at only if the recording has marks of callers
     * @param request the request
     * @param key its key
     */
    record Sent(HttpRequest unfiltered, HttpRequest request, Key key) {

        Traits traits() {
            return Traits.of(request, key.echoes());
        }
    }

    /**
     * The result of a claim.
     *
     * @param plays the episode, null if there is none
     */
    public record Found(Match match, @Nullable Plays plays) {

        public @Nullable Episode episode() {
            return plays == null ? null : plays.episode();
        }
    }

    private static final Found ABSENT = new Found(Match.ABSENT, null);

    private final List<Matcher> matchers;
    private final List<PredicateMatcher> predicates = new ArrayList<>();
    private final Reuse reuse;
    private final Predicate<Episode> expired;
    /** The position of the matcher of operations, -1 if there is none. */
    private final int operation;

    /** The position of the matcher of bodies, -1 if there is none. */
    private final int body;

    private final Callers callers;
    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Keys keys;
    private final KnownBodies bodies;

    public CassetteIndex(List<Matcher> matchers, Reuse reuse, Predicate<Episode> expired, Callers callers) {
        this.matchers = matchers;
        this.bodies = new KnownBodies(matchers);
        this.keys = new Keys(matchers, bodies);
        this.callers = callers;
        this.reuse = reuse;
        this.expired = expired;
        this.operation = matchers.indexOf(OperationMatcher.INSTANCE);
        int bodies = -1;
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i) instanceof PredicateMatcher predicate) {
                predicates.add(predicate);
            } else if (matchers.get(i) instanceof BodyComparison) {
                bodies = i;
            }
        }
        this.body = bodies;
    }

    /**
     * Adds a stored episode in recorded order.
     *
     * @param isClean whether there is nothing to replace in its body, neither for storing nor for comparing
     */
    public void add(Episode episode, HttpRequest filtered, boolean isClean) {
        add(episode, filtered, isClean, false);
    }

    /** Adds an episode that this session has recorded. It counts as played. */
    public void addRecorded(Episode episode, HttpRequest filtered) {
        add(episode, filtered, false, true);
    }

    private void add(Episode episode, HttpRequest filtered, boolean isClean, boolean played) {
        bodies.remember(filtered, isClean); // before its key, which reads the body otherwise
        Key key = key(filtered);
        synchronized (this) {
            Entry entry = new Entry(entries.size() + 1, episode, filtered, key, played);
            entries.add(entry);
            buckets.computeIfAbsent(key, k -> new Bucket(callers)).add(entry);
            filtered.headers()
                    .first(Callers.HEADER)
                    .ifPresent(mark -> callers.recorded(filtered.uri().host(), mark));
        }
    }

    public Key key(HttpRequest filtered) {
        return keys.of(filtered);
    }

    /** The body of a request if a stored episode has one with the same bytes or the same JSON, and it is clean. */
    public Optional<Body> clean(HttpRequest filtered) {
        return bodies.clean(filtered);
    }

    /** Whether the body of a request is one that {@link #clean} has returned. */
    public boolean isClean(HttpRequest filtered) {
        return bodies.isClean(filtered);
    }

    /**
     * Tells whether a request may hold a value that the response repeats. If no matcher compares bodies, nothing is
     * known of its body.
     */
    public boolean echoes(Key key) {
        return body < 0 || key.projection(body) instanceof CanonicalJson.Echoed;
    }

    /**
     * Finds the next episode for a request, and uses it in the same atomic step.
     *
     * @param unfiltered the request with its credentials, which are looked at only if the recording has marks of callers
     * @param filtered the request
     * @param key the key of the filtered request
     */
    public Found find(HttpRequest unfiltered, HttpRequest filtered, Key key, Use use) {
        Sent sent = new Sent(unfiltered, filtered, key);
        if (predicates.isEmpty()) {
            synchronized (this) {
                Bucket bucket = bucket(key);
                return bucket == null ? ABSENT : bucket.find(sent, reuse, expired, use);
            }
        }
        // Predicates are code of the user and are called without the lock.
        Bucket accepted = new Bucket(callers);
        for (Entry entry : candidates(key)) {
            if (predicates.stream().allMatch(predicate -> accepts(predicate, entry.request, filtered))) {
                accepted.add(entry);
            }
        }
        synchronized (this) {
            return accepted.isEmpty() ? ABSENT : accepted.find(sent, reuse, expired, use);
        }
    }

    /**
     * A request that no episode answers and that may be that of another session; empty if predicates decide what matches,
     * because they compare only two requests, and if an episode has given the client a cookie: clients add cookies where
     * nobody sees them.
     */
    public Optional<Miss> miss(HttpRequest unfiltered, HttpRequest filtered, Key key) {
        return predicates.isEmpty() && !hasPlayedCookie()
                ? Optional.of(Miss.of(unfiltered, filtered, key, matchers))
                : Optional.empty();
    }

    private synchronized boolean hasPlayedCookie() {
        return entries.stream().anyMatch(entry -> entry.used && SetCookies.identify(entry.episode));
    }

    /** The number of episodes that match and have not expired. */
    public int matching(Key key) {
        return (int) candidates(key).stream()
                .filter(entry -> !expired.test(entry.episode))
                .count();
    }

    private @Nullable Bucket bucket(Key key) {
        Bucket bucket = buckets.get(key);
        return bucket != null || operation < 0 || key.projection(operation) == OperationMatcher.NONE
                ? bucket
                : withoutOperation(key);
    }

    /**
     * The episodes of another tool that match but for header fields that name an operation and that no recording of the same
     * request has: they may have been removed.
     */
    private @Nullable Bucket withoutOperation(Key key) {
        List<Entry> same = entries.stream()
                .filter(entry -> key.equalsExcept(operation, entry.key))
                .toList();
        Set<String> recorded = new HashSet<>();
        same.forEach(entry -> recorded.addAll(operation(entry.key).keySet()));
        Map<String, String> sent = new HashMap<>(operation(key));
        sent.keySet().retainAll(recorded);
        Bucket bucket = new Bucket(callers);
        for (Entry entry : same) {
            if (entry.isOfAnotherTool() && operation(entry.key).equals(sent)) {
                bucket.add(entry);
            }
        }
        return bucket.isEmpty() ? null : bucket;
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> operation(Key key) {
        return (Map<String, String>) key.projection(operation);
    }

    private static boolean accepts(PredicateMatcher matcher, HttpRequest recorded, HttpRequest sent) {
        try {
            return matcher.predicate().test(recorded, sent);
        } catch (RuntimeException | Error e) {
            throw Keys.failed(matcher, e);
        }
    }

    private synchronized List<Entry> candidates(Key key) {
        Bucket bucket = bucket(key);
        return bucket == null ? List.of() : bucket.entries();
    }

    List<Matcher> matchers() {
        return matchers;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Whether {@link #unplayed()} is positive, which takes a look at the first episode in nearly all cassettes. */
    public synchronized boolean hasUnplayed() {
        return entries.stream().anyMatch(entry -> !entry.used && !expired.test(entry.episode));
    }

    public int unplayed() {
        return unplayedRequests().size();
    }

    /** The requests of the episodes that were not played and have not expired, by their number from 1. */
    public synchronized SortedMap<Integer, HttpRequest> unplayedRequests() {
        SortedMap<Integer, HttpRequest> unplayed = new TreeMap<>();
        for (Entry entry : entries) {
            if (!entry.used && !expired.test(entry.episode)) {
                unplayed.put(entry.number, entry.request);
            }
        }
        return unplayed;
    }

    /** In what the recording tells the request of an episode, which matches, from the one that was sent: by name. */
    synchronized Map<String, String> selecting(Entry entry, HttpRequest sent) {
        Bucket bucket = buckets.get(entry.key);
        return bucket == null ? Map.of() : bucket.differences(entry, Traits.of(sent, true));
    }
}
