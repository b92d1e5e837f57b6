package io.vcr.internal.shape;

/**
 * What a text that is no document assigns to names: {@code API_KEY=..}, {@code "clientSecret": ".."}, {@code
 * --password ..}. Only long values are found that a random generator could have made, not words and not the names of variables.
 */
public final class Assignments {

    private static final int LEAST = 16;
    private static final int LEAST_OF_VARIABLE = 8;
    private static final int LONGEST_NAME = 64;

    /** How often digits and other characters take turns in a random value; in the name of a variable they hardly do. */
    private static final int LEAST_TURNS = 3;

    /** The same of a value in quotes, which is no variable. */
    private static final int LEAST_TURNS_IN_QUOTES = 2;

    /** The same between the dots of a value, which may also be the name of a class or of a file. */
    private static final int LEAST_TURNS_WITH_DOTS = 6;

    /** As in an identifier of hexadecimal digits and hyphens. */
    private static final int MANY_DIGITS = 8;

    private static final CharSet VALUE = CharSet.ALPHANUMERIC.and(CharSet.of("-_+/.~"));
    private static final CharSet QUOTED = VALUE.and(CharSet.of("=:!@#%&*?;,|^"));
    private static final CharSet VARIABLE = CharSet.ALPHANUMERIC.and(CharSet.of("-_+~"));
    private static final CharSet CONSTANT = CharSet.UPPER.and(CharSet.DIGITS).and(CharSet.of("_"));
    /** Before it are the letters of Latin. */
    private static final int OTHER_SCRIPTS = 0x250;

    private static final CharSet NAME = CharSet.ALPHANUMERIC.and(CharSet.of("-_."));

    private static final CharSet SPACES = CharSet.of(" \t");
    private static final CharSet ASSIGNS = CharSet.of("=:>");
    private static final CharSet QUOTES = CharSet.of("\"'`\\");
    private static final CharSet QUOTES_AND_BRACKET = QUOTES.and(CharSet.of("]"));
    private static final CharSet SPACES_AND_QUOTES = CharSet.of(" \t\r\n").and(QUOTES);
    private static final CharSet REFERENCE = CharSet.of("&");

    /** Of Java: {@code -DapiKey=..}. */
    private static final String PROPERTY = "-D";

    /** As in {@code @".."} and {@code $".."} of C#. */
    private static final CharSet QUOTES_AND_SIGNS = QUOTES.and(CharSet.of("@$"));

    private Assignments() {}

    /** Called with a name and the place of its value. */
    public interface Sink {

        void accept(String name, int start, int end);
    }

    /** Hands out the assignments whose values are in long words, from left to right. */
    public static void each(String text, LongWords words, Sink sink) {
        words.each((from, to) -> {
            if (CharSet.NO_DIGITS.end(text, from, to) == to) {
                return; // nothing random
            }
            int start = from;
            for (int at = from; at <= to; at++) {
                int quoted = at == start ? quotedEnd(text, at, to) : -1;
                if (quoted > 0 && value(text, start, quoted, to, sink)) {
                    at = quoted;
                    start = at + 1;
                } else if (at == to || !VALUE.has(text.charAt(at))) {
                    if (at - start >= LEAST) {
                        value(text, start, at, to, sink);
                    } else if (at - start >= LEAST_OF_VARIABLE && start > from && text.charAt(start - 1) == '=') {
                        variable(text, from, start, at, sink);
                    }
                    start = at + 1;
                }
            }
        });
    }

    /** What a shell assigns, or a list of variables: names of constants stand directly before a value there, and no code behind. */
    private static void variable(String text, int from, int start, int end, Sink sink) {
        int nameEnd = start - 1;
        int nameStart = nameEnd;
        while (nameStart > from && CONSTANT.has(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        boolean isConstant = nameStart < nameEnd && (nameStart == 0 || !NAME.has(text.charAt(nameStart - 1)));
        boolean isValue = VARIABLE.end(text, start, end) == end
                && CharSet.NO_DIGITS.end(text, start, end) < end
                && CharSet.DIGITS.end(text, start, end) < end;
        if (isConstant && isValue && (end == text.length() || "([{".indexOf(text.charAt(end)) < 0)) {
            sink.accept(text.substring(nameStart, nameEnd), start, end);
        }
    }

    /** Where a long value ends that begins behind a quote and has more in it than others, such as an equals sign; or -1. */
    private static int quotedEnd(String text, int start, int limit) {
        if (start == 0 || !QUOTES.has(text.charAt(start - 1))) {
            return -1;
        }
        int end = QUOTED.end(text, start, limit);
        return end < limit && end - start >= LEAST && QUOTES.has(text.charAt(end)) ? end : -1;
    }

    private static boolean value(String text, int start, int end, int limit, Sink sink) {
        if (end < limit && text.charAt(end) == '(') {
            return false; // a call
        }
        boolean isQuoted = start > 0 && QUOTES.has(text.charAt(start - 1));
        int nameEnd = nameEnd(text, start, isQuoted);
        if (nameEnd < 0 || !isRandom(text, start, end, isQuoted)) {
            return false;
        }
        int padded = end;
        while (padded < limit && text.charAt(padded) == '=') {
            padded++;
        }
        int nameStart = nameStart(text, nameEnd);
        nameStart += text.startsWith(PROPERTY, nameStart) ? PROPERTY.length() : 0;
        // Of arn:aws:secretsmanager:eu-west-1:1:secret:name the part behind "secret" is a name.
        boolean isPart = nameStart > 0
                && text.charAt(nameStart - 1) == ':'
                && text.charAt(nameStart) != '_'
                && text.charAt(start - 1) == ':';
        if (nameStart < nameEnd && !isPart) {
            sink.accept(text.substring(nameStart, nameEnd), start, padded);
        }
        int other = text.startsWith("value", nameStart)
                ? named(text, nameStart)
                : isQuoted ? declared(text, nameStart) : -1;
        if (other > 0) {
            sink.accept(text.substring(nameStart(text, other), other), start, padded);
        }
        return true;
    }

    /**
     * Where the name ends to which a value is assigned, or -1: before the equals sign or colon, and quotes; before the space
     * behind an option of a command line or a name of several words; before what begins the argument of a call.
     */
    private static int nameEnd(String text, int valueStart, boolean isQuoted) {
        int quotes = before(text, valueStart, isQuoted ? QUOTES_AND_SIGNS : QUOTES);
        int at = before(text, quotes, SPACES);
        char sign = at == 0 ? ' ' : text.charAt(at - 1);
        if (isQuoted && (sign == '(' || sign == ',')) {
            int name = before(text, at - 1, QUOTES);
            return sign == '(' || name < at - 1 ? name : -1;
        }
        if (!ASSIGNS.has(sign)) {
            return at < quotes && mayStandBeforeSpace(text, at) ? at : -1;
        }
        at = before(text, at, ASSIGNS);
        at = before(text, at, SPACES);
        return before(text, at, QUOTES_AND_BRACKET);
    }

    /** Where the name ends of whose type only the end was found: {@code apiKey: String = ".."}, or -1. */
    private static int declared(String text, int typeStart) {
        int at = before(text, typeStart, REFERENCE);
        at = before(text, at, SPACES);
        return at > 1 && text.charAt(at - 1) == ':' && NAME.has(text.charAt(at - 2)) ? at - 1 : -1;
    }

    /** Where the name ends that stands in the line before: {@code - name: API_KEY} and {@code value: ..}, or -1. */
    static int named(String text, int valueStart) {
        int at = before(text, valueStart, SPACES);
        return at > 0 && text.charAt(at - 1) == '\n' ? before(text, at, SPACES_AND_QUOTES) : -1;
    }

    static int nameStart(String text, int end) {
        int last = end > 0 && text.charAt(end - 1) >= OTHER_SCRIPTS ? Character.MAX_VALUE : OTHER_SCRIPTS;
        int start = end;
        while (start > 0 && end - start < LONGEST_NAME && isOfName(text.charAt(start - 1), last)) {
            start--;
        }
        return start;
    }

    /** Letters of another script end a name that ends in Latin ones: they may follow each other without a space. */
    private static boolean isOfName(char c, int last) {
        return NAME.has(c) || (c >= 0x80 && c < last && Character.isLetter(c)); // contraseña
    }

    /** {@code --password ..}, {@code aws_secret_access_key ..}. */
    private static boolean mayStandBeforeSpace(String text, int end) {
        String name = text.substring(nameStart(text, end), end);
        return name.length() > 2 && (name.startsWith("--") || name.indexOf('_') >= 0);
    }

    private static int before(String text, int from, CharSet skipped) {
        int at = from;
        while (at > 0 && skipped.has(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /**
     * Of letters and digits, and of more only if it has letters of both cases: the names of files and hosts have one. In quotes
     * also if digits stand among the letters of its parts, as in no word.
     */
    private static boolean isRandom(String text, int start, int end, boolean isQuoted) {
        boolean lower = false;
        boolean upper = false;
        boolean other = false;
        int digits = 0;
        int turns = 0;
        int inParts = 0;
        int dots = 0;
        boolean isAddress = false;
        boolean wasDigit = CharSet.DIGITS.has(text.charAt(start));
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            boolean isPart = at > start && CharSet.ALPHANUMERIC.has(c) && CharSet.ALPHANUMERIC.has(text.charAt(at - 1));
            boolean isDigit = CharSet.DIGITS.has(c);
            lower |= CharSet.LOWER.has(c);
            upper |= CharSet.UPPER.has(c);
            other |= !CharSet.ALPHANUMERIC.has(c);
            digits += isDigit ? 1 : 0;
            turns += isDigit == wasDigit ? 0 : 1;
            inParts += isPart && isDigit != wasDigit ? 1 : 0;
            wasDigit = isDigit;
            isAddress |= c == ':' && text.startsWith("//", at + 1);
            dots += c == '.' ? 1 : 0;
        }
        if (isAddress || (dots > 0 && !(isQuoted && lower && upper && inParts >= LEAST_TURNS_WITH_DOTS))) {
            return false;
        }
        boolean mixes = !other || (lower && upper) || digits >= MANY_DIGITS || (isQuoted && inParts >= LEAST_TURNS);
        return (lower || upper) && mixes && turns >= (isQuoted ? LEAST_TURNS_IN_QUOTES : LEAST_TURNS);
    }
}
