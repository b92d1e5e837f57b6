package io.vcr.codec;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nodes to episodes, by vcrpy's version 1 (vcrpy 8.2, {@code vcr/serialize.py} and {@code compat.py}) with our
 * additions beside request and response. Confined to one thread.
 */
final class VcrpyReader {

    private final String source;

    private VcrpyReader(String source) {
        this.source = source;
    }

    static List<Episode> read(String source, Node root) throws CassetteFormatException {
        return new VcrpyReader(source).episodes(root);
    }

    private List<Episode> episodes(Node root) throws CassetteFormatException {
        if (root instanceof Node.Sequence) {
            throw error(root, "a list at the top is vcrpy's layout before 1.0; migrate it with vcrpy's own migrator");
        }
        if (!(root instanceof Node.Mapping document)) {
            throw error(root, "not a cassette, there is no \"interactions\" list");
        }
        checkVersion(document);
        if (document.get("http_interactions").isPresent()) {
            throw error(document, "Ruby VCR's layout (\"http_interactions\") is not supported");
        }
        Node interactions = required(document, "interactions", "the cassette");
        if (!(interactions instanceof Node.Sequence list)) {
            throw error(interactions, "\"interactions\" is not a list");
        }
        List<Episode> episodes = new ArrayList<>(list.items().size());
        for (Node item : list.items()) {
            episodes.add(episode(mapping(item, "an interaction")));
        }
        return episodes;
    }

    private void checkVersion(Node.Mapping document) throws CassetteFormatException {
        Optional<Node> version = document.get("version");
        if (version.isPresent() && !text(version.get(), "version").equals("1")) {
            throw error(
                    version.get(),
                    "it was written in version %s of the format, this release reads version 1; use a newer release"
                            .formatted(text(version.get(), "version")));
        }
    }

    private Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        HttpRequest request = request(mapping(required(interaction, "request", "an interaction"), "request"));
        HttpResponse response = response(mapping(required(interaction, "response", "an interaction"), "response"));
        Instant recordedAt = instant(interaction, "recorded_at");
        Instant expiresAt = instant(interaction, "expires_at");
        return new Episode(request, response, recordedAt, expiresAt, timing(interaction));
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        if (request.get("uri").isEmpty() && request.get("url").isPresent()) {
            throw error(request, "go-vcr's layout (\"url\" in place of \"uri\") is not supported");
        }
        String method = text(required(request, "method", "request"), "method").toUpperCase(Locale.ROOT);
        Node uri = required(request, "uri", "request");
        try {
            return new HttpRequest(method, Uri.of(text(uri, "uri")), headers(request), body(request));
        } catch (IllegalArgumentException e) {
            throw error(uri, e);
        }
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node.Mapping status = mapping(required(response, "status", "response"), "status");
        Node code = required(status, "code", "status");
        Optional<Node> message = status.get("message");
        String reason = message.isEmpty() ? "" : text(message.get(), "status message");
        try {
            return new HttpResponse(status(code), reason, headers(response), body(response));
        } catch (IllegalArgumentException e) {
            throw error(code, e);
        }
    }

    private int status(Node code) throws CassetteFormatException {
        long status = number(code, "status code");
        if (status != (int) status) {
            throw error(code, "Not an HTTP status: " + status);
        }
        return (int) status;
    }

    private Headers headers(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> node = message.get("headers");
        if (node.isEmpty() || isNull(node.get())) {
            return Headers.EMPTY;
        }
        Headers.Builder headers = Headers.builder();
        for (Node.Entry entry : mapping(node.get(), "headers").entries()) {
            boolean several = entry.value() instanceof Node.Sequence;
            for (Node value : several ? ((Node.Sequence) entry.value()).items() : List.of(entry.value())) {
                try {
                    headers.add(entry.key(), text(value, "a value of header " + entry.key()));
                } catch (IllegalArgumentException e) {
                    throw error(value, e);
                }
            }
        }
        return headers.build();
    }

    /** A text, base64, or a mapping around one of them. */
    private Body body(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> node = message.get("body");
        if (node.isPresent() && node.get() instanceof Node.Mapping wrapped) {
            if (wrapped.get("base64_string").isPresent()) {
                return base64(scalar(wrapped.get("base64_string").get(), "base64_string"));
            }
            node = Optional.of(required(wrapped, "string", "body"));
        }
        if (node.isEmpty() || isNull(node.get())) {
            return Body.EMPTY;
        }
        Node.Scalar scalar = scalar(node.get(), "body");
        return scalar.binary() ? base64(scalar) : Body.of(scalar.text());
    }

    private @Nullable Instant instant(Node.Mapping interaction, String key) throws CassetteFormatException {
        Optional<Node> node = interaction.get(key);
        if (node.isEmpty() || isNull(node.get())) {
            return null;
        }
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text(node.get(), key), OffsetDateTime::from, LocalDateTime::from);
            // betamax, which praw uses, means UTC and does not say so
            return time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : ((OffsetDateTime) time).toInstant();
        } catch (DateTimeException e) {
            throw new CassetteFormatException(source, node.get().line(), "\"" + key + "\" is not an ISO-8601 time", e);
        }
    }

    private @Nullable Timing timing(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> node = interaction.get("timing");
        if (node.isEmpty()) {
            return null;
        }
        Node.Mapping timing = mapping(node.get(), "timing");
        List<Chunk> chunks = new ArrayList<>();
        Optional<Node> pairs = interaction.get("chunks");
        if (pairs.isPresent()) {
            for (Node item : sequence(pairs.get(), "chunks").items()) {
                chunks.add(chunk(sequence(item, "a chunk")));
            }
        }
        return new Timing(millis(timing, "first_byte_ms"), millis(timing, "total_ms"), chunks);
    }

    private Duration millis(Node.Mapping timing, String key) throws CassetteFormatException {
        return Duration.ofMillis(number(required(timing, key, "timing"), key));
    }

    private Chunk chunk(Node.Sequence pair) throws CassetteFormatException {
        if (pair.items().size() != 2) {
            throw error(pair, "a chunk is not a pair of milliseconds and bytes");
        }
        long offset = number(pair.items().get(0), "the time of a chunk");
        long bytes = number(pair.items().get(1), "the length of a chunk");
        if (bytes < 1 || bytes > Integer.MAX_VALUE) {
            throw error(pair, "a chunk of " + bytes + " bytes");
        }
        return new Chunk(Duration.ofMillis(offset), (int) bytes);
    }

    private Node required(Node.Mapping mapping, String key, String what) throws CassetteFormatException {
        Optional<Node> node = mapping.get(key);
        if (node.isEmpty()) {
            throw error(mapping, what + " has no \"" + key + "\"");
        }
        return node.get();
    }

    private Node.Mapping mapping(Node node, String what) throws CassetteFormatException {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw error(node, what + " is not a mapping");
    }

    private Node.Sequence sequence(Node node, String what) throws CassetteFormatException {
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

    private static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isNull();
    }

    /** Header values in base64 come from botocore, which hands vcrpy bytes. */
    private String text(Node node, String what) throws CassetteFormatException {
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

    private long number(Node node, String what) throws CassetteFormatException {
        try {
            return Long.parseLong(text(node, what));
        } catch (NumberFormatException e) {
            throw new CassetteFormatException(source, node.line(), what + " is not a whole number", e);
        }
    }

    private Body base64(Node.Scalar scalar) throws CassetteFormatException {
        try {
            return Body.of(Base64.getMimeDecoder().decode(scalar.text()));
        } catch (IllegalArgumentException e) {
            throw new CassetteFormatException(source, scalar.line(), "not valid base64: " + e.getMessage(), e);
        }
    }

    private CassetteFormatException error(Node node, String reason) {
        return new CassetteFormatException(source, node.line(), reason);
    }

    private CassetteFormatException error(Node node, IllegalArgumentException e) {
        return new CassetteFormatException(source, node.line(), String.valueOf(e.getMessage()), e);
    }
}
