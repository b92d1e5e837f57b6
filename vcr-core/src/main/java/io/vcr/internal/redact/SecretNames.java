package io.vcr.internal.redact;

import io.vcr.internal.shape.CredentialLook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which messages carry credentials: of headers, parameters, fields, elements and cookies. Case and the
 * characters between words do not count: {@code client_secret}, {@code clientSecret} and {@code Client-Secret} are one.
 * Immutable and thread-safe.
 */
public final class SecretNames {

    /** What a name says of its value. */
    enum Sense {
        SECRET,
        /** Names credentials of some providers and things of others: an identifier is none. */
        IDENTIFIER,
        /** Says little: only a value that looks like a credential is one. */
        MAYBE,
        /** The same of a header field and of a parameter in a URL or a form. In a document it mostly is something else. */
        PARAMETER,
        /** The same of a header field only. */
        FIELD,
        /** Of a header field: carries pairs, of which each has a name of its own. */
        COOKIE,
        /** Only a short number is one, such as a PIN. */
        NUMBER,
        /** Only what a wallet is made from is one: words, or a value that looks like a credential. */
        PHRASE,
        INNOCENT
    }

    /** A flag or a setting: {@code has_password}, {@code min_password}. */
    private static final Set<String> NO_PASSWORD_AFTER = setOf("""
            has is needs require requires required allow allows show hide reset forgot change min max force no""");

    private static final Set<String> PASSWORDS = Set.of("password", "passwd", "passphrase", "pwd", "passcode");

    private static final Set<String> OF_PASSWORD = Set.of("word", "wd", "phrase", "code");

    private static final Set<String> SECRET_KEY_AFTER = setOf("""
            secret api access account private signing encryption auth shared subscription service session master
            function functions ingest app application admin license preshared deploy deployment activation
            spend recovery""");

    private static final Set<String> PASS_OF = setOf("""
            ssh become db database user root admin login smtp mail ftp sudo proxy redis mysql postgres key store
            auth priv rpc""");

    private static final Set<String> KEY_OF = Set.of("api", "access", "private");

    /** Tokens of pages, of language models, and those that only tell repeated requests from each other. */
    private static final Set<String> INNOCENT_TOKEN_AFTER = setOf("""
            next page previous prev continuation continue pagination cursor sync delta skip start marker offset
            resume resumption change eos bos pad unk cls sep mask stop end image special first last per prefix
            suffix middle idempotency request max min input output prompt completion cached total new text audio
            bad good""");

    /** Keys of caches, of data and of repeated requests, and those that everyone may know. */
    private static final Set<String> INNOCENT_KEY_AFTER = setOf("""
            idempotency socket websocket surrogate cache partition routing primary sort public publishable
            object storage ssh request dedup deduplication session""");

    /** Names whose value is made by a machine. Words under them say something of it: {@code "cvc": "matched"}. */
    private static final Set<String> NO_WORDS = setOf("""
            csrf xsrf otp cvc cvv dsn bearer assertion jwt jws jwe mnemonic""");

    private static final Pattern WORDS = Pattern.compile("[A-Za-z][a-z]*+(?:[ _-][A-Za-z][a-z]*+)*+");

    /** Three short words or more, of which some may be numbers: {@code status code is 200}. */
    private static final Pattern SENTENCE =
            Pattern.compile("[A-Za-z]{1,15}+(?: (?:[A-Za-z]{1,15}+|[0-9]{1,4}+)(?= |$)){2,}+");

    private static final Pattern SHORT_NUMBER = Pattern.compile("[0-9]{4,8}");

    private static final int MAX_SEEN = 10_000;
    private static final int MAX_LABEL = 48;

    private static final int MIN_PLURAL = "tokens".length();

    private static final class Holder {
        static final Map<String, Sense> TABLE = read("names.txt");
        static final SecretNames STANDARD = new SecretNames(TABLE, Set.of());
    }

    /** No name says anything. */
    static final SecretNames NONE = new SecretNames(Map.of(), Set.of());

    private final Map<String, Sense> table;
    private final Set<String> kept;
    private final Map<String, Sense> seen = new ConcurrentHashMap<>();

    private SecretNames(Map<String, Sense> table, Set<String> kept) {
        this.table = table;
        this.kept = kept;
    }

    /** The names that come with the library. */
    public static SecretNames standard() {
        return Holder.STANDARD;
    }

    /** These names but for some. */
    public SecretNames without(Set<String> names) {
        return new SecretNames(table, names.stream().map(SecretNames::joined).collect(Collectors.toUnmodifiableSet()));
    }

    private static Set<String> setOf(String text) {
        return Set.of(text.split("\\s+"));
    }

    private static Map<String, Sense> read(String resource) {
        try (InputStream in = SecretNames.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing");
            }
            Map<String, Sense> table = new HashMap<>();
            Sense sense = Sense.INNOCENT;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                if (isSense(line)) {
                    sense = Sense.valueOf(line.toUpperCase(Locale.ROOT));
                    continue;
                }
                for (String name : line.split(" ", -1)) {
                    table.put(name, sense);
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSense(String line) {
        return Arrays.stream(Sense.values()).anyMatch(sense -> sense.name().equalsIgnoreCase(line));
    }

    Sense sense(String name) {
        Sense sense = seen.get(name);
        if (sense == null) {
            sense = table.isEmpty() ? Sense.INNOCENT : decide(name);
            if (seen.size() < MAX_SEEN) {
                seen.put(name, sense);
            }
        }
        return sense;
    }

    /** Whether a name says something of its values, so that these have to be looked at. */
    boolean tells(String name) {
        Sense sense = sense(name);
        return isSecret(sense) || sense == Sense.MAYBE || sense == Sense.NUMBER || sense == Sense.PHRASE;
    }

    boolean isSecret(String name) {
        return isSecret(sense(name));
    }

    private static boolean isSecret(Sense sense) {
        return sense == Sense.SECRET || sense == Sense.IDENTIFIER;
    }

    /** Whether a value is a secret that stands under a name in a document. */
    boolean isSecret(String name, String value) {
        return switch (sense(name)) {
            case SECRET -> !isNamedByWords(name, value) && !namesOther(value);
            case IDENTIFIER -> !CredentialLook.isIdentifier(value) && !namesOther(value) && !value.contains("://");
            case MAYBE -> CredentialLook.isInDocument(value);
            case FIELD -> isConstant(name) && CredentialLook.isInDocument(value);
            case NUMBER -> SHORT_NUMBER.matcher(value).matches();
            case PHRASE ->
                CredentialLook.isPhrase(value)
                        || (CredentialLook.isInDocument(value) && CredentialLook.isRandom(value)); // no UUID
            default -> false;
        };
    }

    /** Whether a value only says where something is: in a block chain, or in a cloud. */
    private static boolean namesOther(String value) {
        return CredentialLook.isAddress(value) || CredentialLook.isResourceName(value);
    }

    /** Whether only words stand where there is a secret otherwise, and not so many that they are one. */
    private static boolean isNamedByWords(String name, String value) {
        String joined = joined(name);
        boolean isOfTest = joined.equals("assertion") && SENTENCE.matcher(value).matches();
        return isOfTest
                || (WORDS.matcher(value).matches() && NO_WORDS.contains(joined) && !CredentialLook.isPhrase(value));
    }

    /** As that of an environment variable: {@code ACME_KEY}. */
    static boolean isConstant(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT));
    }

    /** Whether the value of a header field is a secret: also if its name only ends like that of one. */
    boolean isSecretField(String name, String value) {
        return isSecretParameter(name, value) || (sense(name) == Sense.FIELD && CredentialLook.is(value));
    }

    /** Whether a value is a secret that stands under a name in a URL or in a form. */
    boolean isSecretParameter(String name, String value) {
        Sense sense = sense(name);
        return switch (sense) {
            case MAYBE -> CredentialLook.is(value) && !CredentialLook.isResourceName(value);
            case PARAMETER ->
                CredentialLook.is(value)
                        && !CredentialLook.isIdentifier(value)
                        && !CredentialLook.isResourceName(value);
            case FIELD -> false;
            default -> isSecret(name, value);
        };
    }

    /** Whether a name is that of several secrets: {@code secrets}, {@code apiKeys}. */
    boolean isOfSecrets(String name, boolean isList) {
        if (name.length() < MIN_PLURAL || !name.endsWith("s") || kept.contains(joined(name))) {
            return false;
        }
        Sense sense = sense(name.substring(0, name.length() - 1));
        return isSecret(sense) || (isList && sense == Sense.MAYBE);
    }

    private Sense decide(String name) {
        List<String> words = words(lastSegment(name));
        String joined = String.join("", words);
        if (words.isEmpty() || kept.contains(joined)) {
            return Sense.INNOCENT;
        }
        if (joined.equals("key")) {
            words = words(name); // of api.key and security.api:key
            joined = words.size() > 1 && KEY_OF.contains(words.get(words.size() - 2)) ? "apikey" : joined;
            if (kept.contains(joined)) {
                return Sense.INNOCENT;
            }
        }
        Sense known = table.get(joined);
        return known != null ? known : decide(words);
    }

    private static Sense decide(List<String> words) {
        String last = words.get(words.size() - 1);
        String before = words.size() > 1 ? words.get(words.size() - 2) : "";
        String first = words.get(0);
        boolean secret = switch (last) {
            case "password", "passwd", "passphrase", "pwd", "passcode" ->
                words.size() == 1 || !NO_PASSWORD_AFTER.contains(first);
            case "secret" -> words.size() == 1 || !NO_PASSWORD_AFTER.contains(first);
            case "key" -> SECRET_KEY_AFTER.contains(before);
            case "token" -> !INNOCENT_TOKEN_AFTER.contains(before);
            case "pass" -> PASS_OF.contains(before);
            case "string" -> before.equals("connection");
            case "otp", "psk", "bearer", "csrf", "xsrf" -> true;
            default -> endsLikeOne(last);
        };
        if (secret) {
            return Sense.SECRET;
        }
        return switch (last) {
            case "pin" -> Sense.NUMBER;
            case "pat" -> Sense.MAYBE;
            default -> isFieldOfOne(last, before) ? Sense.FIELD : Sense.INNOCENT;
        };
    }

    /** What a provider whose name is not known calls the header field of its key: {@code X-Acme-Key}. */
    private static boolean isFieldOfOne(String last, String before) {
        return switch (last) {
            case "key" -> !INNOCENT_KEY_AFTER.contains(before);
            case "auth", "jwt" -> true;
            default -> false;
        };
    }

    /** Words that nothing separates: {@code accesstoken}, {@code MYAPIKEY}. */
    private static boolean endsLikeOne(String word) {
        for (String password : PASSWORDS) {
            if (word.endsWith(password)) {
                return true;
            }
        }
        return word.endsWith("secret")
                || (word.endsWith("token") && !INNOCENT_TOKEN_AFTER.contains(word.substring(0, word.length() - 5)))
                || (word.endsWith("key") && SECRET_KEY_AFTER.contains(word.substring(0, word.length() - 3)))
                || word.endsWith("apikey")
                || word.endsWith("secretkey")
                || word.endsWith("accesskey")
                || word.endsWith("privatekey");
    }

    /** Of {@code user[password]}, {@code user.password} and {@code ns:password} the password. */
    private static String lastSegment(String name) {
        int end = name.endsWith("]") || name.endsWith(":") ? name.length() - 1 : name.length();
        int start = end;
        while (start > 0 && ".[:/".indexOf(name.charAt(start - 1)) < 0) {
            start--;
        }
        return name.substring(start, end);
    }

    /** In lower case, without X- before them and a number behind them: {@code newPassword2} is new password. */
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= name.length(); at++) {
            boolean separates = at == name.length() || !Character.isLetterOrDigit(name.charAt(at));
            if (separates || isHump(name, start, at)) {
                if (at > start) {
                    words.add(name.substring(start, at).toLowerCase(Locale.ROOT));
                }
                start = separates ? at + 1 : at;
            }
        }
        if (words.size() > 1 && words.get(words.size() - 1).matches("v?[0-9]{1,2}")) {
            words.remove(words.size() - 1);
        }
        if (words.size() > 1 && words.get(0).equals("x")) {
            words.remove(0); // of header fields
        }
        int last = words.size() - 1;
        if (last > 0 && words.get(last - 1).equals("pass") && OF_PASSWORD.contains(words.get(last))) {
            words.set(last - 1, "pass" + words.remove(last)); // of passWord
            last--;
        }
        if (last >= 0) {
            words.set(last, words.get(last).replaceFirst("(?<=[a-z]{3})v?[0-9]{1,2}$", ""));
        }
        return words;
    }

    /** Before the C of {@code apiCall} and the K of {@code APIKey}. */
    private static boolean isHump(String name, int start, int at) {
        if (at <= start || !Character.isUpperCase(name.charAt(at))) {
            return false;
        }
        return !Character.isUpperCase(name.charAt(at - 1))
                || (at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1)));
    }

    private static String joined(String name) {
        return String.join("", words(lastSegment(name)));
    }

    /** Lower case, and without what stands between words. */
    static String normalized(String name) {
        return joined(name);
    }

    /**
     * The name as a placeholder shows it: {@code clientSecret} and {@code Client-Secret} as {@code client_secret}. Of a long
     * name the end, so that the placeholder is recognised as one.
     */
    static String label(String name) {
        String label = String.join("_", words(name)).replaceAll("[^a-z0-9_]", "");
        return label.isEmpty() ? "secret" : label.substring(Math.max(0, label.length() - MAX_LABEL));
    }
}
