package io.vcr.internal.layout;

import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.List;

/** Reads the one exchange of a file of Datadog's test agent ({@code dd-apm-test-agent}, {@code vcr_proxy.py}). */
record DatadogReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("request").orElse(root) instanceof Node.Mapping request
                && document.get("response").orElse(root) instanceof Node.Mapping response
                && ForeignLayout.hasAll(request, "method", "url")
                && response.get("status").orElse(root) instanceof Node.Mapping status
                && status.get("code").isPresent();
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node.Mapping document = fields.mapping(root, "it");
        Node.Mapping request = fields.requiredMapping(document, "request", "it");
        Node.Mapping response = fields.requiredMapping(document, "response", "it");
        Node.Mapping status = fields.requiredMapping(response, "status", "response");
        HttpResponse read = fields.response(
                response,
                fields.required(status, "code", "status"),
                fields.textOr(status, "message", ""),
                fields.body(response.get("body")));
        return List.of(Fields.episode(fields.request(request, "url", fields.body(request.get("body"))), read));
    }
}
