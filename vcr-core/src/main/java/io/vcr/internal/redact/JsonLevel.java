package io.vcr.internal.redact;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object or array of a JSON document that is open, and what it says of the values in it. Confined to one thread. */
final class JsonLevel {

    /** Of {@code {"type": "password", "value": ".."}}: those of Keycloak, AWS' parameters, Postman and 1Password. */
    private static final Set<String> TYPES = Set.of("password", "SecureString", "secret", "CONCEALED");

    /** The fields of {@code {"name": "API_KEY", "value": ".."}}, and of pairs like it. */
    private static final Set<String> PAIR = Set.of(
            "name",
            "key",
            "header",
            "parameterkey",
            "fieldname",
            "type",
            "value",
            "parametervalue",
            "fieldvalue",
            "path",
            "label",
            "field",
            "id",
            "selector",
            "text");

    private static final Set<String> VALUES = Set.of("value", "parametervalue", "fieldvalue");

    private static final Set<String> DESCRIPTIONS = Set.of("path", "label", "field", "id", "selector");

    /** Of {@code {"name": "db", "value": "..", "sensitive": true}}: those of Terraform, GitLab, Azure DevOps. */
    private static final Set<String> FLAGS = Set.of("sensitive", "masked", "secret", "isSecret", "is_secret");

    /** Fields of what has a token that is no credential: a piece of a text that a model has made, or a coin. */
    private static final Set<String> HARMLESS = Set.of("logprob", "logProbability", "decimals", "mint", "chainId");

    /** Of what has two keys, so that one can be changed while the other is in use. The first may be that of a table elsewhere. */
    private static final Set<String> SECOND_KEYS = Set.of("secondaryKey", "secondary_key", "key2");

    /** What holds words for people, by the names of their places. */
    private static final Set<String> TRANSLATIONS =
            Set.of("i18n", "l10n", "translations", "translation", "locales", "placeholders");

    /** Before a country: {@code de}, {@code pt-BR}. */
    private static final Pattern LANGUAGE = Pattern.compile("([a-z]{2})(?:[_-][A-Za-z]{2,4})?");

    /** Whose value may be a list of the numbers of its bytes, as of a wallet of Solana. */
    private static final Set<String> BYTES = Set.of("secretKey", "secret_key", "privateKey", "private_key");

    final boolean isObject;
    /** Empty in a list, unless it is one of secrets or the string before is an option: {@code ["--password", ".."]}. */
    String field = "";

    int index = -1;
    /**
     * Of a pair such as {@code {"name": "API_KEY", "value": ".."}} or {@code ["API_KEY", ".."]}: what is named, and where its
     * value stands.
     */
    String named = "";

    /** The same by a field that often has a word for people: {@code {"label": "Password", "value": ".."}}. */
    String described = "";

    /** Whether the type of the object says that its value is a secret. */
    boolean isTyped;

    int valueStart = -1;
    int valueEnd;

    @Nullable
    String value;

    /** A list in which each string is a secret. */
    boolean isOfSecrets;

    /** Holds secrets: {@code "secrets": [..]}, {@code "apiKeys": {"openai": ".."}}. */
    boolean holdsSecrets;

    /** Of {@code "password": {"value": ".."}} and {@code "password": [".."]} the password. */
    String owner = "";

    /** A header field, or a list or map of some. */
    boolean isOfHeaders;

    /** A JSON Web Key. */
    boolean isKey;

    /** What is a secret if the object is such a key. */
    List<Doubtful> keyParts = List.of();

    /** Whether there is the second one of two keys. */
    boolean hasSecondKey;

    /** What is a secret if there is a second one. */
    List<Doubtful> twoKeys = List.of();

    /** Fields by turns with their names. */
    boolean isOfRawHeaders;

    /** A list or a map of cookies, or one of them. */
    boolean isOfCookies;

    /** A list of the bytes of a key. */
    boolean isOfBytes;

    /** Words for people: the name of a credential is that of a label here, but not in what is inside. */
    boolean isTranslation;

    /** Of an object in a list of secrets the name of the list. */
    String listOfSecrets = "";

    /** What is typed into a field, {@code {"selector": "#password", "text": ".."}}. Beside a value it is words for people. */
    @Nullable
    Doubtful typed;

    /** Describes a piece of a text that a model has made, {@code {"token": "..", "logprob": -1}}, or a coin. */
    boolean isHarmless;

    /** What is a secret unless the object is such a thing. */
    List<Doubtful> doubtful = List.of();

    JsonLevel(boolean isObject) {
        this.isObject = isObject;
    }

    /** What begins here. */
    JsonLevel inner(boolean isObject) {
        JsonLevel inner = new JsonLevel(isObject);
        inner.owner = this.isObject ? field : "";
        inner.listOfSecrets = !this.isObject && holdsSecrets ? owner : "";
        inner.isOfHeaders = this.isObject ? field.equalsIgnoreCase("headers") : isOfHeaders;
        inner.isOfCookies = this.isObject ? field.equalsIgnoreCase("cookies") : isOfCookies;
        inner.isOfRawHeaders = !isObject && field.equals("rawHeaders");
        inner.isOfBytes = !isObject && BYTES.contains(field);
        inner.isTranslation = TRANSLATIONS.contains(field) || (isTranslation && isLanguage(field));
        return inner;
    }

    /** Whether a field holds the words in one language: {@code {"i18n": {"de": {"password": "Passwort"}}}}. */
    private static boolean isLanguage(String field) {
        Matcher language = LANGUAGE.matcher(field);
        return language.matches() && List.of(Locale.getISOLanguages()).contains(language.group(1));
    }

    boolean mayHoldOptions() {
        return !isObject && !isOfSecrets;
    }

    /** Whether the next string may be one half of a pair. */
    boolean mayBeOfPair() {
        return isObject ? PAIR.contains(field.toLowerCase(Locale.ROOT)) : index < 2;
    }

    /** Remembers a half of a pair. */
    void remember(String text, int start, int end) {
        String name = field.toLowerCase(Locale.ROOT);
        if (isObject ? VALUES.contains(name) : index == 1) {
            value = text;
            valueStart = start;
            valueEnd = end;
        } else if (name.equals("text")) {
            typed = new Doubtful("", text, start, end);
        } else if (name.equals("type")) {
            isTyped |= TYPES.contains(text);
        } else if (DESCRIPTIONS.contains(name)) {
            described = text;
        } else {
            named = text;
        }
    }

    /** Without another value, what is typed is the value of the field that the object describes. */
    void takeText() {
        if (value == null && typed != null) {
            value = typed.value();
            valueStart = typed.start();
            valueEnd = typed.end();
            named = "";
            isTyped = false;
        }
    }

    /** Notes a field whose value is not a text. */
    void flag(boolean isTrue) {
        isTyped |= isTrue && FLAGS.contains(field);
    }

    /** Notes the name of a field. */
    void enter(String name) {
        field = name;
        isHarmless |= HARMLESS.contains(name);
        isKey |= name.equals("kty");
        hasSecondKey |= SECOND_KEYS.contains(name);
    }

    /** A value under a name that says little. */
    record Doubtful(String name, String value, int start, int end) {}
}
