package io.vcr.internal.shape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of a shape. Each is read as far as it goes, without a second try. Immutable. */
sealed interface Element {

    int NONE = -1;

    /** Where the element ends that begins at a place, or {@link #NONE}. */
    int forward(Reading reading, int at);

    /** Where the element begins that ends at a place, or {@link #NONE}. */
    int backward(Reading reading, int at);

    /** How many characters the element has at the least. */
    int least();

    /** Whether the element can have white space in it. */
    boolean mayHaveSpace();

    /** Whether the element, at the end or at the beginning, can have a character of a set. */
    boolean meets(CharSet set, boolean atItsEnd);

    /** The text itself, one of several. */
    record Literal(List<String> alternatives) implements Element {

        private static final Comparator<String> LONGEST_FIRST =
                Comparator.comparingInt(String::length).reversed();

        /** The longest first. */
        public Literal {
            List<String> sorted = new ArrayList<>(alternatives);
            sorted.sort(LONGEST_FIRST);
            alternatives = List.copyOf(sorted);
        }

        @Override
        public int least() {
            return alternatives.get(alternatives.size() - 1).length();
        }

        @Override
        public boolean mayHaveSpace() {
            for (String alternative : alternatives) {
                if (!LongWords.hasNoSpace(alternative)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int forward(Reading reading, int at) {
            for (String alternative : alternatives) {
                if (reading.text.startsWith(alternative, at)) {
                    return at + alternative.length();
                }
            }
            return NONE;
        }

        @Override
        public int backward(Reading reading, int at) {
            for (String alternative : alternatives) {
                if (reading.text.startsWith(alternative, at - alternative.length())) {
                    return at - alternative.length();
                }
            }
            return NONE;
        }

        @Override
        public boolean meets(CharSet other, boolean atItsEnd) {
            for (String text : alternatives) {
                if (!text.isEmpty() && other.has(text.charAt(atItsEnd ? text.length() - 1 : 0))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** As many characters of a set as there are, from a minimum to a maximum. */
    record Run(CharSet set, int min, int max) implements Element {

        boolean isRanged() {
            return min != max;
        }

        @Override
        public int least() {
            return min;
        }

        @Override
        public boolean mayHaveSpace() {
            return set.overlaps(CharSet.SPACE);
        }

        @Override
        public int forward(Reading reading, int at) {
            if (stop(reading.text, at) != NONE) {
                return NONE;
            }
            return min == max ? at + min : at + Math.min(max, reading.end(set, at) - at);
        }

        /**
         * Where the last character is that lets a run from a place end too early, or {@link #NONE}: no run that begins
         * between the two is long enough either. From the end, since it mostly takes a look at a character or two.
         */
        int stop(String text, int at) {
            int last = at + min - 1;
            if (last >= text.length()) {
                return text.length();
            }
            while (last >= at && set.has(text.charAt(last))) {
                last--;
            }
            return last < at ? NONE : last;
        }

        /** Reads on each call: the maximum is small before an anchor. */
        @Override
        public int backward(Reading reading, int at) {
            int start = at;
            while (start > 0 && at - start < max && set.has(reading.text.charAt(start - 1))) {
                start--;
            }
            return at - start < min ? NONE : Boundary.behindEscape(reading.text, start, at - min);
        }

        @Override
        public boolean meets(CharSet other, boolean atItsEnd) {
            return set.overlaps(other);
        }
    }

    /**
     * Anything up to a text, from a minimum to a maximum of characters.
     *
     * @param isOfCommand whether it ends with a command
     */
    record Gap(String until, int min, int max, boolean isOfCommand) implements Element, Stretch {

        /** Behind it the next command begins. A line goes on behind a backslash. */
        private static final CharSet END_OF_COMMAND = CharSet.of("\n&;|");

        @Override
        public int least() {
            return min;
        }

        @Override
        public boolean mayHaveSpace() {
            return true;
        }

        @Override
        public int forward(Reading reading, int at) {
            int length = reading.end(this, at) - at;
            boolean fits =
                    length >= min && length <= max && !(isOfCommand && endsCommand(reading.text, at, at + length));
            return fits ? at + length : NONE;
        }

        private static boolean endsCommand(String text, int from, int to) {
            for (int at = from; at < to; at++) {
                boolean goesOn = text.charAt(at) == '\n' && at > from && text.charAt(at - 1) == '\\';
                if (END_OF_COMMAND.has(text.charAt(at)) && !goesOn) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int backward(Reading reading, int at) {
            throw new IllegalStateException("A gap stands behind the anchor");
        }

        @Override
        public boolean meets(CharSet other, boolean atItsEnd) {
            return true;
        }

        @Override
        public int end(String text, int from, int limit) {
            int found = text.indexOf(until, from);
            return found < 0 ? limit : Math.min(found, limit);
        }
    }
}
