package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a list of interactions of EasyVCR: for Java with keys in lower case, for .NET in upper case. */
record EasyVcrReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Sequence list
                && !list.items().isEmpty()
                && list.items().get(0) instanceof Node.Mapping first
                && key(first, "request").orElse(root) instanceof Node.Mapping request
                && key(request, "uri").isPresent();
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(root, "it").items()) {
            episodes.add(episode(fields.mapping(item, "an interaction")));
        }
        return episodes;
    }

    private Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        Node.Mapping request = fields.mapping(required(interaction, "request"), "request");
        Node.Mapping response = fields.mapping(required(interaction, "response"), "response");
        Node.Mapping status = fields.mapping(required(response, "status"), "status");
        HttpRequest read = fields.request(
                required(request, "uri"),
                fields.text(required(request, "method"), "method"),
                headers(request, "requestHeaders"),
                body(request));
        return new Episode(
                read,
                fields.response(
                        required(status, "code"),
                        text(status, "message"),
                        headers(response, "responseHeaders"),
                        body(response)),
                recordedAt(interaction),
                null,
                timing(interaction),
                null,
                Routes.of(read.uri(), text(response, "uri"), text(response, "httpVersion")));
    }

    private String text(Node.Mapping mapping, String name) throws CassetteFormatException {
        Optional<Node> node = key(mapping, name);
        return node.isPresent() ? fields.text(node.get(), name) : "";
    }

    private Body body(Node.Mapping message) throws CassetteFormatException {
        return fields.body(key(message, "body"));
    }

    /** For Java they are one mapping. .NET keeps the headers that describe the body apart. */
    private Headers headers(Node.Mapping message, String own) throws CassetteFormatException {
        Headers.Builder headers = Headers.builder();
        for (String name : List.of("headers", own, "contentHeaders")) {
            fields.headers(key(message, name)).forEach(headers::add);
        }
        return headers.build();
    }

    /** ISO-8601, or seconds since 1970. */
    private @Nullable Instant recordedAt(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> time = key(interaction, "recordedAt").filter(node -> !Fields.isNull(node));
        if (time.isEmpty()) {
            return null;
        }
        String text = fields.text(time.get(), "recordedAt");
        boolean isNumber = text.matches("[0-9]{1,12}");
        return isNumber
                ? Instant.ofEpochSecond(fields.number(time.get(), "recordedAt"))
                : fields.instant(time.get(), "recordedAt");
    }

    private @Nullable Timing timing(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> duration = key(interaction, "duration").filter(node -> !Fields.isNull(node));
        if (duration.isEmpty()) {
            return null;
        }
        Duration total = Duration.ofMillis(Math.max(0, (long) fields.decimal(duration.get(), "duration")));
        return new Timing(total, total, List.of());
    }

    private Node required(Node.Mapping mapping, String name) throws CassetteFormatException {
        Optional<Node> node = key(mapping, name);
        if (node.isEmpty()) {
            throw fields.error(mapping, "an interaction has no \"" + name + "\"");
        }
        return node.get();
    }

    private static Optional<Node> key(Node.Mapping mapping, String name) {
        Optional<Node> node = mapping.get(name);
        return node.isPresent() ? node : mapping.get(Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }
}
