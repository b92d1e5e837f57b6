package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The strings in the lines of a stream, by where they stand in their documents. Confined to one thread. */
final class StreamPieces {

    /** A string in a line, and where it stands there, its quotes included. */
    record Piece(int line, int start, int end, String content, boolean isSaid, long place, long sibling) {}

    /** The names under which language models say something bit by bit. */
    private static final Set<String> SAID = Set.of(
            "text",
            "content",
            "delta",
            "arguments",
            "partial_json",
            "thinking",
            "reasoning",
            "reasoning_content",
            "refusal",
            "transcript",
            "response",
            "completion",
            "input",
            "output");

    private static final long STEP = 1_000_003;

    private final List<Piece> pieces = new ArrayList<>();
    private final Set<Long> siblings = new HashSet<>();

    private StreamPieces() {}

    static StreamPieces of(List<String> lines, Predicate<Piece> which) {
        StreamPieces pieces = new StreamPieces();
        for (int i = 0; i < lines.size(); i++) {
            pieces.add(lines.get(i), i);
        }
        pieces.pieces.removeIf(which.negate());
        return pieces;
    }

    private void add(String line, int number) {
        int offset = LinesRedaction.payload(line);
        int first = pieces.size();
        long sibling = 0;
        try (JsonParser parser = Json.parser(line.substring(offset))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    String content = parser.getText(); // first, for it moves the parser to the end of the string
                    int start = offset + Json.offset(parser.currentTokenLocation());
                    int end = offset + Json.offset(parser.currentLocation());
                    boolean isSaid = parser.currentName() != null && SAID.contains(parser.currentName());
                    long place = place(parser.getParsingContext());
                    pieces.add(new Piece(number, start, end, content, isSaid, place, 0));
                }
                if (token.isScalarValue() && tellsApart(parser.currentName())) {
                    sibling = sibling * STEP + parser.getText().hashCode();
                } else if (token.isStructEnd() && isDocument(parser.getParsingContext())) {
                    told(first, sibling);
                    first = pieces.size();
                    sibling = 0;
                }
            }
        } catch (IOException e) {
            // not JSON: it was looked at as a text
        }
    }

    /** The names that the streams of language models have for it. */
    private static boolean tellsApart(String name) {
        if (name == null) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("index") || lower.equals("type") || lower.equals("item_id");
    }

    private static boolean isDocument(JsonStreamContext context) {
        return context.inRoot() || (context.inArray() && context.getParent().inRoot());
    }

    private void told(int first, long sibling) {
        siblings.add(sibling);
        for (int i = first; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            pieces.set(
                    i,
                    new Piece(piece.line, piece.start, piece.end, piece.content, piece.isSaid, piece.place, sibling));
        }
    }

    /** A number for a place: of a hash's length, for there are as many places as strings. */
    private static long place(JsonStreamContext context) {
        long place = 1;
        for (JsonStreamContext at = context; at != null; at = at.getParent()) {
            long step =
                    at.hasCurrentName() ? at.getCurrentName().hashCode() : isDocument(at) ? 0 : at.getCurrentIndex();
            place = place * STEP + step;
        }
        return place;
    }

    boolean hasSiblings() {
        return siblings.size() > 1;
    }

    Collection<List<Piece>> byPlace() {
        return by(Piece::place);
    }

    Collection<List<Piece>> byPlaceAndSibling() {
        return by(piece -> piece.place * STEP + piece.sibling);
    }

    private Collection<List<Piece>> by(ToLongFunction<Piece> group) {
        Map<Long, List<Piece>> groups = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            groups.computeIfAbsent(group.applyAsLong(piece), g -> new ArrayList<>())
                    .add(piece);
        }
        return groups.values();
    }
}
