package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Timing;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTTP archive, HAR 1.2, as browsers, proxies, Playwright and Polly.js write it. Cookies and queries in lists
 * repeat what headers and URL say.
 */
record HarReader(Fields fields) implements ForeignLayout {

    private static final String ENTRY = "an entry";

    /** The end of a line that is not continued in the next one. */
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n(?![ \\t])");

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s;\"']+)");

    @Override
    public boolean isLayoutOf(Node root) {
        return root instanceof Node.Mapping document
                && document.get("log").orElse(root) instanceof Node.Mapping log
                && log.get("entries").isPresent();
    }

    @Override
    public List<Episode> episodes(Node root) throws CassetteFormatException {
        Node.Mapping log = fields.requiredMapping(fields.mapping(root, "it"), "log", "it");
        List<Episode> episodes = new ArrayList<>();
        for (Node item : fields.sequence(fields.required(log, "entries", "log"), "entries")
                .items()) {
            episodes.add(episode(fields.mapping(item, ENTRY)));
        }
        return episodes;
    }

    private Episode episode(Node.Mapping entry) throws CassetteFormatException {
        if (entry.get("_webSocketMessages").isPresent()) {
            throw fields.error(entry, "a recording of WebSocket messages (\"_webSocketMessages\") is not HTTP");
        }
        Node.Mapping request = fields.requiredMapping(entry, "request", ENTRY);
        Node.Mapping response = fields.requiredMapping(entry, "response", ENTRY);
        HttpRequest read = request(request);
        return new Episode(
                read,
                response(response),
                fields.instant(entry, "startedDateTime"),
                null,
                timing(entry),
                null,
                Routes.of(read.uri(), "", fields.textOr(response, "httpVersion", "")));
    }

    private HttpRequest request(Node.Mapping request) throws CassetteFormatException {
        return fields.request(
                fields.required(request, "url", "request"),
                fields.text(fields.required(request, "method", "request"), "method"),
                headers(request),
                requestBody(request));
    }

    private Body requestBody(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> data = request.get("postData").filter(node -> !Fields.isNull(node));
        if (data.isEmpty()) {
            return Body.EMPTY;
        }
        Node.Mapping post = fields.mapping(data.get(), "postData");
        Optional<Node> text = post.get("text");
        if (text.isPresent() && isBase64(post)) {
            return fields.base64(fields.text(text.get(), "text"), text.get());
        }
        if (text.isPresent()) {
            return text(request, text.get());
        }
        if (post.get("_file").isPresent()) {
            return fields.file(fields.required(post, "_file", "postData"), "_file");
        }
        Optional<Node> params = post.get("params");
        if (params.isPresent()
                && !fields.sequence(params.get(), "params").items().isEmpty()) {
            throw fields.error(post, "a form without its text: only a list of its fields was recorded");
        }
        return Body.EMPTY;
    }

    /** HAR 1.2 has the key for responses only. Tools write it for requests too. */
    private boolean isBase64(Node.Mapping body) throws CassetteFormatException {
        return fields.textOr(body, "encoding", "").equals("base64");
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node status = fields.required(response, "status", "response");
        if (fields.number(status, "status") <= 0) {
            throw fields.error(status, "a request that got no response (status " + fields.text(status, "status") + ")");
        }
        return fields.response(status, fields.textOr(response, "statusText", ""), headers(response), content(response));
    }

    private Body content(Node.Mapping response) throws CassetteFormatException {
        Optional<Node> node = response.get("content").filter(content -> !Fields.isNull(content));
        if (node.isEmpty()) {
            return Body.EMPTY;
        }
        Node.Mapping content = fields.mapping(node.get(), "content");
        Optional<Node> text = content.get("text").filter(given -> !Fields.isNull(given));
        if (text.isPresent()) {
            return body(response, content, text.get());
        }
        if (content.get("_file").isPresent()) {
            return fields.file(fields.required(content, "_file", "content"), "_file");
        }
        Optional<Node> size = content.get("size").filter(given -> !Fields.isNull(given));
        if (size.isPresent() && fields.number(size.get(), "size") > 0) {
            throw fields.error(content, "a response without its body of " + fields.text(size.get(), "size") + " bytes");
        }
        return Body.EMPTY;
    }

    private Body body(Node.Mapping response, Node.Mapping content, Node node) throws CassetteFormatException {
        String text = fields.text(node, "text");
        if (isBase64(content)) {
            return text.startsWith("[") ? PollyBody.ofBase64(fields, text, node) : fields.base64(text, node);
        }
        boolean isCompressed = headers(response).first("Content-Encoding").isPresent();
        return isCompressed && PollyBody.isHex(text) ? PollyBody.ofHex(text) : text(response, node);
    }

    /** A text in the charset that the headers name; in UTF-8 if they name none in which it can be written. */
    private Body text(Node.Mapping message, Node node) throws CassetteFormatException {
        Body utf8 = fields.body(Optional.of(node));
        Matcher name = CHARSET.matcher(headers(message).first("Content-Type").orElse(""));
        if (!name.find()) {
            return utf8;
        }
        try {
            Charset charset = Charset.forName(name.group(1));
            String text = fields.text(node, "text");
            return charset.canEncode() && charset.newEncoder().canEncode(text) ? Body.of(text.getBytes(charset)) : utf8;
        } catch (IllegalArgumentException e) {
            return utf8; // no charset that Java knows
        }
    }

    /** Without the pseudo fields of HTTP/2, which browsers show among the headers. */
    private Headers headers(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> list = message.get("headers").filter(node -> !Fields.isNull(node));
        if (list.isEmpty()) {
            return Headers.EMPTY;
        }
        Headers.Builder headers = Headers.builder();
        for (Node item : fields.sequence(list.get(), "headers").items()) {
            Node.Mapping header = fields.mapping(item, "a header");
            String name = fields.text(fields.required(header, "name", "a header"), "name");
            Node value = fields.required(header, "value", "a header");
            if (!name.startsWith(":")) {
                addLines(headers, name, fields.text(value, "a value of header " + name), value);
            }
        }
        return headers.build();
    }

    /** Chromium and Playwright write several fields of one name, such as Set-Cookie, in one text with a line each. */
    private void addLines(Headers.Builder headers, String name, String value, Node node)
            throws CassetteFormatException {
        for (String line : LINE_END.split(value, -1)) {
            fields.add(headers, name, line, node);
        }
    }

    private @Nullable Timing timing(Node.Mapping entry) throws CassetteFormatException {
        Optional<Node> time = entry.get("time").filter(node -> !Fields.isNull(node));
        if (time.isEmpty()) {
            return null;
        }
        Duration total = Duration.ofMillis(Math.max(0, (long) fields.decimal(time.get(), "time")));
        return new Timing(total, total, List.of());
    }
}
