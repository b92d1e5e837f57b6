package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Splits a multipart body into its parts (RFC 2046, section 5.1.1), so that the random boundary is not compared. */
public final class Multipart {

    /** Possessive: otherwise a long name would need a deep stack. */
    private static final Pattern FILE_NAME =
            Pattern.compile("(?i);\\s*filename\\*?=(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|[^;]*)");

    /** One part, the byte at which its header section begins, and those between which its body stands. */
    public record Part(Headers headers, Body body, int begin, int start, int end) {}

    private Multipart() {}

    /** The parts; empty if the body does not match its content type. */
    public static Optional<List<Part>> parts(String contentType, Body body) {
        Optional<String> boundary = boundary(contentType);
        if (boundary.isEmpty()) {
            return Optional.empty();
        }
        // ISO-8859-1 maps bytes to characters one to one.
        String text = StandardCharsets.ISO_8859_1.decode(body.buffer()).toString();
        String delimiter = "--" + boundary.get();
        int at = isDelimiter(text, 0, delimiter) ? 0 : nextDelimiter(text, 0, delimiter) + 2;
        if (at == 1) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        while (!text.startsWith("--", at + delimiter.length())) {
            int start = text.indexOf("\r\n", at + delimiter.length());
            int end = start < 0 ? -1 : nextDelimiter(text, start, delimiter);
            if (end < 0) {
                return Optional.empty();
            }
            Optional<Part> part = part(text, Math.min(start + 2, end), end);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
            at = end + 2;
        }
        return Optional.of(parts);
    }

    /** The index of the line break before the next delimiter, or -1. */
    private static int nextDelimiter(String text, int from, String delimiter) {
        int at = text.indexOf("\r\n" + delimiter, from);
        while (at >= 0 && !isDelimiter(text, at + 2, delimiter)) {
            at = text.indexOf("\r\n" + delimiter, at + 1);
        }
        return at;
    }

    /** Rejects a longer word, which may be the boundary of a nested multipart body. */
    private static boolean isDelimiter(String text, int at, String delimiter) {
        int end = at + delimiter.length();
        return text.startsWith(delimiter, at)
                && (text.startsWith("--", end)
                        || text.startsWith("\r\n", end)
                        || text.startsWith(" ", end)
                        || text.startsWith("\t", end));
    }

    private static Optional<String> boundary(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith("boundary=")) {
                String value = stripped.substring("boundary=".length());
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                String boundary = quoted ? value.substring(1, value.length() - 1) : value;
                return boundary.isEmpty() ? Optional.empty() : Optional.of(boundary);
            }
        }
        return Optional.empty();
    }

    private static Optional<Part> part(String whole, int from, int to) {
        String text = whole.substring(from, to);
        int blank = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        if (blank < 0) {
            return Optional.empty();
        }
        int start = blank == 0 ? 2 : blank + 4;
        String body = text.substring(start);
        Headers.Builder headers = Headers.builder();
        for (String line : text.substring(0, blank).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                try {
                    headers.add(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                } catch (IllegalArgumentException e) {
                    return Optional.empty(); // not a header: the body is compared as bytes
                }
            }
        }
        return Optional.of(
                new Part(headers.build(), Body.of(body.getBytes(StandardCharsets.ISO_8859_1)), from, from + start, to));
    }

    /** The header fields of a part without the name of its file (RFC 7578, section 4.2). */
    public static Headers withoutFileName(Headers headers) {
        Headers.Builder without = Headers.builder();
        for (int i = 0; i < headers.size(); i++) {
            boolean disposition = headers.name(i).equalsIgnoreCase("Content-Disposition");
            without.add(headers.name(i), disposition ? withoutFileName(headers.value(i)) : headers.value(i));
        }
        return without.build();
    }

    private static String withoutFileName(String disposition) {
        return FILE_NAME.matcher(disposition).replaceAll("");
    }
}
