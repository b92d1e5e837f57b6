package io.vcr.internal.shape;

/** Where in a text a credential may begin: not in the middle of a word, and not in the middle of base64. */
final class Boundary {

    private static final CharSet BASE64 =
            CharSet.ALPHANUMERIC.and(CharSet.range('+', '+')).and(CharSet.range('/', '/'));
    private static final CharSet WRAPPED_BASE64 =
            BASE64.and(CharSet.range('\n', '\n')).and(CharSet.range('\r', '\r')).and(CharSet.range('\\', '\\'));
    private static final CharSet BASE64_URL = CharSet.WORD.and(CharSet.range('-', '-'));

    /** Fewer than a line of base64 has, 64 in PEM; more than most credentials in a list of them. */
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
            return !isBase64(text, lineEnd(text, at - 2), at, BASE64);
        }
        return switch (before) {
            case '\n' -> !isBase64(text, lineEnd(text, at - 1), at, BASE64);
            case '+', '/' -> !isBase64(text, at - 1, at, WRAPPED_BASE64);
            case '-' -> !isBase64(text, at - 1, at, BASE64_URL);
            default -> !isInWord(text, at);
        };
    }

    /** Whether a letter, digit or _ goes on a word, which is never a start. */
    static boolean isInsideWord(String text, int at) {
        return at > 0 && CharSet.WORD.has(text.charAt(at)) && isInWord(text, at);
    }

    /** Whether there is a letter, digit or _ before that is not the end of an escape. */
    static boolean isInWord(String text, int at) {
        return at > 0 && CharSet.WORD.has(text.charAt(at - 1)) && !isEscaped(text, at);
    }

    private static int lineEnd(String text, int lineFeed) {
        if (text.startsWith("\\r", lineFeed - 2)) {
            return lineFeed - 2;
        }
        return text.startsWith("\r", lineFeed - 1) ? lineFeed - 1 : lineFeed;
    }

    /** Whether there is base64 on both sides. Words joined by hyphens have no upper-case letters. */
    private static boolean isBase64(String text, int end, int at, CharSet set) {
        int from = end - BASE64_BEFORE;
        return from >= 0
                && set.end(text, at, Math.min(text.length(), at + BASE64_BEHIND)) - at == BASE64_BEHIND
                && set.end(text, from, end) == end
                && CharSet.NO_UPPER.end(text, from, end) < end;
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
        if (at < 2) {
            return false;
        }
        if (text.charAt(at - 2) == '\\') {
            return "nrtbf".indexOf(text.charAt(at - 1)) >= 0;
        }
        if (at < 3 || !CharSet.HEX.has(text.charAt(at - 1)) || !CharSet.HEX.has(text.charAt(at - 2))) {
            return false; // as nearly always
        }
        return switch (text.charAt(at - 3)) {
            case '%' -> true;
            case 'x' -> text.startsWith("\\", at - 4);
            default -> isTwiceEscaped(text, at) || isUnicodeEscaped(text, at);
        };
    }

    /** As in {@code %253A}. */
    private static boolean isTwiceEscaped(String text, int at) {
        return at >= 5 && text.charAt(at - 5) == '%' && text.startsWith("25", at - 4);
    }

    /** As in {@code \\u003a}. */
    private static boolean isUnicodeEscaped(String text, int at) {
        return at >= 6
                && text.charAt(at - 5) == 'u'
                && text.charAt(at - 6) == '\\'
                && CharSet.HEX.end(text, at - 4, at - 2) == at - 2;
    }
}
