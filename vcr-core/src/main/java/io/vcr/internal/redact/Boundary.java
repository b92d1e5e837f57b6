package io.vcr.internal.redact;

/** Where in a text a credential may begin: not in the middle of a word, and not in the middle of base64. */
final class Boundary {

    private static final CharSet BASE64 =
            CharSet.ALPHANUMERIC.and(CharSet.range('+', '+')).and(CharSet.range('/', '/'));
    private static final CharSet BASE64_URL = CharSet.WORD.and(CharSet.range('-', '-'));

    /** Fewer than a line of base64 has, in PEM 64. */
    private static final int BASE64_BEFORE = 60;

    private static final int BASE64_BEHIND = 8;

    private static final int LONGEST_ESCAPE = 5;

    private Boundary() {}

    static boolean isStart(String text, int at) {
        if (at == 0 || !CharSet.WORD.has(text.charAt(at))) {
            return true;
        }
        char before = text.charAt(at - 1);
        if (before == 'n' && at > 1 && text.charAt(at - 2) == '\\') {
            return !isBase64(text, at, 2, BASE64);
        }
        if (CharSet.WORD.has(before)) {
            return isEscaped(text, at);
        }
        return switch (before) {
            case '\n', '+', '/' -> !isBase64(text, at, 1, BASE64);
            case '-' -> !isBase64(text, at, 1, BASE64_URL);
            default -> true;
        };
    }

    /** Where a word begins that was read backwards, maybe into an escape before it, but not behind the latest place. */
    static int behindEscape(String text, int start, int latest) {
        for (int at = Math.min(start + LONGEST_ESCAPE, latest); at >= start; at--) {
            if (isEscaped(text, at)) {
                return at;
            }
        }
        return start;
    }

    /** Behind an escape whose last character is a letter or digit: JSON's, also of JSON in JSON, or a URL's. */
    private static boolean isEscaped(String text, int at) {
        if (at >= 2 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0) {
            return true;
        }
        if (isHex(text, at, 4) && at >= 6 && text.startsWith("\\u", at - 6)) {
            return true;
        }
        return isHex(text, at, 2)
                && (text.startsWith("%", at - 3) || text.startsWith("%25", at - 5) || text.startsWith("\\x", at - 4));
    }

    private static boolean isHex(String text, int end, int count) {
        for (int i = 1; i <= count; i++) {
            if (end < i || !CharSet.HEX.has(text.charAt(end - i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether base64 goes on here, be it in another line. Words joined by hyphens have no upper-case letters. */
    private static boolean isBase64(String text, int at, int separator, CharSet set) {
        int end = at - separator;
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        } else if (text.startsWith("\\r", end - 2)) {
            end -= 2;
        }
        int from = end - BASE64_BEFORE;
        return from >= 0
                && set.end(text, from, end) == end
                && CharSet.UPPER.inverse().end(text, from, end) < end
                && set.end(text, at, Math.min(text.length(), at + BASE64_BEHIND)) - at == BASE64_BEHIND;
    }
}
