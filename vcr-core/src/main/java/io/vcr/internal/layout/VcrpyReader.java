package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Episode.Subscription;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads interactions of vcrpy's version 1 (vcrpy 8.2, {@code vcr/serialize.py} and {@code compat.py}), with our
 * additions beside request and response, and its dialects. Immutable.
 */
public final class VcrpyReader {

    /** The failure came after status and headers. */
    public static final String AFTER_RESPONSE = "response";

    /** The failure came before a response. */
    public static final String AFTER_REQUEST = "request";

    /** The requests that the client made before its last one. */
    public static final String HOPS = "redirects";

    /** When the events of a stream came that answers other exchanges. */
    public static final String SUBSCRIPTION = "subscription";

    private static final Set<String> WRAPPER_KEYS = Set.of("string", "base64_string", "encoding");

    private final Fields fields;

    VcrpyReader(Fields fields) {
        this.fields = fields;
    }

    Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        refuseLookAlikes(interaction);
        HttpRequest request = request(fields.requiredMapping(interaction, "request", "an interaction"));
        Node.Mapping response = fields.requiredMapping(interaction, "response", "an interaction");
        return new Episode(
                request,
                response(response),
                fields.instant(interaction, "recorded_at"),
                fields.instant(interaction, "expires_at"),
                timing(interaction),
                failure(interaction),
                route(interaction, request.uri(), response),
                new ConversationReader(fields).conversation(interaction),
                subscription(interaction));
    }

    /** The URL and the version stand where vcrpy's stubs of aiohttp and httpx write them. */
    private Route route(Node.Mapping interaction, Uri first, Node.Mapping response) throws CassetteFormatException {
        List<Hop> hops = new ArrayList<>();
        Optional<Node> stored = interaction.get(HOPS);
        if (stored.isPresent()) {
            for (Node item : fields.sequence(stored.get(), HOPS).items()) {
                Node.Mapping hop = fields.mapping(item, "a redirect");
                hops.add(new Hop(
                        fields.text(fields.required(hop, "method", "a redirect"), "method"),
                        fields.request(hop, "url", Body.EMPTY).uri(),
                        response(hop)));
            }
        }
        String version = textOrNothing(response, "http_version");
        return hops.isEmpty() && version.isEmpty() && response.get("url").isEmpty()
                ? Route.DIRECT
                : new Route(hops, last(response, first), version.startsWith("HTTP/") ? version : "");
    }

    /** Null if it is the URL of the request, and if it is none: other tools write what their clients give them. */
    private static @Nullable Uri last(Node.Mapping response, Uri first) {
        String url = textOrNothing(response, "url");
        try {
            return url.isEmpty() || url.equals(first.text()) ? null : Uri.of(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String textOrNothing(Node.Mapping mapping, String key) {
        return mapping.get(key)
                .filter(Node.Scalar.class::isInstance)
                .filter(node -> !Fields.isNull(node))
                .map(node -> ((Node.Scalar) node).text())
                .orElse("");
    }

    /** Rejects recordings with vcrpy's outer layout that would be read as empty exchanges. */
    private void refuseLookAlikes(Node.Mapping interaction) throws CassetteFormatException {
        for (String key : new String[] {"request_stream", "request_sample", "response_stream", "response_sample"}) {
            if (interaction.get(key).isPresent()) {
                throw fields.error(interaction, "a recording of gRPC calls (\"" + key + "\") is not HTTP");
            }
        }
    }

    HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> body = request.get("body");
        // Some recorders write a JSON object instead of its text.
        boolean document = body.isPresent() && body.get() instanceof Node.Mapping mapping && !isWrapper(mapping);
        return fields.request(request, "uri", document ? Body.of(NodeJson.write(body.get())) : body(request));
    }

    private static boolean isWrapper(Node.Mapping body) {
        return !body.entries().isEmpty()
                && body.entries().stream().map(Node.Entry::key).allMatch(WRAPPER_KEYS::contains);
    }

    HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Optional<Node> oldCode = response.get("status_code");
        if (response.get("status").isEmpty() && oldCode.isPresent()) {
            // vcrpy's httpx stub before 6.0
            return fields.response(response, oldCode.get(), "", fields.body(response.get("content")));
        }
        Node given = fields.required(response, "status", "response");
        if (given instanceof Node.Scalar) {
            // written by hand
            return fields.response(response, given, "", body(response));
        }
        Node.Mapping status = fields.mapping(given, "status");
        Node code = fields.required(status, "code", "status");
        return fields.response(response, code, fields.textOr(status, "message", ""), body(response));
    }

    /**
     * Reads a text, base64, or a mapping around one of them. pydantic-ai writes the document itself as
     * {@code parsed_body}.
     */
    private Body body(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> parsed = message.get("parsed_body");
        if (parsed.isPresent() && !Fields.isNull(parsed.get())) {
            return Body.of(NodeJson.write(parsed.get()));
        }
        Optional<Node> body = message.get("body");
        return body.isPresent() && body.get() instanceof Node.Mapping wrapped
                ? fields.wrappedBody(wrapped)
                : fields.body(body);
    }

    private @Nullable Timing timing(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> node = interaction.get("timing");
        if (node.isEmpty()) {
            return null;
        }
        Node.Mapping timing = fields.mapping(node.get(), "timing");
        List<Chunk> chunks = new ArrayList<>();
        Optional<Node> pairs = interaction.get("chunks");
        if (pairs.isPresent()) {
            for (Node item : fields.sequence(pairs.get(), "chunks").items()) {
                chunks.add(chunk(fields.sequence(item, "a chunk")));
            }
        }
        return new Timing(millis(timing, "first_byte_ms"), millis(timing, "total_ms"), chunks);
    }

    private Duration millis(Node.Mapping timing, String key) throws CassetteFormatException {
        return Duration.ofMillis(fields.number(fields.required(timing, key, "timing"), key));
    }

    private Chunk chunk(Node.Sequence pair) throws CassetteFormatException {
        if (pair.items().size() != 2) {
            throw fields.error(pair, "a chunk is not a pair of milliseconds and bytes");
        }
        long offset = fields.number(pair.items().get(0), "the time of a chunk");
        long bytes = fields.number(pair.items().get(1), "the length of a chunk");
        if (bytes < 1 || bytes > Integer.MAX_VALUE) {
            throw fields.error(pair, "a chunk of " + bytes + " bytes");
        }
        return new Chunk(Duration.ofMillis(offset), (int) bytes);
    }

    private @Nullable Subscription subscription(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> node = interaction.get(SUBSCRIPTION);
        if (node.isEmpty()) {
            return null;
        }
        Node.Mapping subscription = fields.mapping(node.get(), SUBSCRIPTION);
        Node numbers = fields.required(subscription, "after", SUBSCRIPTION);
        List<Integer> after = new ArrayList<>();
        for (Node item : fields.sequence(numbers, "after").items()) {
            long number = fields.number(item, "after");
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw fields.error(item, "an event after " + number + " exchanges");
            }
            after.add((int) number);
        }
        String open = fields.text(fields.required(subscription, "open", SUBSCRIPTION), "open");
        return new Subscription(after, open.equals("true"));
    }

    private @Nullable Failure failure(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> node = interaction.get("failure");
        if (node.isEmpty()) {
            return null;
        }
        Node.Mapping failure = fields.mapping(node.get(), "failure");
        Node after = fields.required(failure, "after", "failure");
        String moment = fields.text(after, "after");
        if (!moment.equals(AFTER_RESPONSE) && !moment.equals(AFTER_REQUEST)) {
            throw fields.error(after, "a failure after \"" + moment + "\" is not known");
        }
        return new Failure(
                kind(fields.required(failure, "kind", "failure")),
                fields.textOr(failure, "exception", ""),
                fields.textOr(failure, "message", ""),
                moment.equals(AFTER_RESPONSE));
    }

    private Failure.Kind kind(Node node) throws CassetteFormatException {
        String name = fields.text(node, "kind");
        for (Failure.Kind kind : Failure.Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw fields.error(node, "a failure of kind \"" + name + "\" is not known");
    }
}
