package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a list of recordings of PHP-VCR, in YAML or JSON ({@code VCR\Request::toArray}, {@code VCR\Response::toArray}). */
record PhpVcrReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return ForeignLayout.isListOf(root, "request", "response")
                && ForeignLayout.isListOfMappings(root, "request", "url");
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(root, "it").items()) {
            Node.Mapping recording = fields.mapping(item, "a recording");
            episodes.add(Fields.episode(
                    request(fields.requiredMapping(recording, "request", "a recording")),
                    response(fields.requiredMapping(recording, "response", "a recording"))));
        }
        return episodes;
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> files = request.get("post_files").filter(PhpVcrReader::isFilled);
        if (files.isPresent()) {
            throw fields.error(files.get(), "an upload of files, whose content was not recorded");
        }
        return fields.request(
                fields.required(request, "url", "request"),
                fields.text(fields.required(request, "method", "request"), "method"),
                fields.headers(request.get("headers")),
                body(request));
    }

    /** The body, or the fields of a form. */
    private Body body(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> form = request.get("post_fields").filter(PhpVcrReader::isFilled);
        if (form.isEmpty() || request.get("body").isPresent()) {
            return fields.body(request.get("body"));
        }
        List<String> pairs = new ArrayList<>();
        for (Node.Entry entry : fields.mapping(form.get(), "post_fields").entries()) {
            pairs.add(UrlText.encoded(entry.key()) + "=" + UrlText.encoded(fields.text(entry.value(), "a field")));
        }
        return Body.of(String.join("&", pairs));
    }

    private static boolean isFilled(Node node) {
        return node instanceof Node.Mapping mapping
                ? !mapping.entries().isEmpty()
                : node instanceof Node.Sequence list && !list.items().isEmpty();
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node status = fields.required(response, "status", "response");
        Node code = status instanceof Node.Mapping mapping ? fields.required(mapping, "code", "status") : status;
        String reason = status instanceof Node.Mapping mapping ? fields.textOr(mapping, "message", "") : "";
        return fields.response(
                code, reason, fields.headers(response.get("headers")), fields.body(response.get("body")));
    }
}
