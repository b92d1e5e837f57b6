package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.shape.Assignments;
import io.vcr.internal.shape.Columns;
import io.vcr.internal.shape.Found;
import io.vcr.internal.shape.LongWords;
import io.vcr.internal.shape.ShortValues;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the secrets in a text that has no structure: what looks like one, and what is known to be one, also in base64
 * and in the URLs that the text names. Thread-safe.
 */
final class TextRedaction {

    /** How often something is taken out of something else. */
    static final int MAX_DEPTH = 4;

    /** Of eight bytes, without padding. */
    private static final int MIN_BASE64 = LongWords.LEAST;

    /** Those of both alphabets (RFC 4648). */
    private static final boolean[] BASE64 = base64Characters();

    /** Of this many random characters hardly any are without a control character. */
    private static final int PROBE = 64;

    /** What ends a URL in a text. A caret may be in a password that nobody has encoded. */
    private static final String NO_URL = " \t\r\n\"'<>\\`|{}";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,30} +)(\\S.*)");
    private static final Pattern ARGUMENT = Pattern.compile("([A-Za-z_]\\w*)\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");

    private final boolean guesses;
    private final SecretRules rules;
    private final Placeholders placeholders;
    private final UrlRedaction urls;
    private final JsonRedaction json;

    /**
     * @param guesses whether short values that a text assigns to telling names are replaced
     */
    TextRedaction(SecretRules rules, Placeholders placeholders, boolean guesses) {
        this.guesses = guesses;
        this.rules = rules;
        this.placeholders = placeholders;
        this.urls = new UrlRedaction(rules, placeholders, this);
        this.json = new JsonRedaction(rules, placeholders, this);
    }

    UrlRedaction urls() {
        return urls;
    }

    JsonRedaction json() {
        return json;
    }

    /** A credential with a name; the scheme before it stays: {@code Bearer <authorization-1>}. */
    String credential(String name, String value) {
        Matcher scheme = SCHEME.matcher(value);
        boolean hasScheme = SecretNames.normalized(name).endsWith("authorization") && scheme.matches();
        String secret = hasScheme ? scheme.group(2) : value;
        if (secret.isEmpty() || rules.isAllowed(secret)) {
            return value;
        }
        String placeholder = placeholders.of(secret, SecretNames.label(name));
        return hasScheme ? scheme.group(1) + placeholder : placeholder;
    }

    /** A value on its own: a document, or a text. */
    String value(String value, int depth) {
        if (depth >= MAX_DEPTH || value.length() < 2) {
            return value;
        }
        int start = firstVisible(value);
        if (start < value.length() && (value.charAt(start) == '{' || value.charAt(start) == '[')) {
            Optional<String> document = json.document(value, depth + 1);
            if (document.isPresent()) {
                return document.get();
            }
        }
        if (isRelativeUrl(value, start)) {
            return urls.url(value, depth);
        }
        String redacted = isGraphQl(value, start) ? arguments(value) : value;
        return text(redacted, Escape.NONE, depth);
    }

    private static int firstVisible(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    private static boolean isRelativeUrl(String value, int start) {
        return start == 0
                && (value.charAt(0) == '/' || value.charAt(0) == '?')
                && value.indexOf('=') > 0
                && urlEnd(value, 0) == value.length();
    }

    private static boolean isGraphQl(String value, int start) {
        return (value.startsWith("{", start)
                        || value.startsWith("query", start)
                        || value.startsWith("mutation", start)
                        || value.startsWith("subscription", start))
                && value.indexOf('"', start) > 0
                && value.indexOf('{', start) >= 0;
    }

    /** The literals in a GraphQL document. */
    private String arguments(String document) {
        Splices splices = new Splices();
        Matcher argument = ARGUMENT.matcher(document);
        while (argument.find()) {
            String value = argument.group(2);
            boolean isSecret =
                    rules.names().isSecret(argument.group(1)) && rules.names().isSecret(argument.group(1), value);
            if (isSecret && !rules.isAllowed(value)) {
                splices.add(
                        argument.start(2),
                        argument.end(2),
                        placeholders.of(value, SecretNames.label(argument.group(1))));
            }
        }
        return splices.applyTo(document);
    }

    /** A text in which URLs may stand. */
    String text(String text, Escape escape, int depth) {
        int colon = text.indexOf("://");
        if (colon < 0) {
            return plain(text, escape, depth);
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        while (colon >= 0) {
            int start = schemeStart(text, colon, done);
            int end = urlEnd(text, colon + 3);
            out.append(plain(text.substring(done, start), escape, depth)).append(url(text, start, end, escape, depth));
            done = end;
            colon = text.indexOf("://", end);
        }
        return out.append(plain(text.substring(done), escape, depth)).toString();
    }

    private String url(String text, int start, int end, Escape escape, int depth) {
        String url = text.substring(start, end);
        if (escape != Escape.XML || !url.contains("&amp;")) {
            return urls.url(url, depth);
        }
        String plain = url.replace("&amp;", "&");
        String redacted = urls.url(plain, depth);
        return redacted.equals(plain) ? url : redacted.replace("&", "&amp;");
    }

    private static int schemeStart(String text, int colon, int from) {
        int start = colon;
        while (start > from && isSchemeCharacter(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isSchemeCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '.'
                || c == '-';
    }

    private static int urlEnd(String text, int from) {
        int end = from;
        while (end < text.length() && NO_URL.indexOf(text.charAt(end)) < 0 && text.charAt(end) > ' ') {
            end++;
        }
        return end;
    }

    /** The words of a text in which there are escapes, as they are in URLs. */
    String percentEncoded(String text, int depth) {
        int percent = depth + 1 >= MAX_DEPTH ? -1 : text.indexOf('%');
        Splices splices = new Splices();
        int done = 0;
        while (percent >= 0) {
            int start = percent;
            while (start > done && NO_URL.indexOf(text.charAt(start - 1)) < 0) {
                start--;
            }
            done = urlEnd(text, percent);
            String word = text.substring(start, done);
            String plain = FormPairs.decoded(word.replace("+", "%2B"));
            String redacted = plain.equals(word) ? plain : value(plain, depth + 1);
            if (!redacted.equals(plain)) {
                splices.add(start, done, UrlRedaction.changed(word, plain, redacted));
            }
            percent = text.indexOf('%', done);
        }
        return splices.applyTo(text);
    }

    /** A text without URLs. */
    String plain(String text, Escape escape, int depth) {
        if (text.length() < 4) {
            return text;
        }
        // First, so that of a value which is partly encoded no half is found.
        String known = placeholders.replaceKnown(percentEncoded(text, depth), escape);
        Splices splices = new Splices();
        LongWords words = LongWords.in(known);
        for (Found found : rules.scanner().find(known, words)) {
            String secret = known.substring(found.start(), found.end());
            if (!rules.isAllowed(secret)) {
                String label = SecretNames.label(found.kind().id());
                splices.add(found.start(), found.end(), escape.apply(placeholders.of(secret, label)));
            }
        }
        String redacted = splices.applyTo(known);
        LongWords left = splices.isEmpty() ? words : LongWords.in(redacted);
        String unassigned = shortlyAssigned(assigned(redacted, left, escape), escape);
        return base64(unassigned, unassigned.equals(redacted) ? left : LongWords.in(unassigned), depth);
    }

    /** Replaces what is assigned to telling names. */
    private String assigned(String text, LongWords words, Escape escape) {
        Splices splices = new Splices();
        Assignments.each(text, words, (name, start, end) -> {
            String value = text.substring(start, end);
            boolean isSecret = rules.names().isSecret(name, value)
                    || (SecretNames.isConstant(name) && rules.names().isSecretField(name, value));
            if (isSecret && !rules.isAllowed(value)) {
                splices.add(start, end, escape.apply(placeholders.of(value, SecretNames.label(name))));
            }
        });
        return splices.applyTo(text);
    }

    /** Replaces what a telling name makes a secret here, but nowhere else: it is too short to tell by itself. */
    private String shortlyAssigned(String text, Escape escape) {
        String redacted = text;
        if (guesses) {
            for (ShortValues kind : ShortValues.values()) {
                redacted = inPlace(redacted, kind, escape);
            }
        }
        return redacted;
    }

    private String inPlace(String text, ShortValues kind, Escape escape) {
        Splices splices = new Splices();
        kind.each(text, rules.names()::isSecret, (name, start, end) -> {
            String value = text.substring(start, end);
            if (rules.names().isSecret(name, value) && !rules.isAllowed(value)) {
                splices.add(start, end, escape.apply(placeholders.inPlace(value, SecretNames.label(name))));
            }
        });
        return splices.applyTo(text);
    }

    /** A table with headings. */
    String table(String text, int depth) {
        Splices splices = new Splices();
        Columns.each(text, rules.names()::tells, (name, start, end) -> {
            String value = text.substring(start, end);
            if (rules.names().isSecret(name, value) && !rules.isAllowed(value)) {
                splices.add(start, end, placeholders.of(value, SecretNames.label(name)));
            }
        });
        return value(splices.applyTo(text), depth);
    }

    /** Replaces what is hidden in the base64 of a text. */
    private String base64(String text, LongWords words, int depth) {
        if (depth + 1 >= MAX_DEPTH) {
            return text;
        }
        Splices splices = new Splices();
        words.each((start, end) -> base64(text, start, end, depth, splices));
        return splices.applyTo(text);
    }

    private void base64(String text, int from, int to, int depth, Splices splices) {
        int start = from;
        while (start + MIN_BASE64 <= to) {
            int other = start + MIN_BASE64 - 1; // from the end, as most words are shorter
            while (other >= start && isBase64(text.charAt(other))) {
                other--;
            }
            if (other >= start) {
                start = other + 1;
            } else {
                int end = start + MIN_BASE64;
                while (end < to && isBase64(text.charAt(end))) {
                    end++;
                }
                decode(text, start, end, depth, splices);
                start = end + 1;
            }
        }
    }

    private void decode(String text, int start, int end, int depth, Splices splices) {
        int last = end;
        while (last < text.length() && last < end + 2 && text.charAt(last) == '=') {
            last++;
        }
        if (!beginsReadable(text, start, end)) {
            return;
        }
        String run = text.substring(start, end);
        boolean url = run.indexOf('-') >= 0 || run.indexOf('_') >= 0;
        if (url && (run.indexOf('+') >= 0 || run.indexOf('/') >= 0)) {
            return;
        }
        try {
            byte[] bytes = (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(run);
            Optional<String> decoded = Body.of(bytes).text().filter(TextRedaction::isReadable);
            String redacted = decoded.map(hidden -> value(hidden, depth + 1)).orElse("");
            if (decoded.isPresent() && !redacted.equals(decoded.get())) {
                Base64.Encoder encoder = url ? Base64.getUrlEncoder() : Base64.getEncoder();
                boolean padded = last > end || (!url && run.length() % 4 == 0);
                splices.add(
                        start,
                        last,
                        (padded ? encoder : encoder.withoutPadding())
                                .encodeToString(redacted.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IllegalArgumentException e) {
            // a word that only looks like base64
        }
    }

    /** Whether what is hidden begins like a text in UTF-8: most base64 is that of images, sounds and keys, or only a name. */
    private static boolean beginsReadable(String text, int start, int end) {
        int bits = 0;
        int following = 0; // bytes of the character that has begun
        for (int at = start; at < Math.min(end, start + PROBE); at++) {
            bits = bits << 6 | sextet(text.charAt(at));
            int group = (at - start) % 4;
            if (group > 0) {
                int octet = bits >> (6 - 2 * group) & 0xff;
                boolean continues = (octet & 0xc0) == 0x80;
                if (isControl(octet) || continues != following > 0) {
                    return false;
                }
                following = continues ? following - 1 : followingBytes(octet);
            }
        }
        return true;
    }

    /** How many bytes follow the first one of a character (RFC 3629). */
    private static int followingBytes(int first) {
        return first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    }

    private static int sextet(char c) {
        if (c >= 'a') {
            return c - 'a' + 26;
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        return c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' || c == '-' ? 62 : 63;
    }

    private static boolean isControl(int character) {
        return character < ' ' && character != '\n' && character != '\r' && character != '\t';
    }

    /** Random bytes are hardly ever. */
    private static boolean isReadable(String text) {
        return text.chars().noneMatch(TextRedaction::isControl);
    }

    private static boolean isBase64(char c) {
        return c < BASE64.length && BASE64[c];
    }

    private static boolean[] base64Characters() {
        boolean[] characters = new boolean[0x80];
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".toCharArray()) {
            characters[c] = true;
        }
        return characters;
    }
}
