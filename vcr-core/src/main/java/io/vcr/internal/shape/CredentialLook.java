package io.vcr.internal.shape;

import java.util.regex.Pattern;

/** Whether a value that has no shape of its own looks like a credential. Its name has to say the rest. */
public final class CredentialLook {

    private static final int LEAST = 16;

    /** At most one digit in each of them. */
    private static final Pattern WORDS = Pattern.compile("[a-z]*+\\d?+[a-z]*+(?:[-_.:][a-z]*+\\d?+[a-z]*+)++");

    private static final int LONGEST_WORDS = 64;

    private CredentialLook() {}

    /** Long, of the characters of a token, with digits among its letters. */
    public static boolean is(String value) {
        if (value.length() < LEAST) {
            return false;
        }
        boolean letter = false;
        boolean digit = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isDigit = c >= '0' && c <= '9';
            letter |= isLetter;
            digit |= isDigit;
            if (!isLetter && !isDigit && "._~+/=-:".indexOf(c) < 0) {
                return false;
            }
        }
        return letter && digit;
    }

    /** The same of a value in a document, where an address, a path or a name of several words may stand as well. */
    public static boolean isInDocument(String value) {
        return is(value)
                && !value.contains("://")
                && !value.startsWith("/")
                && !value.startsWith("arn:")
                && !isWords(value);
    }

    private static boolean isWords(String value) {
        return value.length() <= LONGEST_WORDS && WORDS.matcher(value).matches();
    }

    /** The same of a value whose own name says nothing: nothing stands between its letters and digits. */
    public static boolean isRandom(String value) {
        for (int i = 0; i < value.length(); i++) {
            if ("._~-:".indexOf(value.charAt(i)) >= 0) {
                return false;
            }
        }
        return is(value);
    }
}
