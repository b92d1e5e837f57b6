package io.vcr.internal.shape;

import java.util.Arrays;

/**
 * The words of a text, by white space, that are long enough for a credential. Ordinary text has few of them, and what is
 * looked for in them need not be looked for elsewhere. Immutable.
 */
public final class LongWords {

    /** The length of a long word: few words of a language have it, and nearly each credential does. */
    public static final int LEAST = 11;

    private static final LongWords NONE = new LongWords(new int[0]);
    private static final int SOME = 8;

    /** Where each word begins and ends. */
    private final int[] bounds;

    private LongWords(int[] bounds) {
        this.bounds = bounds;
    }

    /** Called with a word. */
    public interface Sink {

        void accept(int start, int end);
    }

    /** Collects parts of a text from left to right. Those that overlap become one. */
    static final class Builder implements Sink {
        private int[] bounds = {};
        private int used;

        @Override
        public void accept(int start, int end) {
            if (used > 0 && start < bounds[used - 1]) {
                bounds[used - 1] = Math.max(end, bounds[used - 1]);
            } else {
                bounds = used < bounds.length ? bounds : Arrays.copyOf(bounds, 2 * used + SOME);
                bounds[used++] = start;
                bounds[used++] = end;
            }
        }

        LongWords words() {
            return used == 0 ? NONE : new LongWords(Arrays.copyOf(bounds, used));
        }
    }

    /** The long words of a text. */
    public static LongWords in(String text) {
        Builder words = new Builder();
        int start = 0;
        while (start + LEAST <= text.length()) {
            int space = start + LEAST - 1; // from the end, as most words are shorter
            while (space >= start && !isSpace(text.charAt(space))) {
                space--;
            }
            if (space >= start) {
                start = space + 1;
            } else {
                int end = start + LEAST;
                while (end < text.length() && !isSpace(text.charAt(end))) {
                    end++;
                }
                words.accept(start, end);
                start = end + 1;
            }
        }
        return words.words();
    }

    /** These words and other parts of the text. */
    LongWords and(LongWords others) {
        if (others == NONE) {
            return this; // as nearly always
        }
        Builder all = new Builder();
        int other = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            for (; other < others.bounds.length && others.bounds[other] <= bounds[i]; other += 2) {
                all.accept(others.bounds[other], others.bounds[other + 1]);
            }
            all.accept(bounds[i], bounds[i + 1]);
        }
        for (; other < others.bounds.length; other += 2) {
            all.accept(others.bounds[other], others.bounds[other + 1]);
        }
        return all.words();
    }

    /** Takes a whole text for one word. */
    static LongWords all(String text) {
        return new LongWords(new int[] {0, text.length()});
    }

    /** Hands out each word, from left to right. */
    public void each(Sink sink) {
        for (int i = 0; i < bounds.length; i += 2) {
            sink.accept(bounds[i], bounds[i + 1]);
        }
    }

    static boolean isSpace(char c) {
        return c <= ' ';
    }

    /** Whether a text is a word or a part of one. */
    static boolean hasNoSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
