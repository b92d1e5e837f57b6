package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces the secrets in event streams and JSON lines: in each event, and in what the strings in the same place of all
 * events are together, for a model says a token in pieces. Thread-safe.
 */
final class LinesRedaction {

    private static final String DATA = "data:";

    private final TextRedaction texts;

    LinesRedaction(TextRedaction texts) {
        this.texts = texts;
    }

    String stream(String text, int depth) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = 0; i < lines.size(); i++) {
            lines.set(i, line(lines.get(i), depth));
        }
        together(lines, depth);
        return String.join("\n", lines);
    }

    private String line(String line, int depth) {
        int start = payload(line);
        String payload = line.substring(start);
        String redacted = texts.value(payload, depth);
        return redacted.equals(payload) ? line : line.substring(0, start) + redacted;
    }

    private static int payload(String line) {
        return line.startsWith(DATA) ? DATA.length() : 0;
    }

    /** A string in a line: where its content stands there, and where in the whole. */
    private record Piece(int line, int start, int end, int from, int to) {}

    /** What the strings in one place are together. */
    private static final class Whole {
        final StringBuilder text = new StringBuilder();
        final List<Piece> pieces = new ArrayList<>();
    }

    private void together(List<String> lines, int depth) {
        Map<Long, Whole> wholes = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            collect(lines.get(i), i, wholes);
        }
        Map<Integer, Splices> splices = new LinkedHashMap<>();
        for (Whole whole : wholes.values()) {
            if (whole.pieces.size() > 1) {
                replace(whole, depth, splices);
            }
        }
        splices.forEach((line, changes) -> lines.set(line, changes.applyTo(lines.get(line))));
    }

    private static void collect(String line, int number, Map<Long, Whole> wholes) {
        int offset = payload(line);
        try (JsonParser parser = Json.parser(line.substring(offset))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    Whole whole = wholes.computeIfAbsent(place(parser.getParsingContext()), p -> new Whole());
                    int from = whole.text.length();
                    whole.text.append(parser.getText());
                    int start = offset + (int) parser.currentTokenLocation().getCharOffset();
                    int end = offset + (int) parser.currentLocation().getCharOffset();
                    whole.pieces.add(new Piece(number, start, end, from, whole.text.length()));
                }
            }
        } catch (IOException e) {
            // not JSON: it was looked at as a text
        }
    }

    /** A number for a place: of a hash's length, for there are as many places as strings. */
    private static long place(JsonStreamContext context) {
        long place = 1;
        for (JsonStreamContext at = context; at != null; at = at.getParent()) {
            long step = at.hasCurrentName() ? at.getCurrentName().hashCode() : at.getCurrentIndex();
            place = place * 1_000_003 + step;
        }
        return place;
    }

    private void replace(Whole whole, int depth, Map<Integer, Splices> splices) {
        String before = whole.text.toString();
        String after = texts.value(before, depth + 1);
        if (after.equals(before)) {
            return;
        }
        // One stretch from the first difference to the last: the pieces in it share the new text.
        int head = 0;
        while (head < Math.min(before.length(), after.length()) && before.charAt(head) == after.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(before.length(), after.length()) - head
                && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
            tail++;
        }
        String replacement = after.substring(head, after.length() - tail);
        int end = before.length() - tail;
        boolean first = true;
        for (Piece piece : whole.pieces) {
            if (piece.to > head && piece.from < end) {
                String content = before.substring(piece.from, Math.max(piece.from, Math.min(head, piece.to)))
                        + (first ? replacement : "")
                        + before.substring(Math.min(piece.to, Math.max(end, piece.from)), piece.to);
                splices.computeIfAbsent(piece.line, line -> new Splices())
                        .append(piece.start, piece.end, Json.quote(content));
                first = false;
            }
        }
    }
}
