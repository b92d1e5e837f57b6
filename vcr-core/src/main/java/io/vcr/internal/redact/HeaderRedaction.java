package io.vcr.internal.redact;

import io.vcr.http.Headers;
import io.vcr.internal.redact.SecretNames.Sense;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replaces the secrets in header fields; what was seen before is looked up. Thread-safe. */
final class HeaderRedaction {

    private static final int MAX_SEEN = 1_000;

    private static final Set<String> URLS = Set.of("location", "content-location", "referer", "refresh");

    /** A shorter cookie is a choice of the user's, such as a language, unless its name says otherwise. */
    private static final int MIN_COOKIE = 8;

    /** A replay is played after the session of the recording is over. */
    private static final String YEAR_2100 = "Fri, 01 Jan 2100 00:00:00 GMT";

    private static final Instant YEAR_2010 = Instant.parse("2010-01-01T00:00:00Z");
    private static final String EXPIRES = "expires=";
    private static final String MAX_AGE = "max-age=";
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private static final Pattern SESSION =
            Pattern.compile("(?i).*(?:sess|sid|auth|token|csrf|xsrf|jwt|login|secret|key).*");

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;
    private final Subprotocols subprotocols;
    private final Cookies cookies;
    private final Map<String, Object> clean = new ConcurrentHashMap<>();
    private final Set<String> learned = ConcurrentHashMap.newKeySet();
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** A client mostly sends the same fields again. */
    private volatile @Nullable Headers lastLearned;

    HeaderRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
        this.subprotocols = new Subprotocols(texts);
        this.cookies = new Cookies(rules, placeholders);
    }

    Headers headers(Headers headers) {
        return headers(headers, headers);
    }

    /**
     * The same of fields that filters have passed on.
     *
     * @param all those before the filters
     */
    Headers headers(Headers headers, Headers all) {
        Headers.Builder changed = null;
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            String redacted = value(headers.name(i), value, all);
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

    /** Whether fields are equal to the letter: the case of a name may tell where its words begin. */
    static boolean areSpelledAlike(Headers some, Headers others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.name(i).equals(others.name(i)) || !some.value(i).equals(others.value(i))) {
                return false;
            }
        }
        return true;
    }

    /** Remembers what stands under telling names; what has none is looked at when the filters have passed it on. */
    void learn(Headers headers) {
        Headers last = lastLearned;
        if (last != null && areSpelledAlike(last, headers)) {
            return;
        }
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            boolean tells = rules.names().sense(headers.name(i)) == Sense.COOKIE
                    || rules.names().isSecretField(headers.name(i), value);
            if (tells && !learned.contains(value)) {
                Object before = placeholders.version();
                value(headers.name(i), value, headers);
                if (placeholders.version() != before) {
                    own.add(value);
                }
                if (learned.size() < MAX_SEEN) {
                    learned.add(value);
                }
            }
        }
        lastLearned = headers;
    }

    /** Whether a request has shown a value before any response has. */
    boolean isOwn(String value) {
        return own.contains(value);
    }

    private String value(String name, String value, Headers all) {
        if (rules.names().isSecretField(name, value)) {
            return texts.credential(name, value);
        }
        if (rules.names().sense(name) == Sense.COOKIE) {
            return cookies.value(name, value, all);
        }
        if (name.equalsIgnoreCase(Subprotocols.HEADER)) {
            return subprotocols.value(value);
        }
        // Of most requests all values were seen in the one before.
        if (clean.get(value) == placeholders.version()) {
            return value;
        }
        boolean isUrl = !value.isEmpty() && value.indexOf(' ') < 0 && URLS.contains(name.toLowerCase(Locale.ROOT));
        String redacted = isUrl ? texts.urls().url(value, 0) : texts.value(value, 0);
        if (redacted.equals(value) && clean.size() < MAX_SEEN) {
            clean.put(value, placeholders.version());
        }
        return redacted;
    }

    /** Cookies of header fields, which stand in documents as well. */
    static final class Cookies {

        private final SecretRules rules;
        private final Placeholders placeholders;

        Cookies(SecretRules rules, Placeholders placeholders) {
            this.rules = rules;
            this.placeholders = placeholders;
        }

        /** The value of a header field of this name: one cookie of a server, or several of a client. */
        String value(String name, String value) {
            return value(name, value, Headers.EMPTY);
        }

        /**
         * The same.
         *
         * @param all says when the response was made; without a date, no cookie is deleted that was to last until 2010
         */
        String value(String name, String value, Headers all) {
            return name.length() == "cookie".length() ? cookies(value) : setCookie(value, all);
        }

        private String cookies(String value) {
            String[] cookies = value.split(";", -1);
            for (int i = 0; i < cookies.length; i++) {
                cookies[i] = cookie(cookies[i]);
            }
            return String.join(";", cookies);
        }

        /** Name and attributes stay: {@code sid=<cookie-1>; Path=/; HttpOnly}. A cookie that is not being deleted lasts. */
        private String setCookie(String value, Headers all) {
            String[] parts = value.split(";", -1);
            String cookie = cookie(parts[0]);
            if (cookie.equals(parts[0])) {
                return value;
            }
            parts[0] = cookie;
            boolean isDeleted = isDeleted(parts, all);
            for (int i = 1; i < parts.length; i++) {
                String attribute = parts[i].strip();
                if (!isDeleted && is(EXPIRES, attribute)) {
                    parts[i] = " " + attribute.substring(0, EXPIRES.length()) + YEAR_2100;
                }
            }
            return String.join(";", parts);
        }

        /** The age counts more than the date (RFC 6265, section 5.3). */
        private static boolean isDeleted(String[] parts, Headers all) {
            boolean isPast = false;
            for (int i = 1; i < parts.length; i++) {
                String attribute = parts[i].strip();
                if (is(MAX_AGE, attribute)) {
                    String age = attribute.substring(MAX_AGE.length()).strip();
                    return age.startsWith("-") || age.matches("0+");
                }
                if (is(EXPIRES, attribute)) {
                    Instant now = all.first("Date").flatMap(Cookies::date).orElse(YEAR_2010);
                    isPast = date(attribute.substring(EXPIRES.length()))
                            .map(date -> !date.isAfter(now))
                            .orElse(false);
                }
            }
            return isPast;
        }

        private static boolean is(String name, String attribute) {
            return attribute.regionMatches(true, 0, name, 0, name.length());
        }

        /** As RFC 6265 reads it, section 5.1.1: in any order, and with any signs between. */
        private static Optional<Instant> date(String text) {
            String time = "";
            int day = 0;
            int month = 0;
            int year = -1;
            for (String token : text.toLowerCase(Locale.ROOT).split("[^a-z0-9:]+", -1)) {
                int named = token.length() < 3 ? -1 : MONTHS.indexOf(token.substring(0, 3));
                if (time.isEmpty() && token.matches("[0-9]{1,2}(:[0-9]{1,2}){2}")) {
                    time = token;
                } else if (day == 0 && token.matches("[0-9]{1,2}")) {
                    day = Integer.parseInt(token);
                } else if (month == 0 && named >= 0 && named % 3 == 0) {
                    month = named / 3 + 1;
                } else if (year < 0 && token.matches("[0-9]{2,4}")) {
                    year = Integer.parseInt(token);
                }
            }
            try {
                int[] clock = Stream.of(time.split(":", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                int century = year >= 100 ? 0 : year >= 70 ? 1900 : 2000;
                return Optional.of(LocalDateTime.of(century + year, month, day, clock[0], clock[1], clock[2])
                        .toInstant(ZoneOffset.UTC));
            } catch (DateTimeException | NumberFormatException e) {
                return Optional.empty(); // not a date
            }
        }

        private String cookie(String pair) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            String redacted = named(name, value);
            return redacted.equals(value) ? pair : pair.substring(0, equals + 1) + redacted;
        }

        /** The value of a cookie alone. */
        String named(String name, String value) {
            boolean session =
                    value.length() >= MIN_COOKIE || SESSION.matcher(name).matches();
            return session && !value.isEmpty() && !rules.isAllowed(value) ? placeholders.of(value, "cookie") : value;
        }
    }
}
