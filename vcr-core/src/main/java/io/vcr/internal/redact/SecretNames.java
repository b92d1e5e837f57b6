package io.vcr.internal.redact;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        /** Says little: only a value that looks like a credential is one. */
        MAYBE,
        INNOCENT
    }

    private static final int MAX_KNOWN = 10_000;

    private static final Set<String> SECRETS = Set.of(
            "accesskey",
            "accountkey",
            "actortoken",
            "apikey",
            "apipassword",
            "apisecret",
            "apitoken",
            "applicationkey",
            "appsecret",
            "assertion",
            "authcode",
            "authkey",
            "authorization",
            "authorizationcode",
            "backupcode",
            "backupcodes",
            "bearer",
            "clientassertion",
            "codeverifier",
            "connectionstring",
            "credentialsecret",
            "cvc",
            "cvv",
            "devicecode",
            "dsn",
            "encryptionkey",
            "functionskey",
            "jwt",
            "masterkey",
            "mfacode",
            "otp",
            "otpcode",
            "passcode",
            "password1",
            "password2",
            "passwordconfirm",
            "passwordconfirmation",
            "proxyauthorization",
            "pwd",
            "recoverycode",
            "recoverycodes",
            "samlassertion",
            "samlresponse",
            "sastoken",
            "secret",
            "secretid",
            "sharedaccesssignature",
            "sharedkey",
            "signingkey",
            "subscriptionkey",
            "totp",
            "userkey",
            "webhookurl",
            "xfunctionskey");

    private static final String[] SECRET_ENDINGS = {
        "password",
        "passwd",
        "passphrase",
        "secret",
        "secretkey",
        "secretaccesskey",
        "apikey",
        "privatekey",
        "accesskey",
        "sharedaccesskey",
        "storageaccountkey",
        "subscriptionkey",
        "signingkey",
        "encryptionkey",
        "authkey",
        "connectionstring",
        "token"
    };

    private static final Set<String> MAYBE = Set.of("key", "token", "code", "signature", "sig", "auth", "pass", "pat");

    /** Tokens that are no credentials: of pages, of language models, of grammars. */
    private static final Set<String> INNOCENT_TOKENS = Set.of(
            "nexttoken",
            "nextpagetoken",
            "pagetoken",
            "previoustoken",
            "previouspagetoken",
            "prevpagetoken",
            "prevtoken",
            "continuationtoken",
            "nextcontinuationtoken",
            "continuetoken",
            "paginationtoken",
            "cursortoken",
            "synctoken",
            "nextsynctoken",
            "deltatoken",
            "skiptoken",
            "starttoken",
            "markertoken",
            "offsettoken",
            "resumetoken",
            "resumptiontoken",
            "changetoken",
            "eostoken",
            "bostoken",
            "padtoken",
            "unktoken",
            "clstoken",
            "septoken",
            "masktoken",
            "stoptoken",
            "endtoken",
            "imagetoken",
            "specialtoken",
            "prefixtoken",
            "suffixtoken",
            "middletoken",
            "firsttoken",
            "lasttoken",
            "timetofirsttoken",
            "pertoken",
            "costpertoken",
            "priceperinputtoken",
            "priceperoutputtoken",
            "requesttoken", // of AWS, made up by the caller so that a repeated request has one effect
            "clientrequesttoken",
            "clienttoken",
            "idempotencytoken");

    /** No name says anything. */
    static final SecretNames NONE = new SecretNames(Set.of(), Set.of(), true);

    private static final SecretNames STANDARD = new SecretNames(Set.of(), Set.of(), false);

    private final boolean none;
    private final Set<String> kept;
    private final Set<String> added;
    private final Map<String, Sense> known = new ConcurrentHashMap<>();

    private SecretNames(Set<String> kept, Set<String> added, boolean none) {
        this.none = none;
        this.kept = kept;
        this.added = added;
    }

    /** The names that come with the library. */
    public static SecretNames standard() {
        return STANDARD;
    }

    /** These names but for some, and with others. */
    public SecretNames with(Set<String> keptNames, Set<String> addedNames) {
        return new SecretNames(normalized(keptNames), normalized(addedNames), false);
    }

    private static Set<String> normalized(Set<String> names) {
        return names.stream().map(SecretNames::normalized).collect(Collectors.toUnmodifiableSet());
    }

    Sense sense(String name) {
        if (none) {
            return Sense.INNOCENT;
        }
        Sense sense = known.get(name);
        if (sense == null) {
            sense = decide(normalized(name));
            if (known.size() < MAX_KNOWN) {
                known.put(name, sense);
            }
        }
        return sense;
    }

    boolean isSecret(String name) {
        return sense(name) == Sense.SECRET;
    }

    private Sense decide(String name) {
        if (kept.contains(name)) {
            return Sense.INNOCENT;
        }
        if (added.contains(name) || SECRETS.contains(name)) {
            return Sense.SECRET;
        }
        if (MAYBE.contains(name)) {
            return Sense.MAYBE;
        }
        if (INNOCENT_TOKENS.contains(name)) {
            return Sense.INNOCENT;
        }
        for (String ending : SECRET_ENDINGS) {
            if (name.endsWith(ending)) {
                return Sense.SECRET;
            }
        }
        return Sense.INNOCENT;
    }

    /** Lower case, and without what stands between words. */
    static String normalized(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                letters.append(Character.toLowerCase(c));
            }
        }
        return letters.toString();
    }

    /** The name as a placeholder shows it: {@code clientSecret} and {@code Client-Secret} as {@code client_secret}. */
    static String label(String name) {
        StringBuilder label = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean newWord = i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1));
            if (newWord || (!Character.isLetterOrDigit(c) && label.length() > 0)) {
                label.append('_');
            }
            if (Character.isLetterOrDigit(c) && c < 128) {
                label.append(Character.toLowerCase(c));
            }
        }
        String text = label.toString().replaceAll("_+", "_").toLowerCase(Locale.ROOT);
        return text.isEmpty() ? "secret" : text.endsWith("_") ? text.substring(0, text.length() - 1) : text;
    }
}
