package io.vcr.internal.match;

import io.vcr.internal.match.CassetteIndex.Entry;
import io.vcr.internal.match.CassetteIndex.Found;
import io.vcr.internal.match.CassetteIndex.Reuse;
import io.vcr.internal.match.CassetteIndex.Sent;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The episodes that match one request. Those that were sent alike answer in recorded order. Of those that were not, the ones
 * closest to the request answer first; and where the recording shows that a header field selects, because it holds several
 * values, or that a caller does, only those with the value of the request answer. Guarded by the index.
 *
 * <p>An entry has three flags. It is <i>played</i> if it was given, in this round of {@link Reuse#CYCLE}; then it is given
 * again only if it is lent, or by {@link Reuse}. It is <i>used</i> if it was given in any round or this session has recorded
 * it, and remains so; what is not used, the report counts as unplayed. It is <i>lent</i> if it was given for a request that
 * may be that of another session, so that this session has it once more.
 */
final class Bucket {

    private static final Comparator<Entry> RECORDED_FIRST = Comparator.comparingInt(entry -> entry.number);
    private static final Comparator<Entry> RECORDED_LAST = RECORDED_FIRST.reversed();

    /**
     * Episodes whose requests are alike, in recorded order. Those before the cursor are played or have expired; of those behind
     * it some may be, because the session has recorded them itself or because another bucket has given them: one is made for
     * each request if predicates decide.
     */
    private static final class Variant {

        private final List<Entry> entries = new ArrayList<>(1);
        private int cursor;

        Traits traits() {
            return entries.get(0).traits();
        }

        @Nullable
        Entry next(Predicate<Episode> expired) {
            while (cursor < entries.size()) {
                Entry entry = entries.get(cursor);
                if (!entry.isPlayed() && !expired.test(entry.episode)) {
                    return entry;
                }
                cursor++;
            }
            return null;
        }

        @Nullable
        Entry lastAlive(Predicate<Episode> expired) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (!expired.test(entries.get(i).episode)) {
                    return entries.get(i);
                }
            }
            return null;
        }

        @Nullable
        Entry firstAlive(Predicate<Episode> expired) {
            return first(entry -> !expired.test(entry.episode));
        }

        @Nullable
        Entry firstLent(Predicate<Episode> expired) {
            return first(entry -> entry.isLent() && !expired.test(entry.episode));
        }

        private @Nullable Entry first(Predicate<Entry> wanted) {
            for (Entry entry : entries) {
                if (wanted.test(entry)) {
                    return entry;
                }
            }
            return null;
        }

        /** Begins the next round. */
        void rewind() {
            entries.forEach(entry -> entry.setPlayed(false));
            cursor = 0;
        }
    }

    private final Callers callers;
    private final List<Variant> variants = new ArrayList<>(1);
    private final Map<Traits, Variant> byTraits = new HashMap<>(2);
    private @Nullable Distinctions distinctions;

    Bucket(Callers callers) {
        this.callers = callers;
    }

    /**
     * In what the episodes differ.
     *
     * @param varying the header fields that their {@code Vary} names
     * @param headers the selecting header fields with several values
     * @param marks the callers
     */
    private record Distinctions(Set<String> varying, Set<String> headers, Set<String> marks) {}

    void add(Entry entry) {
        distinctions = null;
        if (variants.isEmpty()) {
            Variant first = new Variant();
            first.entries.add(entry);
            variants.add(first);
            return;
        }
        if (byTraits.isEmpty()) {
            byTraits.put(variants.get(0).traits(), variants.get(0));
        }
        byTraits.computeIfAbsent(entry.traits(), traits -> {
                    Variant variant = new Variant();
                    variants.add(variant);
                    return variant;
                })
                .entries
                .add(entry);
    }

    boolean isEmpty() {
        return variants.isEmpty();
    }

    List<Entry> entries() {
        return variants.stream().flatMap(variant -> variant.entries.stream()).toList();
    }

    /** Finds the episode for a request, and marks it as played unless it is only looked at. */
    Found find(Sent sent, Reuse reuse, Predicate<Episode> expired, Use use) {
        if (variants.size() == 1) {
            Variant only = variants.get(0);
            Entry next = only.next(expired);
            return next != null ? played(next, use) : again(List.of(new Ranked(only, 0)), reuse, expired, use);
        }
        List<Ranked> open = ranked(sent, use);
        Entry next = closest(open, variant -> variant.next(expired), RECORDED_FIRST);
        return next != null ? played(next, use) : again(open, reuse, expired, use);
    }

    /** A variant that may answer, and how far its requests are from the one that was sent. */
    private record Ranked(Variant variant, int distance) {}

    /**
     * The offer of the closest variant that has one; null if none has.
     *
     * @param order of the offers of equally close variants, the smallest is taken
     */
    private static @Nullable Entry closest(
            List<Ranked> open, Function<Variant, @Nullable Entry> offer, Comparator<Entry> order) {
        Entry best = null;
        int distance = 0;
        for (Ranked ranked : open) {
            Entry offered = offer.apply(ranked.variant);
            if (offered != null
                    && (best == null
                            || ranked.distance < distance
                            || (ranked.distance == distance && order.compare(offered, best) < 0))) {
                best = offered;
                distance = ranked.distance;
            }
        }
        return best;
    }

    /** What answers when all episodes that may answer are played. */
    private static Found again(List<Ranked> open, Reuse reuse, Predicate<Episode> expired, Use use) {
        Entry first = closest(open, variant -> variant.firstAlive(expired), RECORDED_FIRST);
        if (first == null) {
            return new Found(open.isEmpty() ? Match.ABSENT : Match.EXPIRED, null);
        }
        Entry lent = use == Use.PLAY ? closest(open, variant -> variant.firstLent(expired), RECORDED_FIRST) : null;
        if (lent != null) {
            return played(lent, use);
        }
        return switch (reuse) {
            case NONE -> new Found(Match.PLAYED, null);
            case LAST -> {
                Entry last = closest(open, variant -> variant.lastAlive(expired), RECORDED_LAST);
                yield new Found(Match.UNPLAYED, Objects.requireNonNullElse(last, first).plays); // null: expired since
            }
            case CYCLE -> {
                if (use != Use.LOOK) {
                    open.forEach(ranked -> ranked.variant.rewind());
                }
                yield played(first, use);
            }
        };
    }

    private static Found played(Entry entry, Use use) {
        if (use != Use.LOOK) {
            entry.setPlayed(true);
            entry.setLent(use == Use.LEND);
        }
        return new Found(Match.UNPLAYED, entry.plays);
    }

    private List<Ranked> ranked(Sent sent, Use use) {
        Distinctions differ = distinctions();
        Traits traits = sent.traits();
        String mark = differ.marks.isEmpty()
                ? null
                : callers.mark(sent.unfiltered(), sent.request().uri().host());
        String caller =
                mark == null ? null : callers.standsFor(sent.request().uri().host(), mark, use != Use.LOOK);
        boolean mustBeCaller = mark != null && differ.marks.size() > 1 && differ.marks.contains(mark);
        List<Ranked> ranked = new ArrayList<>();
        for (Variant variant : variants) {
            Traits recorded = variant.traits();
            boolean isAlike = differ.headers.stream()
                    .allMatch(name -> recorded.header(name).equals(traits.header(name)));
            if (isAlike && (!mustBeCaller || Objects.equals(recorded.caller(), mark))) {
                int who = mark == null ? 0 : Callers.distance(recorded.caller(), caller);
                ranked.add(new Ranked(variant, Traits.distance(recorded, traits, who, differ.varying)));
            }
        }
        return ranked;
    }

    /** The header fields in which the recording shows that requests differ, and an episode differs from a request. */
    Map<String, String> differences(Entry entry, Traits sent) {
        Map<String, String> differences = new TreeMap<>();
        for (String name : distinctions().headers) {
            String recorded = entry.traits().header(name);
            if (!recorded.equals(sent.header(name))) {
                differences.put("header " + name, OperationMatcher.difference(recorded, sent.header(name)));
            }
        }
        return differences;
    }

    private Distinctions distinctions() {
        Distinctions known = distinctions;
        if (known == null) {
            Set<String> varying = new HashSet<>();
            Set<String> marks = new HashSet<>();
            Map<String, String> values = new HashMap<>();
            Set<String> several = new TreeSet<>();
            for (Entry entry : entries()) {
                varying.addAll(Traits.varying(entry.episode.response().headers()));
            }
            for (Variant variant : variants) {
                Traits traits = variant.traits();
                if (traits.caller() != null) {
                    marks.add(traits.caller());
                }
                traits.headers().keySet().forEach(name -> values.put(name, traits.header(name)));
            }
            for (String name : values.keySet()) {
                boolean differs = variants.stream()
                        .anyMatch(variant -> !variant.traits().header(name).equals(values.get(name)));
                if (differs && Traits.selects(name, varying)) {
                    several.add(name);
                }
            }
            known = new Distinctions(varying, several, marks);
            distinctions = known;
        }
        return known;
    }
}
