package io.vcr.internal.layout;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a tape of OkReplay or Betamax for the JVM: a status that is a number, header values in one text. */
record TapeReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("interactions").orElse(root) instanceof Node.Sequence list
                && !list.items().isEmpty()
                && list.items().get(0) instanceof Node.Mapping first
                && first.get("response").orElse(root) instanceof Node.Mapping response
                && response.get("status").orElse(root) instanceof Node.Scalar
                && response.get("code").isEmpty() // go-vcr has both
                && !(response.get("body").orElse(root) instanceof Node.Mapping body && isVcrpys(body));
    }

    /** Whether a body is a mapping around a text, as in a cassette of vcrpy whose status was written by hand. */
    private static boolean isVcrpys(Node.Mapping body) {
        return body.get("string").isPresent() || body.get("base64_string").isPresent();
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node interactions = fields.required(fields.mapping(root, "it"), "interactions", "a tape");
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(interactions, "interactions").items()) {
            episodes.add(episode(fields.mapping(item, "an interaction")));
        }
        return episodes;
    }

    private Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        Node.Mapping request = fields.requiredMapping(interaction, "request", "an interaction");
        Node.Mapping response = fields.requiredMapping(interaction, "response", "an interaction");
        Optional<Node> file = response.get("body").filter(Node.Mapping.class::isInstance);
        if (file.isPresent()) {
            throw fields.error(file.get(), "a body in another file");
        }
        return new Episode(
                fields.request(
                        fields.required(request, "uri", "request"),
                        fields.text(fields.required(request, "method", "request"), "method"),
                        fields.headers(request.get("headers")),
                        fields.body(request.get("body"))),
                fields.response(
                        fields.required(response, "status", "response"),
                        "",
                        fields.headers(response.get("headers")),
                        fields.body(response.get("body"))),
                fields.instant(interaction, "recorded"),
                null,
                null);
    }
}
