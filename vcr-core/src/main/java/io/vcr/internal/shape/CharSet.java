package io.vcr.internal.shape;

/** A set of ASCII characters. Each is one of its own, whatever is in it, for readings remember it. Immutable. */
final class CharSet implements Stretch {

    static final CharSet DIGITS = CharSet.range('0', '9');
    static final CharSet UPPER = CharSet.range('A', 'Z');
    static final CharSet LOWER = CharSet.range('a', 'z');
    static final CharSet ALPHANUMERIC = DIGITS.and(UPPER).and(LOWER);
    static final CharSet WORD = ALPHANUMERIC.and(CharSet.range('_', '_'));
    static final CharSet HEX = DIGITS.and(CharSet.range('A', 'F')).and(CharSet.range('a', 'f'));

    /** White space and control characters. */
    static final CharSet SPACE = CharSet.range('\0', ' ');

    static final CharSet NO_DIGITS = DIGITS.inverse();
    static final CharSet NO_UPPER = UPPER.inverse();
    static final CharSet NO_LOWER = LOWER.inverse();

    private final long low;
    private final long high;

    private CharSet(long low, long high) {
        this.low = low;
        this.high = high;
    }

    static CharSet range(char first, char last) {
        return new CharSet(bits(first, Math.min(last, 63)), bits(Math.max(first, 64) - 64, last - 64));
    }

    /** The bits from one to another one, each from 0 to 63; none if that is before it. */
    private static long bits(int first, int last) {
        return first > last ? 0 : (-1L << first) & (-1L >>> (63 - last));
    }

    static CharSet of(String characters) {
        CharSet set = empty();
        for (int i = 0; i < characters.length(); i++) {
            set = set.and(range(characters.charAt(i), characters.charAt(i)));
        }
        return set;
    }

    static CharSet empty() {
        return new CharSet(0, 0);
    }

    CharSet and(CharSet other) {
        return new CharSet(low | other.low, high | other.high);
    }

    CharSet without(CharSet other) {
        return new CharSet(low & ~other.low, high & ~other.high);
    }

    /** All ASCII characters that are not in this set. */
    CharSet inverse() {
        return new CharSet(~low, ~high);
    }

    boolean has(char c) {
        return c < 128 && ((c < 64 ? low : high) >>> c & 1) != 0;
    }

    boolean overlaps(CharSet other) {
        return (low & other.low) != 0 || (high & other.high) != 0;
    }

    @Override
    public int end(String text, int from, int limit) {
        int at = from;
        while (at < limit && has(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
