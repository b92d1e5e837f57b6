package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.Optional;
import java.util.Set;

/** Reads interactions of Ruby VCR 2 and later (vcr 6.4, {@code lib/vcr/structs.rb}). Immutable. */
final class RubyVcrReader {

    /** A text labelled as binary or ASCII that has other characters is UTF-8. */
    private static final Set<String> NO_CHARSETS = Set.of("ASCII-8BIT", "BINARY", "US-ASCII");

    private final Fields fields;

    RubyVcrReader(Fields fields) {
        this.fields = fields;
    }

    Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        Node.Mapping request = fields.requiredMapping(interaction, "request", "an interaction");
        Node.Mapping response = fields.requiredMapping(interaction, "response", "an interaction");
        HttpRequest read = fields.request(
                fields.required(request, "uri", "request"),
                method(request),
                fields.headers(request.get("headers")),
                body(request));
        return new Episode(
                read,
                response(response),
                fields.instant(interaction, "recorded_at"),
                null,
                null,
                null,
                Routes.of(read.uri(), "", fields.textOr(response, "http_version", "")));
    }

    /** Ruby writes a symbol with a colon. */
    private String method(Node.Mapping request) throws CassetteFormatException {
        String method = fields.text(fields.required(request, "method", "request"), "method");
        return method.startsWith(":") ? method.substring(1) : method;
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node.Mapping status = fields.requiredMapping(response, "status", "response");
        Node code = fields.required(status, "code", "status");
        return fields.response(response, code, fields.textOr(status, "message", ""), body(response));
    }

    /** Reads a text in the encoding that the message names, or bytes in base64. */
    private Body body(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> body = message.get("body");
        if (body.isEmpty() || !(body.get() instanceof Node.Mapping wrapped)) {
            return fields.body(body);
        }
        Body utf8 = fields.wrappedBody(wrapped);
        boolean text = wrapped.get("string").filter(RubyVcrReader::isText).isPresent();
        String encoding = fields.textOr(wrapped, "encoding", "UTF-8");
        return text && !NO_CHARSETS.contains(encoding) ? Fields.encoded(utf8, encoding) : utf8;
    }

    private static boolean isText(Node node) {
        return node instanceof Node.Scalar scalar && !scalar.binary();
    }
}
