package io.vcr.internal.shape;

import java.util.Set;
import java.util.regex.Pattern;

/** Whether a value that has no shape of its own looks like a credential. Its name has to say the rest. */
public final class CredentialLook {

    private static final int LEAST = 16;
    private static final int LEAST_OF_ARGUMENT = 8;

    private static final int LEAST_TURNS = 2;
    private static final int MANY_TURNS = 4;

    /** Of {@code 0x} and 20 bytes. */
    private static final int ADDRESS = 42;

    private static final CharSet NO_LETTERS = CharSet.UPPER.and(CharSet.LOWER).inverse();
    private static final CharSet TOKEN = CharSet.ALPHANUMERIC.and(CharSet.of("._~+/=-:|"));

    /** At most one digit in each of them. */
    private static final Pattern WORDS = Pattern.compile("[a-z]*+\\d?+[a-z]*+(?:[-_.:][a-z]*+\\d?+[a-z]*+)++");

    private static final int LONGEST_WORDS = 64;

    /** As in the list of BIP-39, which has no shorter and no longer words. */
    private static final Pattern PHRASE = Pattern.compile("[a-z]{3,8}(?: [a-z]{3,8})*+");

    private static final Set<Integer> WORDS_IN_PHRASE = Set.of(12, 15, 18, 21, 24);

    /** A word, some joined by their capitals, or a word of capitals; a number at its ends. Random characters hardly are one. */
    private static final String WORD =
            "(?:[0-9]{0,5}+(?:[A-Z]?[a-z]{1,20}+(?:[A-Z][a-z]{1,20}+)*+|[A-Z]{1,20}+)[0-9]{0,5}+|[0-9]{1,5}+)";

    private static final Pattern IDENTIFIER = Pattern.compile(WORD + "(?:[/_.@:-]{1,2}+" + WORD + ")*+");

    /** Keys in groups, such as {@code ABCD-EFGH-2345}, and the tickets of CAS. */
    private static final Pattern GROUPS =
            Pattern.compile("[A-Z0-9]{4,8}+(?:-[A-Z0-9]{4,8}+){2,}+|(?:TGT|ST|PT|PGT)-.*+", Pattern.DOTALL);

    /** Of the services of AWS. */
    private static final Pattern RESOURCE = Pattern.compile(
            "arn:aws[a-z-]{0,10}+:[a-z0-9-]{1,40}+:[a-z0-9-]{0,30}+:[0-9]{0,12}+:[\\w/:.+=@*-]{1,512}+");

    private static final int LONGEST_IDENTIFIER = 512;

    private CredentialLook() {}

    /** Long, of the characters of a token, with digits among its letters. */
    public static boolean is(String value) {
        return value.length() >= LEAST
                && TOKEN.end(value, 0, value.length()) == value.length()
                && CharSet.NO_DIGITS.end(value, 0, value.length()) < value.length()
                && NO_LETTERS.end(value, 0, value.length()) < value.length();
    }

    /** The same of a value in a document, where an address, a path or a name of several words may stand as well. */
    public static boolean isInDocument(String value) {
        return is(value)
                && !value.contains("://")
                && !isPath(value)
                && !value.startsWith("arn:")
                && !isAddress(value)
                && !isWords(value);
    }

    /** One in 64 keys in base64 begins with a slash, and no path ends with a sign of equality. */
    private static boolean isPath(String value) {
        return value.startsWith("/") && !(value.endsWith("=") && value.indexOf('?') < 0);
    }

    /** Something else than the next option of a command, the name of something, or a sentence: {@code --token a7Kd01xq}. */
    public static boolean isArgument(String value) {
        return value.length() >= LEAST_OF_ARGUMENT
                && value.charAt(0) != '-'
                && value.indexOf(' ') < 0
                && CharSet.NO_DIGITS.end(value, 0, value.length()) < value.length()
                && value.chars().anyMatch(Character::isLetter);
    }

    /** Digits and other characters take turns, as they hardly do in the name of something. */
    public static boolean isMixed(String value) {
        return turns(value) >= LEAST_TURNS;
    }

    /** Takes turns so often that a program must have made it. */
    public static boolean isGenerated(String value) {
        return is(value) && turns(value) >= MANY_TURNS;
    }

    static int turns(String value) {
        int turns = 0;
        for (int at = 1; at < value.length(); at++) {
            turns += CharSet.DIGITS.has(value.charAt(at)) == CharSet.DIGITS.has(value.charAt(at - 1)) ? 0 : 1;
        }
        return turns;
    }

    /** Words that stand for the key of a wallet (BIP-39). Of a sentence at least one word is shorter. */
    public static boolean isPhrase(String value) {
        return PHRASE.matcher(value).matches()
                && WORDS_IN_PHRASE.contains(
                        1 + (int) value.chars().filter(c -> c == ' ').count());
    }

    /** Of an account or a contract of a block chain. */
    public static boolean isAddress(String value) {
        return value.length() == ADDRESS && value.startsWith("0x");
    }

    /** Made by people to tell things apart: {@code prod/db}, {@code reports-2024.csv}. Each of its parts is a word or a number. */
    public static boolean isIdentifier(String value) {
        return value.length() <= LONGEST_IDENTIFIER
                && IDENTIFIER.matcher(value).matches()
                && !GROUPS.matcher(value).matches();
    }

    /** The name of a thing that AWS keeps (ARN). */
    public static boolean isResourceName(String value) {
        return value.startsWith("arn:") && RESOURCE.matcher(value).matches();
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
