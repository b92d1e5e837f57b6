package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the texts in a message after all decoding: gzip, JSON escapes, JSON inside JSON, base64, forms, parts, and the
 * pieces of a stream joined by their place. An encoding can hide a secret without any intention. Confined to one
 * thread.
 */
public final class DecodedViews {

    /** The largest number of nested encodings. */
    private static final int MAX_DEPTH = 4;

    private static final int MIN_BASE64 = 16;
    private static final long MAX_UNPACKED = 64L << 20;

    private final List<String> views = new ArrayList<>();

    private DecodedViews() {}

    public static List<String> of(Headers headers, Body body) {
        DecodedViews decoded = new DecodedViews();
        decoded.body(headers.first("Content-Type").orElse(""), body, 0);
        return decoded.views;
    }

    /** A header value and its words, which may be base64, as in {@code Basic dXNlcjpwYXNz}. */
    public static List<String> of(String headerValue) {
        DecodedViews decoded = new DecodedViews();
        decoded.views.add(headerValue);
        for (String word : headerValue.split("[ ,;=]+", -1)) {
            decoded.base64(word, 0);
        }
        return decoded.views;
    }

    private void body(String contentType, Body body, int depth) {
        Body plain = unpacked(body);
        String text = plain.text()
                .orElseGet(
                        () -> StandardCharsets.ISO_8859_1.decode(plain.buffer()).toString());
        views.add(text);
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/") && depth < MAX_DEPTH) {
            Multipart.parts(contentType, plain)
                    .ifPresent(parts -> parts.forEach(
                            part -> body(part.headers().first("Content-Type").orElse(""), part.body(), depth + 1)));
        } else if (type.startsWith("application/x-www-form-urlencoded")) {
            for (String pair : text.split("&", -1)) {
                nested(FormPairs.decoded(pair.substring(pair.indexOf('=') + 1)), depth);
            }
        } else if (type.startsWith("text/event-stream") || text.startsWith("data:") || text.startsWith("event:")) {
            stream(text, depth);
        } else {
            takeApart(text, depth);
        }
    }

    private static Body unpacked(Body body) {
        Headers gzip = Headers.of("Content-Encoding", "gzip");
        try {
            return Framing.stored(new HttpResponse(200, "", gzip, body), MAX_UNPACKED)
                    .body();
        } catch (Framing.TooLargeException e) {
            return body; // a decompression bomb is not searched for secrets
        }
    }

    /** Joins the texts at the same place of all events, because a token may be split over them. */
    private void stream(String text, int depth) {
        Map<String, StringBuilder> joined = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("data:")) {
                strings(line.substring("data:".length()))
                        .ifPresent(found ->
                                found.forEach((place, string) -> joined.computeIfAbsent(place, p -> new StringBuilder())
                                        .append(string)));
            }
        }
        joined.values().forEach(whole -> nested(whole.toString(), depth));
    }

    private void nested(String text, int depth) {
        views.add(text);
        takeApart(text, depth);
    }

    private void takeApart(String text, int depth) {
        if (depth == MAX_DEPTH) {
            return;
        }
        base64(text, depth);
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            Optional<Map<String, String>> document = strings(text);
            if (document.isPresent()) {
                document.get().values().forEach(string -> nested(string, depth + 1));
            } else {
                text.lines()
                        .forEach(line -> strings(line)
                                .ifPresent(found -> found.values().forEach(string -> nested(string, depth + 1))));
            }
        }
    }

    private void base64(String text, int depth) {
        if (text.length() < MIN_BASE64 || !text.chars().allMatch(DecodedViews::isBase64)) {
            return;
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
            Body.of(bytes).text().ifPresent(decoded -> nested(decoded, depth + 1));
        } catch (IllegalArgumentException e) {
            // not base64
        }
    }

    private static boolean isBase64(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "+/-_=\r\n".indexOf(c) >= 0;
    }

    /** All strings of a JSON document by their places, including field names. */
    private static Optional<Map<String, String>> strings(String text) {
        Map<String, String> strings = new LinkedHashMap<>();
        try (JsonParser parser = Json.parser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    strings.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                } else if (token == JsonToken.FIELD_NAME) {
                    strings.put("name of " + parser.getParsingContext().pathAsPointer(), parser.currentName());
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // not JSON: it has no strings
        }
        return Optional.of(strings);
    }
}
