package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads values from nodes, for all layouts. Its exceptions name the line and the reason. */
record Fields(String source, BodyFiles files) {

    /** From this length on, in bytes, a body is looked at character by character. */
    private static final int LONG = 64 << 10;

    /** The line break inside a value that was sent in several lines, compiled when one is met: hardly a cassette has one. */
    private static final String FOLD = "[ \\t]*\\r?\\n[ \\t]+";

    Node required(Node.Mapping mapping, String key, String what) throws CassetteFormatException {
        Optional<Node> node = mapping.get(key);
        if (node.isEmpty()) {
            throw error(mapping, what + " has no \"" + key + "\"");
        }
        return node.get();
    }

    Node.Mapping requiredMapping(Node.Mapping mapping, String key, String what) throws CassetteFormatException {
        return mapping(required(mapping, key, what), key);
    }

    /** The entries of a mapping in a mapping; none if it is not there. */
    List<Node.Entry> entries(Node.Mapping mapping, String key) throws CassetteFormatException {
        Optional<Node> node = mapping.get(key).filter(given -> !isNull(given));
        return node.isPresent() ? mapping(node.get(), key).entries() : List.of();
    }

    Node.Mapping mapping(Node node, String what) throws CassetteFormatException {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw error(node, what + " is not a mapping");
    }

    Node.Sequence sequence(Node node, String what) throws CassetteFormatException {
        if (node instanceof Node.Sequence sequence) {
            return sequence;
        }
        throw error(node, what + " is not a list");
    }

    private Node.Scalar scalar(Node node, String what) throws CassetteFormatException {
        if (node instanceof Node.Scalar scalar) {
            return scalar;
        }
        throw error(node, what + " is not a text");
    }

    static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isNull();
    }

    /** Header values may be base64: botocore passes bytes to vcrpy. */
    String text(Node node, String what) throws CassetteFormatException {
        Node.Scalar scalar = scalar(node, what);
        if (scalar.isNull()) {
            return "";
        }
        if (!scalar.binary()) {
            return scalar.text();
        }
        Body bytes = base64(scalar);
        return bytes.text().orElseGet(() -> new String(bytes.bytes(), StandardCharsets.ISO_8859_1));
    }

    String textOr(Node.Mapping mapping, String key, String otherwise) throws CassetteFormatException {
        Optional<Node> node = mapping.get(key);
        return node.isEmpty() ? otherwise : text(node.get(), key);
    }

    long number(Node node, String what) throws CassetteFormatException {
        try {
            return Long.parseLong(text(node, what));
        } catch (NumberFormatException e) {
            throw new CassetteFormatException(source, node.line(), what + " is not a whole number", e);
        }
    }

    double decimal(Node node, String what) throws CassetteFormatException {
        try {
            return Double.parseDouble(text(node, what));
        } catch (NumberFormatException e) {
            throw new CassetteFormatException(source, node.line(), what + " is not a number", e);
        }
    }

    HttpRequest request(Node.Mapping request, String uriKey, Body body) throws CassetteFormatException {
        String method = text(required(request, "method", "request"), "method");
        Node uri = required(request, uriKey, "request");
        return request(uri, text(uri, uriKey), method, headers(request.get("headers")), body);
    }

    HttpRequest request(Node uri, String method, Headers headers, Body body) throws CassetteFormatException {
        return request(uri, text(uri, "uri"), method, headers, body);
    }

    /** A request with the URI that a node says, alone or together with others. */
    HttpRequest request(Node node, String uri, String method, Headers headers, Body body)
            throws CassetteFormatException {
        try {
            return new HttpRequest(method.toUpperCase(Locale.ROOT), Uri.of(uri), headers, body);
        } catch (IllegalArgumentException e) {
            throw error(node, e);
        }
    }

    /** An exchange of which only the messages are known. */
    static Episode episode(HttpRequest request, HttpResponse response) {
        return new Episode(request, response, null, null, null);
    }

    HttpResponse response(Node.Mapping response, Node code, String reason, Body body) throws CassetteFormatException {
        return response(code, reason, headers(response.get("headers")), body);
    }

    HttpResponse response(Node code, String reason, Headers headers, Body body) throws CassetteFormatException {
        long status = number(code, "status code");
        if (status != (int) status) {
            throw error(code, "Not an HTTP status: " + status);
        }
        try {
            return new HttpResponse((int) status, reason, headers, body);
        } catch (IllegalArgumentException e) {
            throw error(code, e);
        }
    }

    /** Reads a mapping of headers whose values are a list or one text. */
    Headers headers(Optional<Node> node) throws CassetteFormatException {
        if (node.isEmpty() || isNull(node.get()) || isEmptyList(node.get())) {
            return Headers.EMPTY;
        }
        Headers.Builder headers = Headers.builder();
        for (Node.Entry entry : mapping(node.get(), "headers").entries()) {
            add(headers, entry.key(), entry.value());
        }
        return headers.build();
    }

    /** PHP writes an empty mapping as a list. */
    static boolean isEmptyList(Node node) {
        return node instanceof Node.Sequence list && list.items().isEmpty();
    }

    /** Reads a list of headers, each with its name and its value or values. */
    Headers headerList(Optional<Node> node, String nameKey, String valueKey) throws CassetteFormatException {
        Headers.Builder headers = Headers.builder();
        if (node.isPresent() && !isNull(node.get())) {
            for (Node item : sequence(node.get(), "headers").items()) {
                Node.Mapping header = mapping(item, "a header");
                String name = text(required(header, nameKey, "a header"), nameKey);
                add(headers, name, required(header, valueKey, "a header"));
            }
        }
        return headers.build();
    }

    private void add(Headers.Builder headers, String name, Node given) throws CassetteFormatException {
        List<Node> values = given instanceof Node.Sequence several ? several.items() : List.of(given);
        for (Node value : values) {
            add(headers, name, text(value, "a value of header " + name), value);
        }
    }

    /** Adds a header that a node says. A value that was sent in several lines is one, as in RFC 9112, section 5.2. */
    void add(Headers.Builder headers, String name, String value, Node node) throws CassetteFormatException {
        try {
            headers.add(name, value.indexOf('\n') < 0 ? value : value.replaceAll(FOLD, " "));
        } catch (IllegalArgumentException e) {
            throw error(node, e);
        }
    }

    /** Reads a body that is a text, base64 or absent. */
    Body body(Optional<Node> node) throws CassetteFormatException {
        if (node.isEmpty() || isNull(node.get())) {
            return Body.EMPTY;
        }
        Node.Scalar scalar = scalar(node.get(), "body");
        if (scalar.binary()) {
            return base64(scalar);
        }
        Body body = Body.of(scalar.text());
        // In a new JVM decoding is faster than a loop, later a loop makes no copy.
        if (body.length() > LONG || !body.text().equals(Optional.of(scalar.text()))) {
            checkHasBytes(scalar);
        }
        return body;
    }

    /** Rejects half a surrogate pair: it has no UTF-8 bytes, and a question mark instead would change the body. */
    private void checkHasBytes(Node.Scalar scalar) throws CassetteFormatException {
        String text = scalar.text();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw error(scalar, "a body holds half a surrogate pair, which has no UTF-8 bytes");
                }
                i++;
            }
        }
    }

    /** Reads a body in a mapping with {@code string} or {@code base64_string}. */
    Body wrappedBody(Node.Mapping body) throws CassetteFormatException {
        Optional<Node> base64 = body.get("base64_string");
        return base64.isPresent()
                ? base64(scalar(base64.get(), "base64_string"))
                : body(Optional.of(required(body, "string", "body")));
    }

    /** A body of text in the charset in which it was sent; a charset that is not known is UTF-8. */
    static Body encoded(Body text, String charset) {
        try {
            Charset known = Charset.forName(charset);
            return known.equals(StandardCharsets.UTF_8)
                    ? text
                    : Body.of(text.text().orElse("").getBytes(known));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private Body base64(Node.Scalar scalar) throws CassetteFormatException {
        return base64(scalar.text(), scalar);
    }

    Body base64(String text, Node node) throws CassetteFormatException {
        try {
            return Body.of(decoded(text));
        } catch (IllegalArgumentException e) {
            throw new CassetteFormatException(source, node.line(), "not valid base64: " + e.getMessage(), e);
        }
    }

    /** The decoder that skips line feeds takes many times as long. */
    private static byte[] decoded(String text) {
        if (text.indexOf('\n') < 0) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                // the other one skips more than line feeds
            }
        }
        return Base64.getMimeDecoder().decode(text);
    }

    /** Reads ISO 8601, or the HTTP date that Ruby writes. A time without an offset is UTC, as in betamax. */
    @Nullable
    Instant instant(Node.Mapping interaction, String key) throws CassetteFormatException {
        Optional<Node> node = interaction.get(key);
        return node.isEmpty() || isNull(node.get()) ? null : instant(node.get(), key);
    }

    @Nullable
    Instant instant(Node node, String key) throws CassetteFormatException {
        String text = text(node, key);
        Instant ours = ourInstant(text);
        if (ours != null) {
            return ours;
        }
        try {
            if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
                return OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            }
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    withColon(text), OffsetDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : ((OffsetDateTime) time).toInstant();
        } catch (DateTimeException e) {
            throw new CassetteFormatException(source, node.line(), "\"" + key + "\" is not an ISO-8601 time", e);
        }
    }

    /** A time whose offset has a colon as in RFC 3339: BrowserMob and others write {@code +0000}. */
    private static String withColon(String text) {
        int sign = text.length() - 5;
        boolean isShort =
                sign > 0 && (hasForm(text.substring(sign), "+0000") || hasForm(text.substring(sign), "-0000"));
        return isShort && text.indexOf('T') > 0 ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3) : text;
    }

    /**
     * Parses our own form without a formatter: in a new JVM its classes take longer to load than a cassette takes to
     * read.
     */
    private static @Nullable Instant ourInstant(String text) {
        boolean millis = hasForm(text, "0000-00-00T00:00:00.000Z");
        if (!millis && !hasForm(text, "0000-00-00T00:00:00Z")) {
            return null;
        }
        try {
            return LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 5, 7),
                            digits(text, 8, 10),
                            digits(text, 11, 13),
                            digits(text, 14, 16),
                            digits(text, 17, 19),
                            millis ? digits(text, 20, 23) * 1_000_000 : 0)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null; // the formatter reports the error
        }
    }

    /** Tells whether a text has a form in which 0 stands for any digit. */
    private static boolean hasForm(String text, String form) {
        boolean matches = text.length() == form.length();
        for (int i = 0; matches && i < form.length(); i++) {
            char c = text.charAt(i);
            matches = form.charAt(i) == '0' ? c >= '0' && c <= '9' : c == form.charAt(i);
        }
        return matches;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** Rejects a message that has one of several keys, unless its value is null or an empty list. */
    void refuse(Node.Mapping message, List<String> keys, String what) throws CassetteFormatException {
        for (String key : keys) {
            Optional<Node> node = message.get(key).filter(given -> !isNull(given) && !isEmptyList(given));
            if (node.isPresent()) {
                throw error(node.get(), what + " (\"" + key + "\")");
            }
        }
    }

    /** Reads a body in a file below the directory of the recording. */
    Body file(Node name, String key) throws CassetteFormatException {
        return files.body(this, name, key);
    }

    CassetteFormatException error(Node node, String reason) {
        return new CassetteFormatException(source, node.line(), reason);
    }

    private CassetteFormatException error(Node node, IllegalArgumentException e) {
        return new CassetteFormatException(source, node.line(), String.valueOf(e.getMessage()), e);
    }
}
