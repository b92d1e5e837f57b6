package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.JsonPath;
import io.vcr.internal.shape.CredentialLook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** The same in a list of secrets: {@code "api_keys": [{"id": 1, "key": ".."}]}. */
    private static final Set<String> OWNED_IN_LIST = Set.of("value", "key", "token", "secret", "plaintext");

    /** The private members of a key (RFC 7518). */
    private static final Set<String> KEY_PARTS = Set.of("d", "k", "p", "q", "dp", "dq", "qi", "priv");

    private static final int LONGEST_KEY_PART = "priv".length();

    /** Of what has two keys, as resources of Azure do. Alone they mostly are names or numbers. */
    private static final Set<String> TWO_KEYS =
            Set.of("primaryKey", "secondaryKey", "primary_key", "secondary_key", "key1", "key2");

    private static final int LEAST_OF_TWO_KEYS = 32;

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

    /** One way through a document. */
    private final class Walk {

        private final String text;
        private final JsonParser parser;
        private final int depth;
        private final Splices splices = new Splices();
        /** From the document itself, which is like a list of one, to where the parser is. */
        private final List<JsonLevel> levels = new ArrayList<>(List.of(new JsonLevel(false)));

        Walk(String text, JsonParser parser, int depth) {
            this.text = text;
            this.parser = parser;
            this.depth = depth;
        }

        void run() throws IOException {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                JsonLevel level = levels.get(levels.size() - 1);
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
                level.flag(token == JsonToken.VALUE_TRUE);
                if (token.isNumeric()) {
                    number(level);
                } else if (token.isStructStart()) {
                    open(level, token == JsonToken.START_OBJECT);
                }
            }
        }

        private void open(JsonLevel outer, boolean isObject) {
            JsonLevel inner = outer.inner(isObject);
            // The shortest of them; normalising a name takes longer than reading it.
            boolean isLong = outer.field.length() >= SHORTEST_LIST;
            if (!isObject && isLong && LISTS.contains(SecretNames.normalized(outer.field))) {
                inner.isOfSecrets = true;
                inner.field = outer.field;
            }
            inner.holdsSecrets = outer.isObject
                    && rules.names().isOfSecrets(outer.field, !isObject)
                    && !outer.owner.equals("logprobs");
            levels.add(inner);
        }

        /** Maps can have anything in the place of a name. */
        private void fieldName(JsonLevel level) throws IOException {
            String name = parser.currentName();
            level.enter(name);
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

        private void string(JsonLevel level) throws IOException {
            int start = Json.offset(parser.currentTokenLocation());
            int end = closingQuote(start + 1) + 1;
            int length = end - start - 2;
            String name = level.field;
            if (level.mayHoldOptions()) {
                level.field = level.isOfRawHeaders ? header(level, start + 1, end - 1) : option(start + 1, end - 1);
            }
            if (length < 2) { // also if it has no end, which the parser says next
                return;
            }
            boolean secret = !name.isEmpty() && maySecret(level, name, start + 1, end - 1);
            boolean paired = level.mayBeOfPair();
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
            secret &= level.mayHoldOptions()
                    ? level.isOfRawHeaders || CredentialLook.isArgument(value)
                    : !(level.isTranslation && hasNoDigit(value))
                            && rules.names().isSecret(name, value);
            if (paired) {
                level.remember(value, start, end);
            }
            if (!secret) {
                doubt(level, name, value, start, end);
            }
            String redacted = secret ? texts.credential(name, value) : texts.value(cookies(level, name, value), depth);
            if (!redacted.equals(value)) {
                replace(start, end, redacted);
            }
        }

        private static boolean hasNoDigit(String value) {
            return value.chars().noneMatch(Character::isDigit);
        }

        /** Before the value is known, which takes longer. */
        private boolean maySecret(JsonLevel level, String name, int start, int end) {
            return switch (rules.names().sense(name)) {
                case SECRET -> true;
                case IDENTIFIER, NUMBER, PHRASE -> rules.names().isSecret(name, text.substring(start, end));
                default -> level.isOfRawHeaders && rules.names().isSecretField(name, text.substring(start, end));
            };
        }

        /** A list such as {@code ["Host", "h", "X-Api-Key", ".."]} names and values by turns. */
        private String header(JsonLevel level, int start, int end) {
            return level.index % 2 == 0 ? text.substring(start, end) : "";
        }

        /** A header field with cookies, as a gateway passes it on: {@code "cookie": "sid=.."}, {@code "Set-Cookie": [".."]}. */
        private String cookies(JsonLevel level, String field, String value) {
            if (level.isOfCookies) {
                return level.isObject ? value : cookies.value("cookie", value);
            }
            String name = level.isObject || level.isOfRawHeaders ? field : level.owner;
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
        private void doubt(JsonLevel level, String field, String value, int start, int end) {
            if (level.isObject && field.length() <= LONGEST_KEY_PART && KEY_PARTS.contains(field)) {
                level.keyParts = with(level.keyParts, new JsonLevel.Doubtful("private_key", value, start, end));
            }
            if (level.isObject && TWO_KEYS.contains(field) && isLongKey(value)) {
                level.twoKeys = with(level.twoKeys, new JsonLevel.Doubtful(field, value, start, end));
            }
            if (isOwnedSecret(level, field, value)) {
                String owner = level.listOfSecrets.isEmpty() ? level.owner : level.listOfSecrets;
                level.doubtful = with(level.doubtful, new JsonLevel.Doubtful(owner, value, start, end));
                return;
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
                level.doubtful = with(level.doubtful, new JsonLevel.Doubtful(name, value, start, end));
            }
        }

        private static boolean isLongKey(String value) {
            return value.length() >= LEAST_OF_TWO_KEYS && CredentialLook.isRandom(value);
        }

        /** In an object with a telling name, in an object of a list with one, or in a map of cookies. */
        private boolean isOwnedSecret(JsonLevel level, String field, String value) {
            if (!level.isObject) {
                return false;
            }
            boolean isOwned = level.listOfSecrets.isEmpty()
                    ? OWNED.contains(field) && rules.names().isSecret(level.owner)
                    : OWNED_IN_LIST.contains(field) && isOfList(level.listOfSecrets, value);
            isOwned |= field.equals("key")
                    && CredentialLook.isGenerated(value)
                    && rules.names().isSecret(level.owner);
            boolean isOfCookieMap = level.isOfCookies && !level.owner.isEmpty();
            return (isOwned && CredentialLook.isArgument(value)) || (isOfCookieMap && CredentialLook.is(value));
        }

        /** A list such as {@code tokens} says less: it may hold pieces of a text, or the colors of a design. */
        private boolean isOfList(String list, String value) {
            return rules.names().isOfSecrets(list, false)
                    ? CredentialLook.isMixed(value)
                    : CredentialLook.isInDocument(value);
        }

        private static List<JsonLevel.Doubtful> with(List<JsonLevel.Doubtful> others, JsonLevel.Doubtful next) {
            List<JsonLevel.Doubtful> more = others.isEmpty() ? new ArrayList<>() : others;
            more.add(next);
            return more;
        }

        private void number(JsonLevel level) throws IOException {
            String name = level.field;
            boolean tells =
                    !name.isEmpty() && rules.names().isSecret(name) && NUMERIC.contains(SecretNames.normalized(name));
            if (tells || level.isOfBytes) {
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

        /** Only now both halves of a pair are known, in whichever order they stand. */
        private void close(JsonLevel level) {
            if (!level.isHarmless) {
                level.doubtful.forEach(this::replaceLater);
            }
            if (level.isKey) {
                level.keyParts.forEach(this::replaceLater);
            }
            if (level.hasSecondKey) {
                level.twoKeys.forEach(this::replaceLater);
            }
            level.takeText();
            String value = level.value;
            if (value == null || (!level.isObject && level.index != 1)) {
                return;
            }
            if (level.isOfCookies && level.isObject) {
                cookie(level, value);
            } else if (isCookie(level.named)) {
                replace(level.valueStart, level.valueEnd, texts.value(cookies.value(level.named, value), depth));
            } else if (isSecret(level, level.named, value)) {
                replaceLater(new JsonLevel.Doubtful(level.named, value, level.valueStart, level.valueEnd));
            } else if (CredentialLook.isArgument(value) && rules.names().isSecret(level.described, value)) {
                replaceLater(new JsonLevel.Doubtful(level.described, value, level.valueStart, level.valueEnd));
            } else if (level.isTyped && value.indexOf(' ') < 0) {
                replaceLater(new JsonLevel.Doubtful("secret", value, level.valueStart, level.valueEnd));
            }
        }

        /** Of {@code {"name": "sid", "value": ".."}} in a list of cookies. */
        private void cookie(JsonLevel level, String value) {
            String redacted = cookies.named(level.named, value);
            if (!redacted.equals(value)) {
                replace(level.valueStart, level.valueEnd, redacted);
            }
        }

        private boolean isSecret(JsonLevel level, String name, String value) {
            return level.isOfHeaders
                    ? rules.names().isSecretField(name, value)
                    : rules.names().isSecret(name, value) && (level.isObject || CredentialLook.isInDocument(value));
        }

        private void replaceLater(JsonLevel.Doubtful secret) {
            String redacted = texts.credential(secret.name(), secret.value());
            if (!redacted.equals(secret.value())) {
                replace(secret.start(), secret.end(), redacted);
            }
        }

        private boolean isKept() {
            return !rules.keptPaths().isEmpty() && JsonPath.anyMatches(rules.keptPaths(), place());
        }

        private List<String> place() {
            List<String> place = new ArrayList<>();
            for (JsonLevel level : levels.subList(1, levels.size())) {
                place.add(level.isObject ? level.field : "[" + level.index + "]");
            }
            return place;
        }
    }
}
