package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads MockServer's expectations and its log of recorded ones ({@code retrieve?type=RECORDED_EXPECTATIONS}). */
record MockServerReader(Fields fields) implements ForeignLayout {

    /** The base of a request without a {@code Host} header, which is answered for every host. */
    static final String BASE = "<MOCKSERVER>";

    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([\\w.:-]+)");

    @Override
    public boolean isLayoutOf(Node root) {
        return ForeignLayout.isListOf(root, "httpRequest")
                || (root instanceof Node.Mapping document
                        && document.get("httpRequest").isPresent());
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        List<Node> items = root instanceof Node.Sequence list ? list.items() : List.of(root);
        List<Episode> episodes = new ArrayList<>();
        for (Node item : items) {
            Node.Mapping expectation = fields.mapping(item, "an expectation");
            fields.required(expectation, "httpResponse", "an expectation without an answer");
            episodes.add(Fields.episode(
                    request(fields.requiredMapping(expectation, "httpRequest", "an expectation")),
                    response(fields.requiredMapping(expectation, "httpResponse", "an expectation"))));
        }
        return episodes;
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        refuseNot(request, "a request");
        Node path = fields.required(request, "path", "httpRequest");
        Headers headers = headers(request);
        Optional<String> host = headers.first("Host");
        String scheme = fields.textOr(request, "secure", "false").equals("true") ? "https" : "http";
        String base = host.isPresent() ? scheme + "://" + host.get() : BASE;
        return fields.request(
                path,
                base + fields.text(path, "path") + query(request),
                fields.text(fields.required(request, "method", "httpRequest"), "method"),
                headers,
                body(request));
    }

    private String query(Node.Mapping request) throws CassetteFormatException {
        Headers parameters = values(request.get("queryStringParameters"));
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.size(); i++) {
            query.append(i == 0 ? '?' : '&')
                    .append(UrlText.encoded(parameters.name(i)))
                    .append('=')
                    .append(UrlText.encoded(parameters.value(i)));
        }
        return query.toString();
    }

    private Headers headers(Node.Mapping message) throws CassetteFormatException {
        return values(message.get("headers"));
    }

    /** A mapping of names to values, or a list of names with their values. */
    private Headers values(Optional<Node> node) throws CassetteFormatException {
        return node.isPresent() && node.get() instanceof Node.Sequence
                ? fields.headerList(node, "name", "values")
                : fields.headers(node);
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node status = response.get("statusCode").orElse(new Node.Scalar("200", true, false, response.line()));
        return fields.response(status, fields.textOr(response, "reasonPhrase", ""), headers(response), body(response));
    }

    private Body body(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> node = message.get("body").filter(body -> !Fields.isNull(body));
        if (node.isEmpty() || !(node.get() instanceof Node.Mapping typed)) {
            return node.isPresent() && node.get() instanceof Node.Sequence
                    ? Body.of(NodeJson.write(node.get()))
                    : fields.body(node);
        }
        refuseNot(typed, "a body");
        String type = fields.textOr(typed, "type", "");
        switch (type) {
            case "JSON" -> {
                Node json = fields.required(typed, "json", "a body");
                return json instanceof Node.Scalar ? fields.body(Optional.of(json)) : Body.of(NodeJson.write(json));
            }
            case "STRING" -> {
                return text(typed, "string");
            }
            case "XML" -> {
                return text(typed, "xml");
            }
            case "BINARY" -> {
                Node bytes = fields.required(typed, "base64Bytes", "a body");
                return fields.base64(fields.text(bytes, "base64Bytes"), bytes);
            }
            case "" -> {
                return Body.of(NodeJson.write(typed)); // the document itself
            }
            default -> throw fields.error(typed, "a body that is described by a pattern (" + type + ")");
        }
    }

    /** MockServer sends a text in the charset of its content type, and writes the bytes of one that it has received. */
    private Body text(Node.Mapping typed, String key) throws CassetteFormatException {
        Body text = fields.body(Optional.of(fields.required(typed, key, "a body")));
        Optional<Node> bytes = typed.get("rawBytes").filter(node -> !Fields.isNull(node));
        if (bytes.isPresent()) {
            return fields.base64(fields.text(bytes.get(), "rawBytes"), bytes.get());
        }
        Matcher charset = CHARSET.matcher(fields.textOr(typed, "contentType", ""));
        return charset.find() ? Fields.encoded(text, charset.group(1)) : text;
    }

    private void refuseNot(Node.Mapping matcher, String what) throws CassetteFormatException {
        Optional<Node> not = matcher.get("not");
        if (not.isPresent()
                && not.get() instanceof Node.Scalar scalar
                && scalar.text().equals("true")) {
            throw fields.error(scalar, what + " that is described by what it is not (\"not\")");
        }
    }
}
