package io.vcr.internal.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What stands in the columns of a table (RFC 4180) whose headings are telling names. */
public final class Columns {

    private static final String SEPARATORS = ",;\t|";

    private Columns() {}

    /**
     * Hands out the values of a table, from left to right. A text without a telling heading in its first line has none.
     *
     * @param tells whether a heading is the name of a credential
     */
    public static void each(String text, Predicate<String> tells, Assignments.Sink sink) {
        int end = lineEnd(text, 0);
        char separator = separator(text, end);
        List<String> headings = new ArrayList<>();
        for (int at = 0; at <= end; ) {
            int next = cellEnd(text, at, separator);
            headings.add(text.substring(start(text, at), end(text, at, next)).strip());
            at = next + 1;
        }
        if (separator == 0 || headings.stream().noneMatch(tells)) {
            return;
        }
        int column = 0;
        for (int at = end + 1; at < text.length(); ) {
            int next = cellEnd(text, at, separator);
            int start = start(text, at);
            int stop = end(text, at, next);
            if (column < headings.size() && start < stop && tells.test(headings.get(column))) {
                sink.accept(headings.get(column), start, stop);
            }
            column = next < text.length() && text.charAt(next) == separator ? column + 1 : 0;
            at = next + 1;
        }
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** The first of the separators in the headings, or 0. */
    private static char separator(String text, int end) {
        for (int at = 0; at < end; at++) {
            if (SEPARATORS.indexOf(text.charAt(at)) >= 0) {
                return text.charAt(at);
            }
        }
        return 0;
    }

    /** Where a cell ends: at a separator or a line feed, which may stand in quotes. */
    private static int cellEnd(String text, int from, char separator) {
        boolean isQuoted = false;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!isQuoted && (c == separator || c == '\n')) {
                return at;
            }
        }
        return text.length();
    }

    private static int start(String text, int from) {
        return text.startsWith("\"", from) ? from + 1 : from;
    }

    /** Before the quote or the carriage return at the end of a cell. */
    private static int end(String text, int from, int next) {
        int end = next > from && text.charAt(next - 1) == '\r' ? next - 1 : next;
        return end > start(text, from) && text.charAt(end - 1) == '"' ? end - 1 : Math.max(end, start(text, from));
    }
}
