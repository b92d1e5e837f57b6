package io.vcr.internal.shape;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Values that are known to be secrets, and where they stand in a text: one pass whatever their number, after Wu and
 * Manber (1994). Thread-safe.
 */
public final class KnownValues {

    /** The length of the shortest value, and of the window of a text that is compared with the beginnings of values. */
    public static final int LEAST = 8;

    /** How many characters at the end of the window tell how far it can be moved. */
    private static final int BLOCK = 3;

    private static final int MOST_STEPS = LEAST - BLOCK + 1;
    private static final int HASHES = 1 << 14;

    /**
     * A value in a text. Immutable.
     *
     * @param start the index of its first character
     * @param end the index behind its last character
     * @param replacement what takes its place
     */
    public record Place(int start, int end, String replacement) {}

    private record Known(int number, String replacement) {}

    private record Match(int start, int end, Known known) {}

    /** The longest first, as a value can be a part of another one; of equally long ones the one that was known first. */
    private static final Comparator<Match> ORDER = Comparator.<Match>comparingInt(match -> match.start - match.end)
            .thenComparingInt(match -> match.known.number)
            .thenComparingInt(Match::start);

    private final ConcurrentSkipListMap<String, Known> values = new ConcurrentSkipListMap<>();

    /** By the first characters of values: the length of the longest one. */
    private final Map<String, Integer> beginnings = new ConcurrentHashMap<>();

    /**
     * By the hash of a block: how far the window can be moved that ends with it, which is 0 at the beginning of a value. The
     * numbers only fall: a reader that does not see the latest ones misses only values that are being added.
     */
    private final byte[] steps = new byte[HASHES];

    /** No values. */
    public KnownValues() {
        Arrays.fill(steps, (byte) MOST_STEPS);
    }

    /**
     * Adds a value, unless it is there already.
     *
     * @param value at least {@link #LEAST} characters
     * @param replacement what takes its place
     */
    public synchronized void add(String value, String replacement) {
        if (values.putIfAbsent(value, new Known(values.size(), replacement)) != null) {
            return;
        }
        for (int end = BLOCK; end <= LEAST; end++) {
            int hash = hash(value, end);
            steps[hash] = (byte) Math.min(steps[hash], LEAST - end);
        }
        beginnings.merge(value.substring(0, LEAST), value.length(), Math::max);
    }

    /**
     * Finds the values in a text. Where some overlap, a longer one is taken before a shorter one.
     *
     * @param text any text
     * @return where they are, in the order of the text
     */
    public Collection<Place> find(String text) {
        if (text.length() < LEAST || beginnings.isEmpty()) {
            return List.of();
        }
        PriorityQueue<Match> left = new PriorityQueue<>(ORDER);
        addMatches(text, left);
        NavigableMap<Integer, Place> taken = new TreeMap<>();
        for (Match match = left.poll(); match != null; match = left.poll()) {
            int free = freeUntil(taken, match);
            if (free == match.end) {
                taken.put(match.start, new Place(match.start, match.end, match.known.replacement));
            } else {
                add(longest(text, match.start, free), left);
            }
        }
        return taken.values();
    }

    /** The longest value at each place. */
    private void addMatches(String text, Collection<Match> matches) {
        int end = LEAST;
        while (end <= text.length()) {
            int step = steps[hash(text, end)];
            if (step == 0) {
                int start = end - LEAST;
                Integer longest = beginnings.get(text.substring(start, end));
                if (longest != null) {
                    add(longest(text, start, Math.min(text.length(), start + longest)), matches);
                }
                step = 1;
            }
            end += step;
        }
    }

    private static void add(@Nullable Match match, Collection<Match> matches) {
        if (match != null) {
            matches.add(match);
        }
    }

    /** How far nothing is taken from the beginning of a match, at most to its end. */
    private static int freeUntil(NavigableMap<Integer, Place> taken, Match match) {
        Map.Entry<Integer, Place> before = taken.floorEntry(match.start);
        if (before != null && before.getValue().end > match.start) {
            return match.start;
        }
        Integer next = taken.higherKey(match.start);
        return next == null ? match.end : Math.min(match.end, next);
    }

    /** The longest value that begins at a place and ends at a limit or before, or null. */
    private @Nullable Match longest(String text, int start, int limit) {
        String rest = text.substring(start, limit);
        while (rest.length() >= LEAST) {
            // A value that the rest begins with sorts before the rest, and behind each shorter one.
            Map.Entry<String, Known> last = values.floorEntry(rest);
            int common = last == null ? 0 : commonLength(rest, last.getKey());
            if (last != null && common == last.getKey().length()) {
                return new Match(start, start + common, last.getValue());
            }
            rest = rest.substring(0, common); // with more in common it would sort between the two
        }
        return null;
    }

    private static int commonLength(String text, String other) {
        int length = Math.min(text.length(), other.length());
        int at = 0;
        while (at < length && text.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Of the block that ends at a place. */
    private static int hash(String text, int end) {
        return (text.charAt(end - 3) * 961 ^ text.charAt(end - 2) * 31 ^ text.charAt(end - 1)) & (HASHES - 1);
    }
}
