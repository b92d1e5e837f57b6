package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads what nock has recorded as JSON ({@code nock.recorder} with {@code output_objects}, nock-record, Nock Back). */
record NockReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return ForeignLayout.isListOf(root, "scope", "path");
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(root, "it").items()) {
            episodes.add(episode(fields.mapping(item, "a definition")));
        }
        return episodes;
    }

    private Episode episode(Node.Mapping definition) throws CassetteFormatException {
        Node scope = fields.required(definition, "scope", "a definition");
        Node path = fields.required(definition, "path", "a definition");
        String base = fields.text(scope, "scope")
                .replaceFirst("^https://([^/]*):443$", "https://$1")
                .replaceFirst("^http://([^/]*):80$", "http://$1");
        return Fields.episode(
                fields.request(
                        path,
                        base + fields.text(path, "path"),
                        fields.textOr(definition, "method", "GET"),
                        fields.headers(definition.get("reqheaders")),
                        body(definition.get("body"), false)),
                fields.response(
                        fields.required(definition, "status", "a definition"),
                        "",
                        responseHeaders(definition),
                        body(definition.get("response"), isHex(definition))));
    }

    private Headers responseHeaders(Node.Mapping definition) throws CassetteFormatException {
        Optional<Node> raw = definition.get("rawHeaders").or(() -> definition.get("headers"));
        if (raw.isEmpty() || !(raw.get() instanceof Node.Sequence flat)) {
            return fields.headers(raw);
        }
        if (flat.items().size() % 2 != 0) {
            throw fields.error(flat, "\"rawHeaders\" has a name without a value");
        }
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < flat.items().size(); i += 2) {
            Node name = flat.items().get(i);
            fields.add(
                    headers,
                    fields.text(name, "a header"),
                    fields.text(flat.items().get(i + 1), "a value of a header"),
                    name);
        }
        return headers.build();
    }

    /** An encoded body is a list of pieces in hexadecimal digits. */
    private boolean isHex(Node.Mapping definition) throws CassetteFormatException {
        return fields.textOr(definition, "responseIsBinary", "false").equals("true")
                || (definition.get("response").orElse(definition) instanceof Node.Sequence pieces
                        && !pieces.items().isEmpty()
                        && responseHeaders(definition).contains("Content-Encoding"));
    }

    private Body body(Optional<Node> node, boolean hex) throws CassetteFormatException {
        if (node.isEmpty() || Fields.isNull(node.get())) {
            return Body.EMPTY;
        }
        if (!hex) {
            return node.get() instanceof Node.Scalar ? fields.body(node) : Body.of(NodeJson.write(node.get()));
        }
        List<Node> pieces = node.get() instanceof Node.Sequence list ? list.items() : List.of(node.get());
        StringBuilder digits = new StringBuilder();
        for (Node piece : pieces) {
            digits.append(fields.text(piece, "a piece of the response"));
        }
        try {
            return Body.of(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw fields.error(node.get(), "a response that is not in hexadecimal digits");
        }
    }
}
