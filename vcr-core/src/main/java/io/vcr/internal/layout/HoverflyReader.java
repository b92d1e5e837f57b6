package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads Hoverfly's simulations, up to version 5, whose pairs state a whole request. */
record HoverflyReader(Fields fields) implements ForeignLayout {

    /** The base of a request that is answered for every host. */
    static final String BASE = "<HOVERFLY>";

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("data").isPresent()
                && (document.get("data").get() instanceof Node.Mapping data
                        ? data.get("pairs").isPresent()
                        : ForeignLayout.isListOfMappings(document.get("data").get(), "request", "destination"));
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node data = fields.required(fields.mapping(root, "it"), "data", "it");
        Node pairs = data instanceof Node.Mapping mapping ? fields.required(mapping, "pairs", "data") : data;
        List<Episode> episodes = new ArrayList<>();
        HoverflyStates states = new HoverflyStates(fields);
        for (Node item : fields.sequence(pairs, "pairs").items()) {
            Node.Mapping pair = fields.mapping(item, "a pair");
            Node.Mapping request = fields.requiredMapping(pair, "request", "a pair");
            states.check(request);
            episodes.add(
                    Fields.episode(request(request), response(fields.requiredMapping(pair, "response", "a pair"))));
        }
        return episodes;
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        Node path = fields.required(request, "path", "request");
        Optional<Node> body = request.get("body").filter(node -> !Fields.isNull(node));
        return fields.request(
                path,
                base(request) + literal(path) + query(request),
                literal(fields.required(request, "method", "request")),
                headers(request),
                body.isPresent() ? Body.of(literal(body.get())) : Body.EMPTY);
    }

    private String base(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> host = request.get("destination");
        Optional<Node> scheme = request.get("scheme");
        String given = scheme.isPresent() ? literal(scheme.get()) : "";
        return host.isEmpty() ? BASE : (given.isEmpty() ? "http" : given) + "://" + literal(host.get());
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
        for (Node.Entry header : fields.entries(request, "headers")) {
            fields.add(headers, header.key(), literal(header.value()), header.value());
        }
        return headers.build();
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
        String value =
                fields.text(exact.isPresent() ? exact.get() : fields.required(mapping, "value", "a matcher"), "value");
        boolean isValue = switch (kind.toLowerCase(Locale.ROOT)) {
            case "exact", "json", "xml" -> true;
            case "glob" -> !value.contains("*");
            default -> false;
        };
        if (exact.isEmpty() && !isValue) {
            throw fields.error(matcher, "a matcher that allows several values (\"" + kind + "\")");
        }
        return value;
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        if (fields.textOr(response, "templated", "false").equals("true")) {
            throw fields.error(response, "a response that is made when it is asked for (\"templated\")");
        }
        boolean isFile = !fields.textOr(response, "bodyFile", "").isEmpty();
        Optional<Node> body = response.get("body");
        boolean encoded = fields.textOr(response, "encodedBody", "false").equals("true");
        return fields.response(
                fields.required(response, "status", "response"),
                "",
                fields.headers(response.get("headers")),
                isFile
                        ? fields.file(fields.required(response, "bodyFile", "response"), "bodyFile")
                        : encoded && body.isPresent()
                                ? fields.base64(fields.text(body.get(), "body"), body.get())
                                : fields.body(body));
    }
}
