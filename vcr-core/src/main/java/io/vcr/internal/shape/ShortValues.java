package io.vcr.internal.shape;

import java.util.function.Predicate;

/**
 * Where a text that is no document names a value that is too short to tell by itself. A value has letters and digits, and is
 * not the name of a variable.
 */
public enum ShortValues {

    /** {@code password: hunter22}. */
    ASSIGNED {
        @Override
        public void each(String text, Predicate<String> tells, Assignments.Sink sink) {
            ShortAssignments.each(text, tells, sink);
        }
    },

    /** {@code --password hunter22}. */
    OF_OPTION {
        @Override
        public void each(String text, Predicate<String> tells, Assignments.Sink sink) {
            eachName(text, DASHES, (start, end) -> option(text, start, end, tells, sink));
        }
    },

    /** {@code <password>hunter22</password>}. */
    OF_ELEMENT {
        @Override
        public void each(String text, Predicate<String> tells, Assignments.Sink sink) {
            eachName(
                    text,
                    END_TAG,
                    (start, end) -> element(text, text.substring(start, end), start - END_TAG.length(), tells, sink));
        }
    },

    /** {@code | password | hunter22 |}. */
    OF_CELL {
        @Override
        public void each(String text, Predicate<String> tells, Assignments.Sink sink) {
            int bar = text.indexOf(BAR);
            while (bar >= 0) {
                int nameEnd = bar;
                while (nameEnd > 0 && BESIDE_CELL.indexOf(text.charAt(nameEnd - 1)) >= 0) {
                    nameEnd--;
                }
                if (ShortAssignments.mayTell(text, nameEnd)) {
                    cell(text, nameEnd, bar, tells, sink);
                }
                bar = text.indexOf(BAR, bar + 1);
            }
        }
    };

    private static final String DASHES = "--";
    private static final String END_TAG = "</";
    private static final char BAR = '|';

    /** Spaces, and the marks of Markdown. */
    private static final String BESIDE_CELL = " *`";

    private static final CharSet NAME = CharSet.ALPHANUMERIC.and(CharSet.of("-_.:"));

    /**
     * Hands out the values of telling names, from left to right.
     *
     * @param tells whether a name is that of a credential
     */
    public abstract void each(String text, Predicate<String> tells, Assignments.Sink sink);

    private interface Name {

        void at(int start, int end);
    }

    /** Hands out the names behind a mark that may be those of credentials. */
    private static void eachName(String text, String mark, Name name) {
        int at = text.indexOf(mark);
        while (at >= 0) {
            int start = at + mark.length();
            int end = NAME.end(text, start, text.length());
            if (ShortAssignments.mayTell(text, end)) {
                name.at(start, end);
            }
            at = text.indexOf(mark, end);
        }
    }

    private static void option(
            String text, int nameStart, int nameEnd, Predicate<String> tells, Assignments.Sink sink) {
        int spaced = ShortAssignments.skip(text, nameEnd, " \t");
        int start = ShortAssignments.skip(text, spaced, "\\\"'");
        int end = spaced == nameEnd ? -1 : ShortAssignments.valueEnd(text, start);
        String name = text.substring(nameStart, nameEnd);
        if (end < 0 || !tells.test(name)) {
            return;
        }
        String value = text.substring(start, end);
        boolean isQuoted = ShortAssignments.isQuoted(text, start);
        boolean isPair = !isQuoted && value.indexOf('=') >= 0; // --secret id=name
        if (!isPair && !ShortAssignments.isOther(value, isQuoted)) {
            sink.accept(name, start, end);
        }
    }

    private static void element(String text, String name, int end, Predicate<String> tells, Assignments.Sink sink) {
        int start = end;
        while (start > 0
                && end - start <= ShortAssignments.LONGEST
                && ShortAssignments.isQuotable(text.charAt(start - 1))) {
            start--;
        }
        int tag = start - name.length() - 2;
        if (tag >= 0
                && end - start >= ShortAssignments.LEAST
                && text.startsWith("<" + name + ">", tag)
                && ShortAssignments.hasLetterAndDigit(text, start, end)
                && tells.test(name)
                && !ShortAssignments.isOther(text.substring(start, end), true)) {
            sink.accept(name, start, end);
        }
    }

    private static void cell(String text, int nameEnd, int bar, Predicate<String> tells, Assignments.Sink sink) {
        int start = ShortAssignments.skip(text, bar + 1, BESIDE_CELL);
        int end = ShortAssignments.valueEnd(text, start);
        String name = text.substring(Assignments.nameStart(text, nameEnd), nameEnd);
        int behind = Math.max(end, 0);
        while (behind < text.length() && BESIDE_CELL.indexOf(text.charAt(behind)) >= 0) {
            behind++;
        }
        boolean isCell = end > 0 && behind < text.length() && text.charAt(behind) == BAR;
        if (isCell
                && !ShortAssignments.isResult(name, text, start)
                && tells.test(name)
                && !ShortAssignments.isOther(text.substring(start, end), false)) {
            sink.accept(name, start, end);
        }
    }
}
