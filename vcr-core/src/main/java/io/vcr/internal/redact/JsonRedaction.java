package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.JsonPath;
import io.vcr.internal.shape.CredentialLook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces the secrets in JSON documents; every other character stays as it was. Thread-safe. */
final class JsonRedaction {

    /** Shorter strings hold no secret that could be told. */
    private static final int MIN_STRING = 8;

    /** Of a name that is looked at for shapes, which takes longer. */
    private static final int MIN_SECRET_NAME = 14;

    /** Names whose value may be a number, which becomes 0. */
    private static final Set<String> NUMERIC =
            Set.of("password", "passcode", "otp", "otpcode", "totp", "mfacode", "cvv", "cvc", "pwd", "secret");

    private static final Set<String> LISTS = Set.of("backupcodes", "recoverycodes", "scratchcodes");

    private static final int SHORTEST_LIST = "backupcodes".length();

    /** Under what a credential stands in an object that has the name of it: {@code "password": {"plain": ".."}}. */
    private static final Set<String> OWNED = Set.of("value", "plain", "plaintext", "cleartext", "pem");

    /** The private members of a key (RFC 7518). */
    private static final Set<String> KEY_PARTS = Set.of("d", "k", "p", "q", "dp", "dq", "qi", "priv");

    private static final int LONGEST_KEY_PART = "priv".length();

    /** Of {@code {"type": "password", "value": ".."}}: those of Keycloak, AWS' parameters, Postman and 1Password. */
    private static final Set<String> TYPES = Set.of("password", "SecureString", "secret", "CONCEALED");

    /** The fields of {@code {"name": "API_KEY", "value": ".."}}, and of pairs like it. */
    private static final Set<String> PAIR = Set.of(
            "name", "key", "header", "parameterkey", "type", "value", "parametervalue", "path", "label", "field", "id");

    private static final Set<String> DESCRIPTIONS = Set.of("path", "label", "field", "id");

    private static final String OPTION = "--";
    private static final int LONGEST_OPTION = 64;

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;
    private final HeaderRedaction.Cookies cookies;

    JsonRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
        this.cookies = new HeaderRedaction.Cookies(rules, placeholders);
    }

    /** A document, or empty if it is not JSON. */
    Optional<String> document(String text, int depth) {
        try (JsonParser parser = Json.parser(text)) {
            Walk walk = new Walk(text, parser, depth);
            walk.run();
            return Optional.of(walk.splices.applyTo(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** An object or array that is open. */
    private static final class Level {
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

        /** Describes a piece of a text that a language model has made: {@code {"token": "..", "logprob": -1}}. */
        boolean isLogProbability;

        /** What is a secret unless the object is such a piece. */
        List<Doubtful> doubtful = List.of();

        Level(boolean isObject) {
            this.isObject = isObject;
        }

        boolean mayHoldOptions() {
            return !isObject && !isOfSecrets;
        }
    }

    /** A value under a name that says little. */
    private record Doubtful(String name, String value, int start, int end) {}

    /** One way through a document. */
    private final class Walk {

        private final String text;
        private final JsonParser parser;
        private final int depth;
        private final Splices splices = new Splices();
        /** From the document itself, which is like a list of one, to where the parser is. */
        private final List<Level> levels = new ArrayList<>(List.of(new Level(false)));

        Walk(String text, JsonParser parser, int depth) {
            this.text = text;
            this.parser = parser;
            this.depth = depth;
        }

        void run() throws IOException {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                Level level = levels.get(levels.size() - 1);
                if (token == JsonToken.FIELD_NAME) {
                    fieldName(level);
                    continue;
                }
                if (token.isStructEnd()) {
                    close(level);
                    levels.remove(levels.size() - 1);
                    continue;
                }
                if (!level.isObject) {
                    level.index++;
                }
                if (token == JsonToken.VALUE_STRING) {
                    string(level);
                    continue;
                }
                if (level.mayHoldOptions()) {
                    level.field = "";
                }
                if (token.isNumeric()) {
                    number(level);
                } else if (token.isStructStart()) {
                    open(level, token == JsonToken.START_OBJECT);
                }
            }
        }

        private void open(Level outer, boolean isObject) {
            Level inner = new Level(isObject);
            // The shortest of them; normalising a name takes longer than reading it.
            boolean isLong = outer.field.length() >= SHORTEST_LIST;
            if (!isObject && isLong && LISTS.contains(SecretNames.normalized(outer.field))) {
                inner.isOfSecrets = true;
                inner.field = outer.field;
            }
            if (outer.isObject) {
                inner.holdsSecrets =
                        rules.names().isOfSecrets(outer.field, !isObject) && !outer.owner.equals("logprobs");
                inner.owner = outer.field;
            }
            inner.isOfHeaders = outer.isObject ? outer.field.equalsIgnoreCase("headers") : outer.isOfHeaders;
            levels.add(inner);
        }

        /** Maps can have anything in the place of a name. */
        private void fieldName(Level level) throws IOException {
            String name = parser.currentName();
            level.field = name;
            level.isLogProbability |= name.equals("logprob") || name.equals("logProbability");
            level.isKey |= name.equals("kty");
            if (name.length() < MIN_STRING) {
                return;
            }
            String redacted = name.length() >= MIN_SECRET_NAME
                    ? texts.text(name, Escape.NONE, depth)
                    : placeholders.replaceKnown(name, Escape.NONE);
            if (!redacted.equals(name)) {
                int start = Json.offset(parser.currentTokenLocation());
                splices.add(start, closingQuote(start + 1) + 1, Json.quote(redacted));
            }
            if (redacted.charAt(0) == '<') {
                level.field = ""; // a placeholder tells nothing of the value
            }
        }

        /** Where a string ends, found faster than by the parser, which copies it. */
        private int closingQuote(int from) {
            int quote = text.indexOf('"', from);
            while (quote > 0 && isEscaped(quote)) {
                quote = text.indexOf('"', quote + 1);
            }
            return quote;
        }

        private boolean isEscaped(int quote) {
            int at = quote;
            while (text.charAt(at - 1) == '\\') {
                at--;
            }
            return (quote - at) % 2 == 1;
        }

        private void string(Level level) throws IOException {
            int start = Json.offset(parser.currentTokenLocation());
            int end = closingQuote(start + 1) + 1;
            int length = end - start - 2;
            String name = level.field;
            if (level.mayHoldOptions()) {
                level.field = option(start + 1, end - 1);
            }
            if (length < 2) { // also if it has no end, which the parser says next
                return;
            }
            boolean secret = !name.isEmpty() && rules.names().isSecret(name);
            boolean paired = level.isObject ? isPairField(name) : level.index < 2;
            if (!secret && !paired && length < MIN_STRING) {
                return;
            }
            String value = text.substring(start + 1, end - 1);
            if (value.indexOf('\\') >= 0) {
                value = Json.text(parser);
            }
            if (isKept()) {
                return;
            }
            secret &= !level.mayHoldOptions() || CredentialLook.isArgument(value);
            if (paired) {
                remember(level, value, start, end);
            }
            if (!secret) {
                doubt(level, name, value, start, end);
            }
            String redacted = secret ? texts.credential(name, value) : texts.value(cookies(level, value), depth);
            if (!redacted.equals(value)) {
                replace(start, end, redacted);
            }
        }

        /** A header field with cookies, as a gateway passes it on: {@code "cookie": "sid=.."}, {@code "Set-Cookie": [".."]}. */
        private String cookies(Level level, String value) {
            String name = level.isObject ? level.field : level.owner;
            return isCookie(name) && value.indexOf('=') > 0 ? cookies.value(name, value) : value;
        }

        private boolean isCookie(String name) {
            return name.length() >= "cookie".length() && rules.names().sense(name) == SecretNames.Sense.COOKIE;
        }

        /** The name of an option of a command line, whose value is the next string of a list. Otherwise empty. */
        private String option(int start, int end) {
            boolean isOption = text.startsWith(OPTION, start) && end - start <= LONGEST_OPTION;
            String name = isOption ? text.substring(start + OPTION.length(), end) : "";
            return name.indexOf('=') < 0 ? name : "";
        }

        /** Not replaced before the object is known whole. */
        private void doubt(Level level, String field, String value, int start, int end) {
            if (level.isObject && field.length() <= LONGEST_KEY_PART && KEY_PARTS.contains(field)) {
                level.keyParts = with(level.keyParts, new Doubtful("private_key", value, start, end));
            }
            if (!CredentialLook.is(value)) {
                return;
            }
            boolean isOwned = level.isObject ? OWNED.contains(SecretNames.normalized(field)) : field.isEmpty();
            String name = isOwned || level.holdsSecrets ? level.owner : field;
            boolean isSecret = level.holdsSecrets
                    ? CredentialLook.isRandom(value)
                    : !name.isEmpty()
                            && rules.names().isSecret(name, value) // first, as few names say anything
                            && CredentialLook.isInDocument(value);
            if (isSecret) {
                level.doubtful = with(level.doubtful, new Doubtful(name, value, start, end));
            }
        }

        private static List<Doubtful> with(List<Doubtful> others, Doubtful next) {
            List<Doubtful> more = others.isEmpty() ? new ArrayList<>() : others;
            more.add(next);
            return more;
        }

        private void number(Level level) throws IOException {
            String name = level.field;
            if (!name.isEmpty() && rules.names().isSecret(name) && NUMERIC.contains(SecretNames.normalized(name))) {
                int start = Json.offset(parser.currentTokenLocation());
                int length = parser.getTextLength();
                if (!isKept()) {
                    splices.add(start, start + length, "0");
                }
            }
        }

        private void replace(int start, int end, String value) {
            splices.add(start, end, Json.quote(value));
        }

        private boolean isPairField(String field) {
            return PAIR.contains(field.toLowerCase(Locale.ROOT));
        }

        private void remember(Level level, String value, int start, int end) {
            String field = level.field.toLowerCase(Locale.ROOT);
            if (level.isObject ? field.equals("value") || field.equals("parametervalue") : level.index == 1) {
                level.value = value;
                level.valueStart = start;
                level.valueEnd = end;
            } else if (field.equals("type")) {
                level.isTyped = TYPES.contains(value);
            } else if (DESCRIPTIONS.contains(field)) {
                level.described = value;
            } else {
                level.named = value;
            }
        }

        /** Only now both halves of a pair are known, in whichever order they stand. */
        private void close(Level level) {
            if (!level.isLogProbability) {
                level.doubtful.forEach(this::replaceLater);
            }
            if (level.isKey) {
                level.keyParts.forEach(this::replaceLater);
            }
            String value = level.value;
            if (value == null || (!level.isObject && level.index != 1)) {
                return;
            }
            if (isCookie(level.named)) {
                replace(level.valueStart, level.valueEnd, texts.value(cookies.value(level.named, value), depth));
            } else if (isSecret(level, level.named, value)) {
                replaceLater(new Doubtful(level.named, value, level.valueStart, level.valueEnd));
            } else if (CredentialLook.isArgument(value) && rules.names().isSecret(level.described, value)) {
                replaceLater(new Doubtful(level.described, value, level.valueStart, level.valueEnd));
            } else if (level.isTyped && value.indexOf(' ') < 0) {
                replaceLater(new Doubtful("secret", value, level.valueStart, level.valueEnd));
            }
        }

        private boolean isSecret(Level level, String name, String value) {
            return level.isOfHeaders
                    ? rules.names().isSecretField(name, value)
                    : rules.names().isSecret(name, value) && (level.isObject || CredentialLook.isInDocument(value));
        }

        private void replaceLater(Doubtful secret) {
            String redacted = texts.credential(secret.name, secret.value);
            if (!redacted.equals(secret.value)) {
                replace(secret.start, secret.end, redacted);
            }
        }

        private boolean isKept() {
            return !rules.keptPaths().isEmpty() && JsonPath.anyMatches(rules.keptPaths(), place());
        }

        private List<String> place() {
            List<String> place = new ArrayList<>();
            for (Level level : levels.subList(1, levels.size())) {
                place.add(level.isObject ? level.field : "[" + level.index + "]");
            }
            return place;
        }
    }
}
