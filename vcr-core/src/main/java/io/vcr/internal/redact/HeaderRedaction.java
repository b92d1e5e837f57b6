package io.vcr.internal.redact;

import io.vcr.http.Headers;
import io.vcr.internal.redact.SecretNames.Sense;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces the secrets in header fields; what was seen before is looked up. Thread-safe. */
final class HeaderRedaction {

    private static final int MAX_SEEN = 1_000;

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,30}) +(\\S.*)");

    private static final Set<String> URLS = Set.of("location", "content-location", "referer", "refresh");

    /** A shorter cookie is a choice of the user's, such as a language, unless its name says otherwise. */
    private static final int MIN_COOKIE = 8;

    private static final Pattern SESSION =
            Pattern.compile("(?i).*(?:sess|sid|auth|token|csrf|xsrf|jwt|login|secret|key).*");

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;
    private final Map<String, Object> clean = new ConcurrentHashMap<>();

    HeaderRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
    }

    Headers headers(Headers headers) {
        Headers.Builder changed = null;
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            String redacted = value(headers.name(i), value);
            if (changed == null && !redacted.equals(value)) {
                changed = Headers.builder();
                for (int before = 0; before < i; before++) {
                    changed.add(headers.name(before), headers.value(before));
                }
            }
            if (changed != null) {
                changed.add(headers.name(i), redacted);
            }
        }
        return changed == null ? headers : changed.build();
    }

    private String value(String name, String value) {
        Sense sense = rules.names().sense(name);
        if (sense == Sense.SECRET || (sense == Sense.MAYBE && UrlRedaction.looksLikeCredential(value))) {
            return credential(name, value);
        }
        if (name.equalsIgnoreCase("set-cookie") || name.equalsIgnoreCase("cookie")) {
            return cookies(value, name.length() > "cookie".length());
        }
        // Of most requests all values were seen in the one before.
        if (clean.get(value) == placeholders.version()) {
            return value;
        }
        boolean relative =
                !value.isEmpty() && "/?".indexOf(value.charAt(0)) >= 0 && URLS.contains(name.toLowerCase(Locale.ROOT));
        String redacted = relative ? texts.urls().url(value, 0) : texts.value(value, 0);
        if (redacted.equals(value) && clean.size() < MAX_SEEN) {
            clean.put(value, placeholders.version());
        }
        return redacted;
    }

    /** The scheme stays: {@code Bearer <authorization-1>}. */
    private String credential(String name, String value) {
        Matcher scheme = SCHEME.matcher(value);
        boolean hasScheme = scheme.matches();
        String secret = hasScheme ? scheme.group(2) : value;
        if (value.isEmpty() || rules.isAllowed(secret)) {
            return value;
        }
        String placeholder = placeholders.of(secret, SecretNames.label(name));
        return hasScheme ? scheme.group(1) + " " + placeholder : placeholder;
    }

    /** Names and attributes stay: {@code sid=<cookie-1>; Path=/; HttpOnly}. */
    private String cookies(String value, boolean isSet) {
        String[] parts = value.split(";", -1);
        for (int i = 0; i < (isSet ? Math.min(1, parts.length) : parts.length); i++) {
            int equals = parts[i].indexOf('=');
            String name = equals < 0 ? "" : parts[i].substring(0, equals).strip();
            String cookie = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
            boolean session =
                    cookie.length() >= MIN_COOKIE || SESSION.matcher(name).matches();
            if (session && !cookie.isEmpty() && !rules.isAllowed(cookie)) {
                parts[i] = parts[i].substring(0, equals + 1) + placeholders.of(cookie, "cookie");
            }
        }
        return String.join(";", parts);
    }
}
