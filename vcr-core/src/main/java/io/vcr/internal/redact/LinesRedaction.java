package io.vcr.internal.redact;

import io.vcr.internal.body.Json;
import io.vcr.internal.redact.StreamPieces.Piece;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
        return String.join("\n", documents(List.of(text.split("\n", -1)), line -> line(line, depth), depth));
    }

    /**
     * Documents that are together one stream.
     *
     * @param each replaces the secrets in one of them
     */
    List<String> documents(List<String> documents, UnaryOperator<String> each, int depth) {
        List<String> lines = new ArrayList<>(documents);
        // What is said in pieces comes first, for one piece alone can look like a whole token.
        together(lines, Piece::isSaid, depth);
        for (int i = 0; i < lines.size(); i++) {
            lines.set(i, each.apply(lines.get(i)));
        }
        together(lines, piece -> !piece.isSaid(), depth);
        return lines;
    }

    private String line(String line, int depth) {
        int start = payload(line);
        String payload = line.substring(start);
        String redacted = texts.value(payload, depth);
        return redacted.equals(payload) ? line : line.substring(0, start) + redacted;
    }

    static int payload(String line) {
        return line.startsWith(DATA) ? DATA.length() : 0;
    }

    /** A list of documents is a stream, too. */
    String list(String document, int depth) {
        List<String> lines = new ArrayList<>(List.of(document));
        together(lines, Piece::isSaid, depth);
        return lines.get(0);
    }

    /** In one place there may be several texts by turns, told apart by a sibling such as {@code "index": 1}. */
    private void together(List<String> lines, Predicate<Piece> which, int depth) {
        StreamPieces pieces = StreamPieces.of(lines, which);
        if (replace(pieces.byPlaceAndSibling(), lines, depth) && pieces.hasSiblings()) {
            pieces = StreamPieces.of(lines, which);
        }
        if (pieces.hasSiblings()) {
            replace(pieces.byPlace(), lines, depth);
        }
    }

    private boolean replace(Collection<List<Piece>> wholes, List<String> lines, int depth) {
        Map<Integer, Splices> splices = new LinkedHashMap<>();
        for (List<Piece> pieces : wholes) {
            if (pieces.size() > 1) {
                replace(pieces, depth, splices);
            }
        }
        splices.forEach((line, changes) -> lines.set(line, changes.applyTo(lines.get(line))));
        return !splices.isEmpty();
    }

    private void replace(List<Piece> pieces, int depth, Map<Integer, Splices> splices) {
        String before = pieces.stream().map(Piece::content).collect(Collectors.joining());
        String after = texts.value(before, depth + 1);
        if (after.equals(before)) {
            return;
        }
        // One stretch from the first difference to the last: the pieces in it share the new text.
        int head = commonHead(before, after);
        int end = before.length() - commonTail(before, after, head);
        String replacement = after.substring(head, after.length() - (before.length() - end));
        int from = 0;
        boolean first = true;
        for (Piece piece : pieces) {
            int to = from + piece.content().length();
            if (to > head && from < end) {
                String content = before.substring(from, Math.max(from, Math.min(head, to)))
                        + (first ? replacement : "")
                        + before.substring(Math.min(to, Math.max(end, from)), to);
                splices.computeIfAbsent(piece.line(), line -> new Splices())
                        .add(piece.start(), piece.end(), Json.quote(content));
                first = false;
            }
            from = to;
        }
    }

    private static int commonHead(String one, String other) {
        int head = 0;
        while (head < Math.min(one.length(), other.length()) && one.charAt(head) == other.charAt(head)) {
            head++;
        }
        return head;
    }

    private static int commonTail(String one, String other, int head) {
        int tail = 0;
        while (tail < Math.min(one.length(), other.length()) - head
                && one.charAt(one.length() - 1 - tail) == other.charAt(other.length() - 1 - tail)) {
            tail++;
        }
        return tail;
    }
}
