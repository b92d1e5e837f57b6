package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the session records of the Azure SDK's test proxy ({@code RecordSession}, {@code RecordEntry}). */
record AzureRecordingReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("Entries").orElse(root) instanceof Node.Sequence entries
                && (entries.items().isEmpty() || ForeignLayout.isListOf(entries, "RequestUri"));
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node entries = fields.required(fields.mapping(root, "it"), "Entries", "it");
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(entries, "Entries").items()) {
            episodes.add(episode(fields.mapping(item, "an entry")));
        }
        return episodes;
    }

    private Episode episode(Node.Mapping entry) throws CassetteFormatException {
        Headers sent = fields.headers(entry.get("RequestHeaders"));
        Headers received = fields.headers(entry.get("ResponseHeaders"));
        return Fields.episode(
                fields.request(
                        fields.required(entry, "RequestUri", "an entry"),
                        fields.text(fields.required(entry, "RequestMethod", "an entry"), "RequestMethod"),
                        sent,
                        body(entry.get("RequestBody"), sent)),
                fields.response(
                        fields.required(entry, "StatusCode", "an entry"),
                        "",
                        received,
                        body(entry.get("ResponseBody"), received)));
    }

    /** A document as it is, a text as a text or as a list of its lines, and everything else in base64. */
    private Body body(Optional<Node> node, Headers headers) throws CassetteFormatException {
        if (node.isEmpty() || Fields.isNull(node.get())) {
            return Body.EMPTY;
        }
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (node.get() instanceof Node.Scalar) {
            return isText(type) ? fields.body(node) : fields.base64(fields.text(node.get(), "a body"), node.get());
        }
        if (node.get() instanceof Node.Sequence lines && !type.contains("json")) {
            StringBuilder text = new StringBuilder();
            for (Node line : lines.items()) {
                text.append(fields.text(line, "a line of a body"));
            }
            return Body.of(text.toString());
        }
        return Body.of(NodeJson.write(node.get()));
    }

    private static boolean isText(String type) {
        return type.startsWith("text/")
                || type.contains("json")
                || type.contains("xml")
                || type.contains("charset=utf")
                || type.startsWith("application/x-www-form-urlencoded")
                || type.startsWith("multipart/mixed");
    }
}
