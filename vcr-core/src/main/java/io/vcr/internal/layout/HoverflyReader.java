package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads Hoverfly's simulations, versions 1 to 5, whose pairs state a whole request. */
record HoverflyReader(Fields fields) implements ForeignLayout {

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("data").orElse(root) instanceof Node.Mapping data
                && data.get("pairs").isPresent();
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node.Mapping data = fields.requiredMapping(fields.mapping(root, "it"), "data", "it");
        List<Episode> episodes = new ArrayList<>();
        for (Node item :
                fields.sequence(fields.required(data, "pairs", "data"), "pairs").items()) {
            Node.Mapping pair = fields.mapping(item, "a pair");
            episodes.add(new Episode(
                    request(fields.requiredMapping(pair, "request", "a pair")),
                    response(fields.requiredMapping(pair, "response", "a pair")),
                    null,
                    null,
                    null));
        }
        return episodes;
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        if (request.get("requiresState").filter(HoverflyReader::isFilled).isPresent()) {
            throw fields.error(request, "a request that is answered by the state of the simulation");
        }
        Node host = fields.required(request, "destination", "request");
        String path = literal(fields.required(request, "path", "request"));
        String scheme =
                request.get("scheme").isPresent() ? literal(fields.required(request, "scheme", "request")) : "http";
        Optional<Node> body = request.get("body").filter(node -> !Fields.isNull(node));
        return fields.request(
                host,
                scheme + "://" + literal(host) + path + query(request),
                literal(fields.required(request, "method", "request")),
                headers(request),
                body.isPresent() ? Body.of(literal(body.get())) : Body.EMPTY);
    }

    /** A whole query in the first versions, a mapping of names to matchers since the fifth. */
    private String query(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> query = request.get("query").filter(node -> !Fields.isNull(node));
        if (query.isEmpty()) {
            return "";
        }
        if (!(query.get() instanceof Node.Mapping parameters)
                || parameters.get("exactMatch").isPresent()) {
            String text = literal(query.get());
            return text.isEmpty() ? "" : "?" + text;
        }
        List<String> pairs = new ArrayList<>();
        for (Node.Entry parameter : parameters.entries()) {
            pairs.add(UrlText.encoded(parameter.key()) + "=" + UrlText.encoded(literal(parameter.value())));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private Headers headers(Node.Mapping request) throws CassetteFormatException {
        Headers.Builder headers = Headers.builder();
        Optional<Node> node = request.get("headers").filter(HoverflyReader::isFilled);
        if (node.isPresent()) {
            for (Node.Entry header : fields.mapping(node.get(), "headers").entries()) {
                fields.add(headers, header.key(), literal(header.value()), header.value());
            }
        }
        return headers.build();
    }

    private static boolean isFilled(Node node) {
        return node instanceof Node.Mapping mapping && !mapping.entries().isEmpty();
    }

    /** The value of a matcher that allows one value only: a text, an {@code exactMatch}, or a list with one matcher. */
    private String literal(Node matcher) throws CassetteFormatException {
        if (matcher instanceof Node.Scalar) {
            return fields.text(matcher, "a value");
        }
        if (matcher instanceof Node.Sequence list && list.items().size() == 1) {
            return literal(list.items().get(0));
        }
        Node.Mapping mapping = fields.mapping(matcher, "a matcher");
        Optional<Node> exact = mapping.get("exactMatch");
        String kind = fields.textOr(mapping, "matcher", "exact");
        if (exact.isEmpty() && !kind.equals("exact") && !kind.equals("json") && !kind.equals("xml")) {
            throw fields.error(matcher, "a matcher that allows several values (\"" + kind + "\")");
        }
        return fields.text(exact.isPresent() ? exact.get() : fields.required(mapping, "value", "a matcher"), "value");
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        if (fields.textOr(response, "templated", "false").equals("true")) {
            throw fields.error(response, "a response that is made when it is asked for (\"templated\")");
        }
        if (!fields.textOr(response, "bodyFile", "").isEmpty()) {
            throw fields.error(response, "a body in another file (\"bodyFile\")");
        }
        Optional<Node> body = response.get("body");
        boolean encoded = fields.textOr(response, "encodedBody", "false").equals("true");
        return fields.response(
                fields.required(response, "status", "response"),
                "",
                fields.headers(response.get("headers")),
                encoded && body.isPresent()
                        ? fields.base64(fields.text(body.get(), "body"), body.get())
                        : fields.body(body));
    }
}
