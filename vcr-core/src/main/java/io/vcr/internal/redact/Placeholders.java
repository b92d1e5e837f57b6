package io.vcr.internal.redact;

import io.vcr.internal.shape.KnownValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in the place of the secrets of a cassette: {@code <access_token-1>}, the same for the same value wherever it
 * stands, numbered in the order in which the values are first seen. Thread-safe.
 */
final class Placeholders {

    /** A placeholder of ours. */
    static final Pattern NUMBERED = Pattern.compile("<([a-z0-9_]{1,64})-([0-9]{1,9})>");

    /** Shorter values, and words, stand in too many places by chance to be replaced wherever they stand. */
    private static final int MIN_UNMISTAKABLE = KnownValues.LEAST;

    private static final int CERTAINLY_UNMISTAKABLE = 20;

    private final Map<String, String> placeholders = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Those of values that are replaced only where a text gives them a name. */
    private final Map<String, String> inPlace = new HashMap<>();

    /** What is replaced wherever it stands. */
    private final KnownValues everywhere = new KnownValues();

    private volatile Object version = new Object();

    /** Reserves the numbers that a stored text has. */
    synchronized void reserve(CharSequence text) {
        Matcher found = NUMBERED.matcher(text);
        while (found.find()) {
            numbers.merge(found.group(1), Integer.parseInt(found.group(2)), Math::max);
        }
        if (ESCAPES.stream().anyMatch(text.toString()::contains)) {
            Matcher escaped = ESCAPED.matcher(text);
            while (escaped.find()) {
                numbers.merge(escaped.group(2), Integer.parseInt(escaped.group(3)), Math::max);
            }
        }
        Jwt.numbers(text, number -> numbers.merge(Jwt.LABEL, number, Math::max));
    }

    /** The placeholder of a value, which has this label if it was not seen before. */
    synchronized String of(String value, String label) {
        String placeholder = placeholders.get(value);
        if (placeholder == null) {
            placeholder = inPlace.containsKey(value) ? inPlace.remove(value) : next(value, label);
            remember(value, placeholder);
        }
        return placeholder;
    }

    /**
     * The placeholder of a value that may be none, as a text without structure tells less than a document. It is not replaced
     * elsewhere, so that a wrong guess changes no other request.
     */
    synchronized String inPlace(String value, String label) {
        String placeholder = placeholders.get(value);
        return placeholder != null ? placeholder : inPlace.computeIfAbsent(value, v -> next(v, label));
    }

    private String next(String value, String label) {
        return Jwt.isJwt(value)
                ? Jwt.placeholder(value, numbers.merge(Jwt.LABEL, 1, Integer::sum))
                : "<" + label + "-" + numbers.merge(label, 1, Integer::sum) + ">";
    }

    /** Replaces a value everywhere by a text of the user's. */
    synchronized void remember(String value, String placeholder) {
        placeholders.put(value, placeholder);
        if (isUnmistakable(value)) {
            for (String form : forms(value)) {
                everywhere.add(form, placeholder);
            }
            version = new Object();
        }
    }

    private static boolean isUnmistakable(String value) {
        if (value.length() < MIN_UNMISTAKABLE) {
            return false;
        }
        return value.length() >= CERTAINLY_UNMISTAKABLE
                || value.chars().anyMatch(c -> c < 'A' || (c > 'Z' && c < 'a') || c > 'z')
                || !value.equals(value.toLowerCase(java.util.Locale.ROOT));
    }

    /** As it is, percent-encoded, and escaped in JSON and XML. */
    private static List<String> forms(String value) {
        List<String> forms = new ArrayList<>();
        forms.add(value);
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        add(forms, encoded);
        add(forms, encoded.replace("+", "%20"));
        String quoted = io.vcr.internal.body.Json.quote(value);
        add(forms, quoted.substring(1, quoted.length() - 1));
        add(forms, value.replace("/", "\\/"));
        add(forms, value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        return forms;
    }

    private static void add(List<String> forms, String form) {
        if (!forms.contains(form)) {
            forms.add(form);
        }
    }

    /** A text with the placeholders in the place of the values that are known. */
    String replaceKnown(String text, Escape escape) {
        Splices splices = new Splices();
        for (KnownValues.Place known : everywhere.find(text)) {
            splices.add(known.start(), known.end(), escape.apply(known.replacement()));
        }
        return splices.applyTo(text);
    }

    /** Changes when a value becomes known. */
    Object version() {
        return version;
    }

    /** Placeholders in URLs, also if these stand in a form, in HTML of which a client has cut them out, and in JSON of writers that escape for HTML. */
    private static final Pattern ESCAPED =
            Pattern.compile("((?i:%(?:25){0,2}3C|%26lt%3B)|&lt;|\\\\{1,8}u003[cC])([a-z0-9_]{1,64})-([0-9]{1,9})"
                    + "((?i:%(?:25){0,2}3E|%26gt%3B)|&gt;|\\\\{1,8}u003[eE])");

    private static final List<String> ESCAPES =
            List.of("%3C", "%3c", "%253", "%25253", "%26lt", "&lt;", "u003c", "u003C");

    /** A text in which placeholders of one name are equal. */
    static String unnumbered(String text) {
        return unnumbered(text, found -> found.group(1).startsWith("%") ? "%3C$2%3E" : "<$2>");
    }

    /** An XML document in which placeholders of one name are equal; it stays well-formed. */
    static String unnumberedXml(String text) {
        return unnumbered(text, found -> "$1$2$4");
    }

    private static String unnumbered(String text, Function<MatchResult, String> ofEscaped) {
        boolean mayBeEscaped = text.indexOf('%') >= 0 || text.indexOf('&') >= 0 || text.indexOf('\\') >= 0;
        String plain = text.indexOf('<') < 0 ? text : NUMBERED.matcher(text).replaceAll("<$1>");
        if (mayBeEscaped && ESCAPES.stream().anyMatch(plain::contains)) {
            plain = ESCAPED.matcher(plain).replaceAll(ofEscaped);
        }
        return Jwt.unnumbered(plain);
    }

    /** Whether something stands in the place of a secret already: of ours, of another tool, or of a template. */
    static boolean isPlaceholder(String value) {
        if (value.length() < 2) {
            return true;
        }
        char first = value.charAt(0);
        return TEMPLATE.matcher(value).matches()
                || value.startsWith(Jwt.PREFIX)
                || ESCAPED.matcher(value).matches()
                || value.chars().allMatch(c -> c == first)
                || FILLERS.matcher(value).matches();
    }

    /** In brackets no quotes and no other brackets, for a document is no placeholder. */
    private static final Pattern TEMPLATE = Pattern.compile("(?:<|%3C)[^<>\"'={}]{1,64}(?:>|%3E)"
            + "|\\[[^\\[\\]\"'{}]{1,64}]"
            + "|\\$?\\{{1,2}[^{}\"']{1,128}}{1,2}"
            + "|\\$\\([^()]{1,128}\\)"
            + "|\\$[A-Z_][A-Z0-9_]*"
            + "|%[^%]{1,64}%");

    /** What other tools write, and what documentation has in the place of a password. */
    private static final Pattern FILLERS = Pattern.compile(
            "(?i)[*x.•-]+|\\**redacted\\**|removed|sanitized|filtered|hidden|masked"
                    + "|none|null|undefined|true|false|dummy|changeme|pass|passwd|password|pwd|secret|token|your[_ -][a-z_ -]+");
}
