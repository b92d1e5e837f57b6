package io.vcr.internal.layout;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads interactions of go-vcr, versions 1 to 4 ({@code pkg/cassette/cassette.go}). Immutable. */
final class GoVcrReader {

    private static final Pattern DURATION_PART = Pattern.compile("([0-9.]+)(h|ms|m|s|us|µs|ns)");

    private final Fields fields;

    GoVcrReader(Fields fields) {
        this.fields = fields;
    }

    Episode episode(Node.Mapping interaction) throws CassetteFormatException {
        Node.Mapping request = fields.requiredMapping(interaction, "request", "an interaction");
        Node.Mapping response = fields.requiredMapping(interaction, "response", "an interaction");
        Node url = fields.required(request, "url", "request");
        HttpRequest read = fields.request(
                url, method(request), fields.headers(request.get("headers")), fields.body(request.get("body")));
        return new Episode(
                read,
                response(response),
                null,
                null,
                timing(response),
                null,
                Routes.of(read.uri(), "", fields.textOr(response, "proto", "")));
    }

    /** An empty method is GET, as in Go's {@code http.Request}. */
    private String method(Node.Mapping request) throws CassetteFormatException {
        String method = fields.text(fields.required(request, "method", "request"), "method");
        return method.isEmpty() ? "GET" : method;
    }

    private HttpResponse response(Node.Mapping response) throws CassetteFormatException {
        Node code = fields.required(response, "code", "response");
        String status = fields.textOr(response, "status", "");
        int space = status.indexOf(' ');
        String reason = space < 0 ? "" : status.substring(space + 1);
        return fields.response(response, code, reason, fields.body(response.get("body")));
    }

    /** Reads a duration in Go's form, such as {@code 1m2.5s}; the time to the first byte is not known. */
    private @Nullable Timing timing(Node.Mapping response) throws CassetteFormatException {
        Optional<Node> node = response.get("duration");
        if (node.isEmpty()) {
            return null;
        }
        double seconds = 0;
        Matcher parts = DURATION_PART.matcher(fields.text(node.get(), "duration"));
        boolean found = false;
        while (parts.find()) {
            seconds += number(parts.group(1)) * unit(parts.group(2));
            found = true;
        }
        Duration total = Duration.ofMillis((long) (seconds * 1000));
        return found ? new Timing(total, total, List.of()) : null;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0; // not a Go duration, such as one with several points
        }
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "h" -> 3600;
            case "m" -> 60;
            case "s" -> 1;
            case "ms" -> 1e-3;
            case "ns" -> 1e-9;
            default -> 1e-6;
        };
    }
}
