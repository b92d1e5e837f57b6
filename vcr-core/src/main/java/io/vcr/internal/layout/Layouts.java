package io.vcr.internal.layout;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Detects the layout of a document, and rejects by name the documents that only look like a cassette. */
public final class Layouts {

    /** Reads one interaction. */
    private interface InteractionReader {
        Episode episode(Node.Mapping interaction) throws CassetteFormatException;
    }

    private static final String NOT_A_CASSETTE =
            "not a cassette of vcrpy, Ruby VCR, go-vcr, Datadog's test agent, OkReplay, Betamax, EasyVCR, PHP-VCR or nock, not"
                    + " HAR, and not of WireMock, MockServer, Hoverfly or Azure's test proxy";

    private final Fields fields;
    private final List<ForeignLayout> foreign;

    private Layouts(Fields fields) {
        this.fields = fields;
        this.foreign = List.of(
                new DatadogReader(fields),
                new HarReader(fields),
                new WireMockReader(fields),
                new TapeReader(fields),
                new EasyVcrReader(fields),
                new NockReader(fields),
                new MockServerReader(fields),
                new HoverflyReader(fields),
                new PhpVcrReader(fields),
                new AzureRecordingReader(fields));
    }

    /** Reads the exchanges of a document; {@code files} reads bodies that it keeps in other files. */
    public static List<Episode> read(String source, BodyFiles files, Node root) throws CassetteFormatException {
        return new Layouts(new Fields(source, files)).episodes(root);
    }

    /** Reads the exchanges of several files of one recording: in the order of recording if they tell it, else as given. */
    public static List<Episode> readAll(Map<Path, Node> documents) throws CassetteFormatException {
        List<WireMockMappings.Item> mappings = new ArrayList<>();
        List<Episode> episodes = new ArrayList<>();
        for (Map.Entry<Path, Node> document : documents.entrySet()) {
            Fields fields = new Fields(document.getKey().toString(), BodyFiles.beside(document.getKey()));
            if (new WireMockReader(fields).isLayoutOf(document.getValue())) {
                mappings.addAll(WireMockMappings.of(fields, document.getValue()));
            } else {
                episodes.addAll(new Layouts(fields).episodes(document.getValue()));
            }
        }
        episodes.addAll(WireMockMappings.episodes(mappings));
        return episodes;
    }

    /** The lines of the items of the first list that has one for each episode; empty if there is none. */
    public static List<Integer> lines(Node root, int episodes) {
        List<Integer> lines = linesOfList(root, episodes);
        return lines.isEmpty() && episodes == 1 ? List.of(root.line()) : lines;
    }

    private static List<Integer> linesOfList(Node node, int size) {
        if (node instanceof Node.Sequence list && list.items().size() == size) {
            return list.items().stream().map(Node::line).toList();
        }
        if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                List<Integer> lines = linesOfList(entry.value(), size);
                if (!lines.isEmpty()) {
                    return lines;
                }
            }
        }
        return List.of();
    }

    private List<Episode> episodes(Node root) throws CassetteFormatException {
        for (ForeignLayout layout : foreign) {
            if (layout.isLayoutOf(root)) {
                return layout.episodes(root);
            }
        }
        if (ForeignLayout.isListOf(root, "request", "response")) {
            throw fields.error(
                    root,
                    "a list at the top is the layout of vcrpy before 1.0; convert it with vcrpy's migration script");
        }
        if (!(root instanceof Node.Mapping document)) {
            throw fields.error(root, NOT_A_CASSETTE + ": there is no \"interactions\" list");
        }
        Optional<Node> ruby = document.get("http_interactions");
        if (ruby.isPresent()) {
            return interactions(ruby.get(), "http_interactions", new RubyVcrReader(fields)::episode);
        }
        if (document.get("requests").isPresent() && document.get("responses").isPresent()) {
            return parallelLists(document);
        }
        Node interactions = fields.required(document, "interactions", NOT_A_CASSETTE + ": the document");
        if (isGoVcr(interactions)) {
            return interactions(interactions, "interactions", new GoVcrReader(fields)::episode);
        }
        checkVersion(document);
        if (interactions instanceof Node.Sequence list && ConversationReader.isLayoutOf(list.items())) {
            return new ConversationReader(fields).episodes(list.items());
        }
        return interactions(interactions, "interactions", new VcrpyReader(fields)::episode);
    }

    private List<Episode> interactions(Node node, String key, InteractionReader reader) throws CassetteFormatException {
        List<Node> items = fields.sequence(node, "\"" + key + "\"").items();
        List<Episode> episodes = new ArrayList<>(items.size());
        for (Node item : items) {
            episodes.add(reader.episode(fields.mapping(item, "an interaction")));
        }
        return episodes;
    }

    /** go-vcr's first version writes {@code version: 1} too, but {@code url} instead of {@code uri}. */
    private static boolean isGoVcr(Node interactions) {
        return interactions instanceof Node.Sequence list
                && !list.items().isEmpty()
                && list.items().get(0) instanceof Node.Mapping first
                && first.get("request").orElse(first) instanceof Node.Mapping request
                && request.get("url").isPresent()
                && request.get("uri").isEmpty();
    }

    private void checkVersion(Node.Mapping document) throws CassetteFormatException {
        String version = fields.textOr(document, "version", "1");
        if (!version.equals("1")) {
            throw fields.error(
                    document.get("version").orElse(document),
                    "the cassette has version %s of the format and this release reads version 1; use a newer release"
                            .formatted(version));
        }
    }

    /** Reads the layout of LangChain's recorder: requests and responses in two lists, in the same order. */
    private List<Episode> parallelLists(Node.Mapping document) throws CassetteFormatException {
        List<Node> requests = fields.sequence(fields.required(document, "requests", "it"), "requests")
                .items();
        List<Node> responses = fields.sequence(fields.required(document, "responses", "it"), "responses")
                .items();
        if (requests.size() != responses.size()) {
            throw fields.error(document, requests.size() + " requests and " + responses.size() + " responses");
        }
        VcrpyReader reader = new VcrpyReader(fields);
        List<Episode> episodes = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            episodes.add(new Episode(
                    reader.request(fields.mapping(requests.get(i), "a request")),
                    reader.response(fields.mapping(responses.get(i), "a response")),
                    null,
                    null,
                    null));
        }
        return episodes;
    }
}
