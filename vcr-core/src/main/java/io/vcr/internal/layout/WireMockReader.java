package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.List;
import java.util.Optional;

/**
 * Reads WireMock's mappings that state a whole request and a literal answer, as its recorder writes them. A mapping has no
 * host unless it was recorded for several: without one the URI begins with {@value #BASE}.
 */
record WireMockReader(Fields fields) implements ForeignLayout {

    static final String BASE = "<WIREMOCK>";

    private static final List<String> DYNAMIC = List.of("fault", "proxyBaseUrl", "transformers");
    private static final List<String> PATTERNS =
            List.of("urlPattern", "urlPathPattern", "urlPathTemplate", "customMatcher", "multipartPatterns");

    /** Patterns that leave no trace in URL, headers or body, so a request without them would be another one. */
    private static final List<String> OTHER_PATTERNS =
            List.of("formParameters", "cookies", "basicAuthCredentials", "pathParameters");

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && (document.get("mappings").orElse(root) instanceof Node.Sequence || isMapping(document));
    }

    private static boolean isMapping(Node.Mapping document) {
        return document.get("response").isPresent()
                && document.get("request").orElse(document) instanceof Node.Mapping request
                && (request.get("urlPath").isPresent()
                        || request.get("bodyPatterns").isPresent()
                        || PATTERNS.stream().anyMatch(key -> request.get(key).isPresent())
                        || (request.get("url").orElse(document) instanceof Node.Scalar url
                                && url.text().startsWith("/")));
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        return WireMockMappings.episodes(WireMockMappings.of(fields, root));
    }

    Episode episode(Node.Mapping mapping) throws CassetteFormatException {
        return Fields.episode(
                request(fields.requiredMapping(mapping, "request", "a mapping")),
                response(fields.requiredMapping(mapping, "response", "a mapping")));
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        fields.refuse(request, PATTERNS, "a request that is described by a pattern");
        fields.refuse(request, OTHER_PATTERNS, "a request that is described by a pattern");
        Optional<Node> whole = request.get("url");
        Node url = whole.isPresent() ? whole.get() : fields.required(request, "urlPath", "request");
        String uri = base(request) + fields.text(url, "url") + query(request);
        String method = fields.textOr(request, "method", "ANY");
        if (method.equals("ANY")) {
            throw fields.error(request, "a request of any method");
        }
        return fields.request(url, uri, method, headers(request), body(request));
    }

    private String query(Node.Mapping request) throws CassetteFormatException {
        StringBuilder query = new StringBuilder();
        for (Node.Entry parameter : fields.entries(request, "queryParameters")) {
            query.append(query.length() == 0 ? '?' : '&')
                    .append(UrlText.encoded(parameter.key()))
                    .append('=')
                    .append(UrlText.encoded(literal(parameter.value())));
        }
        return query.toString();
    }

    private String base(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> host = request.get("host");
        if (host.isEmpty()) {
            return BASE;
        }
        String port = fields.textOr(request, "port", "");
        return fields.textOr(request, "scheme", "https") + "://" + literal(host.get())
                + (port.isEmpty() ? "" : ":" + port);
    }

    private Headers headers(Node.Mapping request) throws CassetteFormatException {
        Headers.Builder headers = Headers.builder();
        for (Node.Entry header : fields.entries(request, "headers")) {
            fields.add(headers, header.key(), literal(header.value()), header.value());
        }
        return headers.build();
    }

    /** The value of a matcher that allows one value only. */
    private String literal(Node matcher) throws CassetteFormatException {
        if (matcher instanceof Node.Scalar) {
            return fields.text(matcher, "a value");
        }
        return fields.text(
                fields.required(
                        fields.mapping(matcher, "a matcher"), "equalTo", "a matcher that allows several values"),
                "equalTo");
    }

    private Body body(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> patterns = request.get("bodyPatterns");
        if (patterns.isEmpty()) {
            return Body.EMPTY;
        }
        List<Node> all = fields.sequence(patterns.get(), "bodyPatterns").items();
        if (all.size() != 1) {
            throw fields.error(patterns.get(), all.size() + " patterns for one body");
        }
        Node.Mapping pattern = fields.mapping(all.get(0), "a pattern");
        for (String text : new String[] {"equalToJson", "equalTo", "equalToXml"}) {
            Optional<Node> body = pattern.get(text);
            if (body.isPresent()) {
                return body.get() instanceof Node.Scalar ? fields.body(body) : Body.of(NodeJson.write(body.get()));
            }
        }
        Node bytes = fields.required(pattern, "binaryEqualTo", "a pattern that allows several bodies");
        return fields.base64(fields.text(bytes, "binaryEqualTo"), bytes);
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        fields.refuse(response, DYNAMIC, "a response that is made when it is asked for");
        Optional<Node> json = response.get("jsonBody");
        Optional<Node> base64 = response.get("base64Body");
        Optional<Node> file = response.get("bodyFileName").filter(node -> !Fields.isNull(node));
        Body body = file.isPresent()
                ? fields.files().wireMockBody(fields, file.get(), "bodyFileName")
                : json.isPresent()
                        ? Body.of(NodeJson.write(json.get()))
                        : base64.isPresent()
                                ? fields.base64(fields.text(base64.get(), "base64Body"), base64.get())
                                : fields.body(response.get("body"));
        return fields.response(
                fields.required(response, "status", "response"),
                fields.textOr(response, "statusMessage", ""),
                fields.headers(response.get("headers")),
                body);
    }
}
