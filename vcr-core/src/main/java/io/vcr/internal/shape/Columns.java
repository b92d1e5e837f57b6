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
        int start = start(text, from);
        boolean isInQuotes = isQuoted(text, start);
        boolean isQuoted = isInQuotes;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && isQuoted) {
                isInQuotes = !isInQuotes; // twice for a quote within the cell
            } else if (!isInQuotes && (c == separator || c == '\n')) {
                return at;
            }
        }
        return text.length();
    }

    /** Behind the quote at the beginning of a cell, before which some writers leave spaces. */
    private static int start(String text, int from) {
        int at = from;
        while (text.startsWith(" ", at)) {
            at++;
        }
        return text.startsWith("\"", at) ? at + 1 : from;
    }

    private static boolean isQuoted(String text, int start) {
        return start > 0 && text.charAt(start - 1) == '"';
    }

    /** Before the quote or the carriage return at the end of a cell. */
    private static int end(String text, int from, int next) {
        int end = next > from && text.charAt(next - 1) == '\r' ? next - 1 : next;
        int start = start(text, from);
        boolean isClosed = end > start && isQuoted(text, start) && text.charAt(end - 1) == '"';
        return isClosed ? end - 1 : Math.max(end, start);
    }
}
