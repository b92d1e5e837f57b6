package io.vcr.internal.shape;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all of many short texts in one pass over a long one: the automaton of Aho and Corasick (1975) with all its
 * transitions in one table. Immutable.
 */
final class Anchors {

    private static final int ASCII = 128;
    private static final int[] NONE = {};

    /** Three characters, each shifted by five bits against the next one. */
    private static final int ALL = (1 << 15) - 1;

    private static final int SHIFT = 5;

    private static final int FOLDED = 0x3f;

    /** All groups of characters. */
    private static final byte ANY = -1;

    /** Called with an anchor, its place and where it ends. */
    interface Sink {
        void accept(int anchor, int start, int end);
    }

    private final int[] lengths;
    private final int longest;

    /** Three, or fewer if an anchor is shorter. */
    private final int shortest;

    /**
     * By the bits of three characters: the groups of the fourth characters with which an anchor begins like them, a bit each.
     * Most places of a text need no other look.
     */
    private final byte[] beginnings = new byte[ALL + 1];

    private final int[] symbols = new int[ASCII];
    private final int width;

    /**
     * By state plus symbol: the next state, or the complement of its number if anchors end there. A state is the index
     * of its row.
     */
    private final int[] next;

    /** The first state of two characters, and the first of three: states are in the order of their depth. */
    private int firstOfTwo;

    private int firstDeep;

    /** By the number of a state: the anchors that end there. */
    private final int[][] ending;

    Anchors(List<String> anchors) {
        this.lengths = new int[anchors.size()];
        int states = 1;
        int least = 3;
        int most = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = anchors.get(i).length();
            states += lengths[i];
            least = Math.min(least, lengths[i]);
            most = Math.max(most, lengths[i]);
        }
        this.shortest = least;
        this.longest = most;
        for (String anchor : anchors) {
            addBeginnings(anchor, 0, 0);
        }
        this.width = number(anchors);
        int[] table = new int[states * width];
        this.ending = new int[states][];
        Arrays.fill(ending, NONE);
        int used = insert(anchors, table);
        follow(table);
        this.next = Arrays.copyOf(table, used * width);
        for (int i = 0; i < next.length; i++) {
            next[i] = ending[next[i]].length == 0 ? next[i] * width : ~next[i];
        }
    }

    /** All three characters that a text may have where an anchor begins. */
    private void addBeginnings(String anchor, int known, int seen) {
        if (known == 3) {
            beginnings[seen & ALL] |= anchor.length() > 3 ? group(anchor.charAt(3)) : ANY;
        } else if (known < anchor.length()) {
            addBeginnings(anchor, known + 1, (seen << SHIFT) ^ folded(anchor.charAt(known)));
        } else {
            for (int other = 0; other <= FOLDED; other++) {
                addBeginnings(anchor, known + 1, (seen << SHIFT) ^ other);
            }
        }
    }

    /** Six bits of a character: different ones for lower case, upper case and digits. */
    private static int folded(char c) {
        return (c + (c >> 6) * 26) & FOLDED;
    }

    /** The group of a character, as one of eight bits. */
    private static byte group(char c) {
        return (byte) (1 << (c & 7));
    }

    /** Symbol 0 stands for all characters that are in no anchor. */
    private int number(List<String> texts) {
        int count = 1;
        for (String text : texts) {
            for (int i = 0; i < text.length(); i++) {
                if (symbols[text.charAt(i)] == 0) {
                    symbols[text.charAt(i)] = count++;
                }
            }
        }
        return count;
    }

    /** Level by level, so that the states that most texts visit are next to each other in memory. */
    private int insert(List<String> anchors, int[] table) {
        int[] states = new int[anchors.size()];
        int used = 1;
        for (int depth = 0; depth < longest; depth++) {
            firstOfTwo = depth == 1 ? used * width : firstOfTwo;
            firstDeep = depth == 2 ? used * width : firstDeep;
            for (int anchor = 0; anchor < states.length; anchor++) {
                String text = anchors.get(anchor);
                if (depth < text.length()) {
                    int edge = states[anchor] * width + symbols[text.charAt(depth)];
                    used += table[edge] == 0 ? 1 : 0;
                    table[edge] = table[edge] == 0 ? used - 1 : table[edge];
                    states[anchor] = table[edge];
                }
            }
        }
        for (int anchor = 0; anchor < states.length; anchor++) {
            ending[states[anchor]] = joined(ending[states[anchor]], new int[] {anchor});
        }
        return used;
    }

    /** Where a state has no edge, it goes on as the longest other state does that the text ends with. */
    private void follow(int[] table) {
        int[] shorter = new int[ending.length];
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (int symbol = 0; symbol < width; symbol++) {
                int edge = state * width + symbol;
                int other = state == 0 ? 0 : table[shorter[state] * width + symbol];
                if (table[edge] == 0) {
                    table[edge] = other;
                } else {
                    shorter[table[edge]] = other;
                    ending[table[edge]] = joined(ending[table[edge]], ending[other]);
                    queue.add(table[edge]);
                }
            }
        }
    }

    private static int[] joined(int[] some, int[] more) {
        int[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** The length of the longest one. */
    int longest() {
        return longest;
    }

    void find(String text, Sink sink) {
        find(text, 0, text.length(), sink);
    }

    /** Finds what begins and ends in a part of a text. */
    void find(String text, int from, int to, Sink sink) {
        int state = 0;
        for (int at = nextBeginning(text, from, to); at < to; at++) {
            char c = text.charAt(at);
            state = next[state + (c < ASCII ? symbols[c] : 0)];
            if (state < 0) {
                int number = ~state;
                for (int anchor : ending[number]) {
                    sink.accept(anchor, at + 1 - lengths[anchor], at + 1);
                }
                state = number * width;
            }
            if (state < firstDeep) {
                int start = at + 1 - (state == 0 ? 0 : state < firstOfTwo ? 1 : 2);
                int beginning = nextBeginning(text, start, to);
                if (beginning > start) {
                    state = 0;
                    at = beginning - 1;
                }
            }
        }
    }

    /**
     * The next place where an anchor may begin, or the end of the part; near the end of the text each place where the
     * shortest one may.
     */
    private int nextBeginning(String text, int from, int to) {
        int last = Math.min(to - shortest + 1, text.length() - 3);
        if (from < last) {
            int seen = (folded(text.charAt(from)) << SHIFT) ^ folded(text.charAt(from + 1));
            char third = text.charAt(from + 2);
            for (int at = from; at < last; at++) {
                char fourth = text.charAt(at + 3);
                seen = ((seen << SHIFT) ^ folded(third)) & ALL;
                if ((beginnings[seen] & group(fourth)) != 0) {
                    return at;
                }
                third = fourth;
            }
        }
        int next = Math.max(from, last);
        return next + shortest <= to ? next : to;
    }
}
