package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.body.Json;
import io.vcr.internal.redact.Placeholders.Escape;
import io.vcr.internal.shape.CredentialLook;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a value that its name makes a secret. Of a URL and of JSON only what may be secret in it, for code takes them
 * apart: what remains are words, small numbers and times. Thread-safe.
 */
final class CredentialRedaction {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,30} +)(\\S.*)");

    /** One at sign at most, so that it is certain where the user information ends. */
    private static final Pattern URL = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}+://)"
            + "(?:(?<user>[^/?#@:]*+)(?<password>:[^/?#@]*+)?@)?"
            + "(?<host>[^/?#@]++)(?<path>[^?#@]*+)(?<query>\\?[^#@]*+)?(?<fragment>#[^@]*+)?");

    /** What stands in URLs as they are written in documents, and in connection strings that begin like one. */
    private static final Pattern NO_URL = Pattern.compile("[\\s\"'\\\\;]");

    private static final Pattern TIME_OR_NUMBER =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{2,16}Z?|[0-9]{1,8}");

    /** What stands beside a password and is none: in the secrets of AWS for databases, and in the key files of Google. */
    private static final Set<String> BESIDE = Set.of(
            "host",
            "hostname",
            "port",
            "engine",
            "driver",
            "protocol",
            "region",
            "database",
            "dbname",
            "dbinstanceidentifier",
            "dbclusteridentifier",
            "schema",
            "username",
            "user",
            "clientid",
            "clientemail",
            "projectid",
            "tenantid",
            "type",
            "version",
            "sslmode");

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;

    CredentialRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
    }

    /** Whether a value may have parts that are no secret. */
    static boolean mayHaveParts(String value) {
        return value.startsWith("{") || value.startsWith("[") || value.contains("://");
    }

    /**
     * What remains of a value.
     *
     * @param hasSecret whether a part of it is a secret, or is a placeholder already
     */
    private record Parts(String text, boolean hasSecret) {}

    /** A credential with a name; the scheme before it stays: {@code Bearer <authorization-1>}. */
    String credential(String name, String value) {
        return value.isEmpty() ? value : parts(name, value, 0).text;
    }

    private Parts parts(String name, String value, int depth) {
        if (rules.isAllowed(value)) {
            return new Parts(value, value.length() > 1);
        }
        if (depth < TextRedaction.MAX_DEPTH && mayHaveParts(value)) {
            boolean isDocument = value.startsWith("{") || value.startsWith("[");
            Parts parts = isDocument ? json(name, value, depth) : url(name, value);
            boolean isInOther = depth > 0 && !rules.names().tells(name);
            if (parts != null && (parts.hasSecret || isInOther)) {
                return parts;
            }
        }
        Matcher scheme = SCHEME.matcher(value);
        boolean hasScheme = SecretNames.normalized(name).endsWith("authorization") && scheme.matches();
        String secret = hasScheme ? scheme.group(2) : value;
        String redacted = rules.isAllowed(secret) ? secret : placeholders.of(secret, SecretNames.label(name));
        return new Parts(hasScheme ? scheme.group(1) + redacted : redacted, true);
    }

    /** One way through a value, of which some parts are secrets. Confined to one thread. */
    private final class Way {

        private final String name;
        private boolean hasSecret;

        Way(String name) {
            this.name = name;
        }

        /** A part of a URL that is a secret unless it is empty. */
        String secret(String label, String encoded) {
            String value = FormPairs.decoded(encoded.replace("+", "%2B"));
            if (value.isEmpty()) {
                return encoded;
            }
            hasSecret = true;
            return rules.isAllowed(value) && value.length() > 1
                    ? encoded
                    : Escape.URL.apply(placeholders.of(value, SecretNames.label(label)));
        }

        String unlessPlain(String label, String encoded) {
            String value = FormPairs.decoded(encoded.replace("+", "%2B"));
            return isPlain(value) ? encoded : secret(label, encoded);
        }

        String user(String user, boolean isAlone) {
            boolean isName = CredentialLook.isIdentifier(user);
            if (isName && isAlone) {
                hasSecret = true; // it may be one that would turn a word into a secret everywhere
                return Escape.URL.apply(placeholders.inPlace(user, SecretNames.label(name)));
            }
            return isName ? user : secret(name, user);
        }

        String path(String path) {
            String[] segments = path.split("/", -1);
            Arrays.setAll(segments, i -> unlessPlain(name, segments[i]));
            return String.join("/", segments);
        }

        /** The pairs of a query. What signs a URL has times and ids beside the signature, which a client reads. */
        String query(String query) {
            Set<String> others = Set.copyOf(List.of(SignedUrls.unsigned(query).split("&", -1)));
            String[] pairs = query.split("&", -1);
            Arrays.setAll(pairs, i -> others.contains(pairs[i]) ? pair(pairs[i]) : ofSignature(pairs[i]));
            return String.join("&", pairs);
        }

        private String ofSignature(String pair) {
            int equals = pair.indexOf('=');
            String parameter = pair.substring(0, Math.max(0, equals));
            return SignedUrls.isCredential(parameter)
                    ? pair.substring(0, equals + 1) + secret(parameter, pair.substring(equals + 1))
                    : pair;
        }

        private String pair(String pair) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                return unlessPlain(name, pair);
            }
            String parameter = FormPairs.decoded(pair.substring(0, equals));
            String encoded = pair.substring(equals + 1);
            boolean isSecret = rules.names().isSecretParameter(parameter, FormPairs.decoded(encoded));
            return pair.substring(0, equals + 1)
                    + (isSecret ? secret(parameter, encoded) : unlessPlain(parameter, encoded));
        }
    }

    private static boolean isPlain(String value) {
        return value.isEmpty()
                || CredentialLook.isIdentifier(value)
                || TIME_OR_NUMBER.matcher(value).matches();
    }

    /** Null if a secret could stand where none is looked for. */
    private @Nullable Parts url(String name, String value) {
        Matcher url = URL.matcher(value);
        if (NO_URL.matcher(value).find() || !url.matches() || hasRandomLabel(url.group("host"))) {
            return null;
        }
        Way way = new Way(name);
        StringBuilder out = new StringBuilder(url.group("scheme"));
        if (url.group("user") != null) {
            String password = url.group("password");
            boolean isAlone = password == null || password.length() == 1;
            out.append(way.user(url.group("user"), isAlone));
            out.append(password == null ? "" : ":" + way.secret(name, password.substring(1)));
            out.append('@');
        }
        out.append(url.group("host")).append(way.path(url.group("path")));
        if (url.group("query") != null) {
            out.append('?').append(way.query(url.group("query").substring(1)));
        }
        if (url.group("fragment") != null) {
            out.append('#').append(way.query(url.group("fragment").substring(1)));
        }
        return new Parts(texts.urls().url(out.toString(), 0), way.hasSecret);
    }

    private static boolean hasRandomLabel(String host) {
        return Arrays.stream(host.split("[.:]", -1)).anyMatch(CredentialLook::is);
    }

    /** Null if it is no document. */
    private @Nullable Parts json(String name, String document, int depth) {
        Splices splices = new Splices();
        boolean hasSecret = false;
        try (JsonParser parser = Json.parser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isText = token == JsonToken.VALUE_STRING;
                if (!isText && !token.isNumeric()) {
                    continue;
                }
                String field = field(parser.getParsingContext());
                if (BESIDE.contains(SecretNames.normalized(field))) {
                    continue;
                }
                String value = parser.getText();
                Parts parts = isText ? parts(field.isEmpty() ? name : field, value, depth + 1) : new Parts("0", true);
                String redacted = parts.text;
                hasSecret |= parts.hasSecret;
                if (!redacted.equals(value)) {
                    int start = Json.offset(parser.currentTokenLocation());
                    int end = Json.offset(parser.currentLocation());
                    splices.add(start, end, isText ? Json.quote(redacted) : redacted);
                }
            }
        } catch (IOException e) {
            return null;
        }
        String redacted = splices.applyTo(document);
        return new Parts(texts.json().document(redacted, depth + 1).orElse(redacted), hasSecret);
    }

    /** The innermost one, or nothing. */
    private static String field(JsonStreamContext innermost) {
        JsonStreamContext context = innermost;
        while (context != null && !context.hasCurrentName()) {
            context = context.getParent();
        }
        return context == null ? "" : context.getCurrentName();
    }
}
