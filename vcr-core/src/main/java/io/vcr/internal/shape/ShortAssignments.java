package io.vcr.internal.shape;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text that is no document assigns to telling names, if it is too short to tell by itself: {@code password:
 * hunter22}, {@code user=bob&password=hunter22}, {@code "password": "hunter22"}. A value has letters and digits, and is not
 * the name of a variable.
 */
final class ShortAssignments {

    static final int LEAST = 8;
    static final int LONGEST = 256;
    private static final int MOST_SPACES = 16;

    /** How the names of credentials end, in several languages, and {@code value}. Most names in a text end otherwise. */
    private static final BitSet ENDS_OF_NAMES =
            endsOfNames("rd wd se de et en ey ss sk pw tp wt rf ue rt ha ña na ło lo zó re la ka ль 密码 密碼 ード 번호 dp");

    /** What may stand between a name and its sign. */
    private static final CharSet BEHIND_NAME = CharSet.of(" \t\"'`\\*]");

    private static final CharSet UNQUOTED = CharSet.range('!', '~').without(CharSet.of("\"'`,;(){}[]<>\\&|"));
    private static final CharSet QUOTED = CharSet.range('!', '~').without(CharSet.of("\"'`\\<>{}"));

    /** How a reference begins: of a shell, a template or a document, to a file or to an anchor. */
    private static final CharSet REFERENCE = CharSet.of("$@/.~%*-#:=+");

    private static final CharSet BEHIND_VALUE = CharSet.SPACE.and(CharSet.of("&;,\"'`\\*|}"));
    private static final CharSet BEFORE_COMPARISON = CharSet.of("!<>=+-*/%^:");
    private static final CharSet LETTERS = CharSet.UPPER.and(CharSet.LOWER);
    private static final CharSet CONSTANT = CharSet.UPPER.and(CharSet.DIGITS).and(CharSet.of("_"));

    private static final String KEY = "key";
    private static final String SPACES = " \t";
    private static final String MARKS = "\"'`\\*]";
    private static final String QUOTES = "\"'`";
    private static final String END_OF_SENTENCE = ".:*!?";

    /** At most one digit in a word. */
    private static final String WORD = "[A-Z]?+[a-z]*+\\d?+[a-z]*+";

    /** Words with something between them, and a number before or behind them: {@code 12-character}, {@code prod-db-2024}. */
    private static final Pattern WORDS = Pattern.compile(
            "(?=[^-_.:/]*+[-_.:/])(?:\\d{2,4}[-_])?+" + WORD + "(?:[-_.:/]" + WORD + ")*?(?:[-_]\\d{2,4})?");

    /** Of JSON that is also fit for HTML, or of PHP. Brackets are those of placeholders. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\{1,8}(?:u(?!003[ceCE])[0-9a-fA-F]{4}|/)");

    /** {@code sha256}, {@code oauth2}, {@code Uint8Array}, {@code secp256k1}. */
    private static final Pattern ALGORITHM = Pattern.compile(
            "(?i)\\W?(?:s?sha|md|base|hmac|oauth|http|utf|aes|rsa|argon|pbkdf|scram|[erhp]s|u?int|float|sec[pt]|curve|prime)"
                    + "-?\\d.*+");

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-.*+");
    private static final Pattern NUMBERED_WORD = Pattern.compile("[A-Za-z_]++\\d{1,2}");

    /** Of the names of variables that hold a credential. */
    private static final List<String> OF_VARIABLES =
            List.of("pass", "pwd", "secret", "token", "key", "auth", "cred", "value", "string", "input", "param");

    private ShortAssignments() {}

    /**
     * Hands out the assignments to telling names, from left to right.
     *
     * @param tells whether a name is that of a credential
     */
    static void each(String text, Predicate<String> tells, Assignments.Sink sink) {
        int colon = text.indexOf(':');
        int equals = text.indexOf('=');
        while (colon >= 0 || equals >= 0) {
            boolean isColon = colon >= 0 && (equals < 0 || colon < equals);
            int sign = isColon ? colon : equals;
            int next = sign + 1;
            int nameEnd = nameEnd(text, sign);
            if (nameEnd > 0) {
                next = assignment(text, nameEnd, sign, tells, sink);
            }
            colon = colon >= 0 && colon < next ? text.indexOf(':', next) : colon;
            equals = equals >= 0 && equals < next ? text.indexOf('=', next) : equals;
        }
    }

    /** Where the name ends, or 0 if the letters before the sign are those of no credential. */
    private static int nameEnd(String text, int sign) {
        int end = sign;
        while (end > 0 && BEHIND_NAME.has(text.charAt(end - 1))) {
            end--;
        }
        return mayTell(text, end) ? end : 0;
    }

    /** Whether a name that ends here may be that of a credential. */
    static boolean mayTell(String text, int end) {
        return end > 1 && ENDS_OF_NAMES.get(letters(text.charAt(end - 2), text.charAt(end - 1)));
    }

    /** Two letters as a number, in which their case does not count. */
    private static int letters(char one, char other) {
        return (one & 31) << 5 | (other & 31);
    }

    private static BitSet endsOfNames(String ends) {
        BitSet letters = new BitSet();
        for (String end : ends.split(" ", -1)) {
            letters.set(letters(end.charAt(0), end.charAt(1)));
        }
        return letters;
    }

    /** Looks at one assignment; returns where to go on. */
    private static int assignment(String text, int nameEnd, int sign, Predicate<String> tells, Assignments.Sink sink) {
        int start = valueStart(text, sign);
        int end = start < 0 ? -1 : valueEnd(text, start);
        if (end < 0) {
            return sign + 1;
        }
        String name = name(text, nameEnd);
        boolean isAssigned = text.charAt(sign) == '=';
        if ((!isAssigned && isResult(name, text, start))
                || !tells.test(name)
                || isOther(text.substring(start, end), isQuoted(text, start))) {
            return sign + 1;
        }
        sink.accept(name, start, end);
        return end;
    }

    /** What stands before the sign, also {@code Secret key}, or in the line before {@code value}: {@code - name: DB_PASSWORD}. */
    private static String name(String text, int end) {
        int start = Assignments.nameStart(text, end);
        if (text.startsWith("value", start)) {
            int other = Assignments.named(text, start);
            return other < 0 ? text.substring(start, end) : text.substring(Assignments.nameStart(text, other), other);
        }
        boolean isOfTwoWords = end - start == KEY.length()
                && text.regionMatches(true, start, KEY, 0, KEY.length())
                && start > 1
                && text.charAt(start - 1) == ' ';
        return text.substring(isOfTwoWords ? Assignments.nameStart(text, start - 1) : start, end);
    }

    /** Behind the sign, spaces and quotes; or -1 if the sign does not assign. */
    private static int valueStart(String text, int sign) {
        int at = sign + 1;
        char behind = at < text.length() ? text.charAt(at) : 0;
        boolean isDeclaration = text.charAt(sign) == ':' && behind == '='; // of Go: password := ".."
        if (text.charAt(sign) == '=') {
            if (behind == '=' || behind == '~' || BEFORE_COMPARISON.has(text.charAt(sign - 1))) {
                return -1;
            }
            at += behind == '>' ? 1 : 0;
        } else if (isDeclaration) {
            at++;
        } else if (SPACES.indexOf(behind) < 0 && MARKS.indexOf(behind) < 0) {
            return -1; // of a URN or a scope: password:read
        }
        int spaced = skip(text, marksEnd(text, at), SPACES);
        int start = marksEnd(text, spaced);
        boolean isAlias = text.charAt(start - 1) == '*' && text.charAt(start - 2) != '*';
        return isAlias || (isDeclaration && !isQuoted(text, start)) ? -1 : start;
    }

    /** Behind quotes and the like. A backslash that stands before none of them begins an escape of the value. */
    private static int marksEnd(String text, int from) {
        int end = skip(text, from, MARKS);
        while (end > from && text.charAt(end - 1) == '\\') {
            end--;
        }
        return end;
    }

    static int skip(String text, int from, String skipped) {
        int at = from;
        while (at < text.length() && at - from < MOST_SPACES && skipped.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** Where a value ends that has letters and digits, or -1 if there is none. */
    static int valueEnd(String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST);
        boolean isQuoted = isQuoted(text, start);
        int read = isQuoted ? quotedEnd(text, start, limit) : UNQUOTED.end(text, start, limit);
        int end = read;
        while (!isQuoted && end > start && END_OF_SENTENCE.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (end - start < LEAST || !hasLetterAndDigit(text, start, end)) {
            return -1;
        }
        char behind = read == text.length() ? '\n' : text.charAt(read);
        boolean isWhole = isQuoted ? isQuote(text, read) : BEHIND_VALUE.has(behind);
        return isWhole ? end : -1;
    }

    /** Also one in a text that is escaped itself. */
    private static boolean isQuote(String text, int at) {
        int quote = at;
        while (quote < text.length() && text.charAt(quote) == '\\') {
            quote++;
        }
        return quote < text.length() && QUOTES.indexOf(text.charAt(quote)) >= 0;
    }

    /** A value goes on behind an escape, but does not begin with one. */
    private static int quotedEnd(String text, int start, int limit) {
        int end = QUOTED.end(text, start, limit);
        if (end == start || end == limit || text.charAt(end) != '\\') {
            return end;
        }
        Matcher escape = ESCAPE.matcher(text);
        while (end < limit && escape.region(end, limit).lookingAt()) {
            end = QUOTED.end(text, escape.end(), limit);
        }
        return end;
    }

    /** Whether the name is that of a test that has passed, not of a password. */
    static boolean isResult(String name, String text, int start) {
        return name.equalsIgnoreCase("pass") && !isQuoted(text, start);
    }

    /** Whether a character may be in a value that stands between quotes or tags. */
    static boolean isQuotable(char c) {
        return QUOTED.has(c);
    }

    static boolean isQuoted(String text, int start) {
        return QUOTES.indexOf(text.charAt(start - 1)) >= 0;
    }

    static boolean hasLetterAndDigit(String text, int start, int end) {
        return CharSet.NO_DIGITS.end(text, start, end) < end
                && LETTERS.inverse().end(text, start, end) < end;
    }

    /** Words, a date, an address, the name of an algorithm; without quotes also a part of a program. */
    static boolean isOther(String given, boolean isQuoted) {
        String value = given.replace("\\/", "/");
        return WORDS.matcher(value).matches()
                || ALGORITHM.matcher(value).matches()
                || DATE.matcher(value).matches()
                || value.contains("://")
                || (!isQuoted && isCode(value));
    }

    /** The name of a variable, a member or a file, or a reference to something else. */
    private static boolean isCode(String value) {
        if (REFERENCE.has(value.charAt(0)) || value.indexOf('.') >= 0) {
            return true;
        }
        boolean isConstant = value.indexOf('_') >= 0 && CONSTANT.end(value, 0, value.length()) == value.length();
        String lower = value.toLowerCase(Locale.ROOT);
        return isConstant
                || (NUMBERED_WORD.matcher(value).matches()
                        && OF_VARIABLES.stream().anyMatch(lower::contains));
    }
}
