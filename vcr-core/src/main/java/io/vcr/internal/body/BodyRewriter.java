package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Replaces values in JSON bodies, also in JSON lines and in the events of a stream. A body without a replaced value
 * keeps its bytes. Immutable.
 *
 * @param paths the places of the values
 * @param replacement the text to write there
 * @param minLength the length in characters from which strings are replaced; if it is 0, other values are replaced too
 */
public record BodyRewriter(List<JsonPath> paths, String replacement, int minLength) {

    public Body rewrite(String contentType, Body body) {
        boolean stream = contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
        if (body.isEmpty() || !(stream || Json.isJson(contentType) || isJsonLines(contentType))) {
            return body;
        }
        return body.text()
                .filter(this::mayChange)
                .flatMap(text -> stream ? lines(text, "data:") : document(text, contentType))
                .map(Body::of)
                .orElse(body);
    }

    /** Most bodies have no field of such a name: they need not be read as JSON. */
    private boolean mayChange(String text) {
        for (JsonPath path : paths) {
            if (path.lastName().isEmpty() || text.contains(path.lastName()) || text.contains("\\u")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJsonLines(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("application/x-ndjson") || type.contains("jsonl");
    }

    private Optional<String> document(String text, String contentType) {
        if (isJsonLines(contentType)) {
            return lines(text, "");
        }
        try {
            return rewritten(text);
        } catch (IOException e) {
            return lines(text, ""); // not one document, but each line may be one
        }
    }

    /** Rewrites each line that consists of a prefix and JSON. */
    private Optional<String> lines(String text, String prefix) {
        StringBuilder out = new StringBuilder(text.length());
        boolean changed = false;
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end);
            String json = line.startsWith(prefix) ? line.substring(prefix.length()) : "";
            Optional<String> rewritten = json.isBlank() ? Optional.empty() : line(json);
            out.append(rewritten
                    .map(value -> prefix + (prefix.isEmpty() ? "" : " ") + value)
                    .orElse(line));
            changed |= rewritten.isPresent();
            if (end < text.length()) {
                out.append('\n');
            }
            start = end + 1;
        }
        return changed ? Optional.of(out.toString()) : Optional.empty();
    }

    private Optional<String> line(String json) {
        try {
            return rewritten(json);
        } catch (IOException e) {
            return Optional.empty(); // not JSON: there are no values to replace
        }
    }

    /** Rewrites one JSON document; empty if nothing changes. */
    private Optional<String> rewritten(String json) throws IOException {
        if (!changes(json)) {
            return Optional.empty();
        }
        StringWriter out = new StringWriter(json.length());
        try (JsonParser parser = Json.parser(json);
                JsonGenerator generator = Json.generator(out)) {
            copy(parser, generator);
        }
        return Optional.of(out.toString());
    }

    /** Whether a value is to be replaced. A look at the places takes a fraction of a copy. */
    private boolean changes(String json) throws IOException {
        JsonPlace place = new JsonPlace();
        try (JsonParser parser = Json.parser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (place.isValue(token, parser)) {
                    if (isReplaced(place.steps(), token, parser)) {
                        return true;
                    }
                    place.enter(token);
                }
            }
        }
        return false;
    }

    private void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        JsonPlace place = new JsonPlace();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (place.isValue(token, parser)) {
                if (isReplaced(place.steps(), token, parser)) {
                    parser.skipChildren();
                    generator.writeString(replacement);
                    continue;
                }
                place.enter(token);
            }
            generator.copyCurrentEventExact(parser);
        }
    }

    private boolean isReplaced(List<String> place, JsonToken token, JsonParser parser) throws IOException {
        if (place.isEmpty() || !JsonPath.anyMatches(paths, place)) {
            return false;
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getTextLength() >= minLength && !parser.getText().equals(replacement);
        }
        return minLength == 0 && token != JsonToken.VALUE_NULL;
    }
}
