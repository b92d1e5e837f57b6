package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.spi.Episode;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
        /** The last episode. */
        LAST,
        /** All episodes again from the first one. */
        CYCLE
    }

    /** The projections of a request, one for each matcher. */
    public static final class Key {

        private final Object[] projections;
        private final int hash;

        private Key(Object... projections) {
            this.projections = projections;
            this.hash = Arrays.hashCode(projections);
        }

        Object projection(int matcher) {
            return projections[matcher];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && hash == that.hash && Arrays.equals(projections, that.projections);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * An episode, its filtered request and its key. One flag tells whether it was played in this round of
     * {@link Reuse#CYCLE}, another whether this session has played or recorded it. The index guards both.
     */
    static final class Entry {

        final int number;
        final Episode episode;
        final HttpRequest request;
        final Key key;
        private boolean played;
        private boolean used;

        private Entry(int number, Episode episode, HttpRequest request, Key key, boolean played) {
            this.number = number;
            this.episode = episode;
            this.request = request;
            this.key = key;
            this.played = played;
            this.used = played;
        }
    }

    /** The result of a claim. */
    public record Found(Match match, @Nullable Episode episode) {}

    private static final Found ABSENT = new Found(Match.ABSENT, null);

    private final List<Matcher> matchers;
    private final List<PredicateMatcher> predicates = new ArrayList<>();
    private final Reuse reuse;
    private final Predicate<Episode> expired;
    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    /**
     * The projections of recorded bodies by their bytes, so that a body sent with the same bytes is not parsed again.
     */
    private final Map<Key, Object> bodies = new ConcurrentHashMap<>();

    public CassetteIndex(List<Matcher> matchers, Reuse reuse, Predicate<Episode> expired) {
        this.matchers = matchers;
        this.reuse = reuse;
        this.expired = expired;
        for (Matcher matcher : matchers) {
            if (matcher instanceof PredicateMatcher predicate) {
                predicates.add(predicate);
            }
        }
    }

    /** Adds an episode in recorded order. An episode that this session has recorded counts as played. */
    public void add(Episode episode, HttpRequest filtered, boolean played) {
        Key key = key(filtered);
        remember(filtered, key);
        synchronized (this) {
            Entry entry = new Entry(entries.size() + 1, episode, filtered, key, played);
            entries.add(entry);
            buckets.computeIfAbsent(key, k -> new Bucket()).entries.add(entry);
        }
    }

    public Key key(HttpRequest filtered) {
        Object[] projections = new Object[matchers.size()];
        for (int i = 0; i < projections.length; i++) {
            Matcher matcher = matchers.get(i);
            try {
                projections[i] = project(matcher, filtered);
            } catch (RuntimeException | Error e) {
                throw failed(matcher, e);
            }
        }
        return new Key(projections);
    }

    private Object project(Matcher matcher, HttpRequest filtered) {
        if (matcher instanceof BodyComparison body) {
            Object known = bodies.get(bytes(body, filtered));
            return known == null ? body.project(filtered) : known;
        }
        return matcher.project(filtered);
    }

    /** All values on which a projection of the body may depend. */
    private static Key bytes(BodyComparison matcher, HttpRequest request) {
        return new Key(matcher, request.headers().first("Content-Type").orElse(""), request.body());
    }

    private void remember(HttpRequest filtered, Key key) {
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i) instanceof BodyComparison body) {
                bodies.putIfAbsent(bytes(body, filtered), key.projection(i));
            }
        }
    }

    /**
     * Tells whether a request may hold a value that the response repeats. If no matcher compares bodies, nothing is
     * known of its body.
     */
    public boolean echoes(Key key) {
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i) instanceof BodyComparison) {
                return key.projection(i) instanceof CanonicalJson.Echoed;
            }
        }
        return true;
    }

    /** Finds the next episode for a request and marks it as played. */
    public Found claim(HttpRequest filtered, Key key) {
        if (predicates.isEmpty()) {
            synchronized (this) {
                Bucket bucket = buckets.get(key);
                return bucket == null ? ABSENT : bucket.claim(reuse, expired);
            }
        }
        // Predicates are code of the user and are called without the lock.
        Bucket accepted = new Bucket();
        for (Entry entry : candidates(key)) {
            if (predicates.stream().allMatch(predicate -> accepts(predicate, entry.request, filtered))) {
                accepted.entries.add(entry);
            }
        }
        synchronized (this) {
            return accepted.entries.isEmpty() ? ABSENT : accepted.claim(reuse, expired);
        }
    }

    private static boolean accepts(PredicateMatcher matcher, HttpRequest recorded, HttpRequest sent) {
        try {
            return matcher.predicate().test(recorded, sent);
        } catch (RuntimeException | Error e) {
            throw failed(matcher, e);
        }
    }

    private static IllegalStateException failed(Matcher matcher, Throwable e) {
        return new IllegalStateException("Matcher " + matcher.name() + " failed with " + e, e);
    }

    private synchronized List<Entry> candidates(Key key) {
        Bucket bucket = buckets.get(key);
        return bucket == null ? List.of() : List.copyOf(bucket.entries);
    }

    List<Matcher> matchers() {
        return matchers;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized int unplayed() {
        int unplayed = 0;
        for (Entry entry : entries) {
            if (!entry.used && !expired.test(entry.episode)) {
                unplayed++;
            }
        }
        return unplayed;
    }

    /** The episodes that match a key, in recorded order. Those before the cursor are played. */
    private static final class Bucket {

        private final List<Entry> entries = new ArrayList<>(1);
        private int cursor;

        Found claim(Reuse reuse, Predicate<Episode> expired) {
            while (cursor < entries.size()) {
                Entry entry = entries.get(cursor++);
                if (!entry.played && !expired.test(entry.episode)) {
                    entry.played = true;
                    entry.used = true;
                    return new Found(Match.UNPLAYED, entry.episode);
                }
            }
            Entry last = lastAlive(expired);
            if (last == null) {
                return new Found(Match.EXPIRED, null);
            }
            return switch (reuse) {
                case NONE -> new Found(Match.PLAYED, null);
                case LAST -> new Found(Match.UNPLAYED, last.episode);
                case CYCLE -> {
                    entries.forEach(entry -> entry.played = false);
                    cursor = 0;
                    yield claim(reuse, expired);
                }
            };
        }

        private @Nullable Entry lastAlive(Predicate<Episode> expired) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (!expired.test(entries.get(i).episode)) {
                    return entries.get(i);
                }
            }
            return null;
        }
    }
}
