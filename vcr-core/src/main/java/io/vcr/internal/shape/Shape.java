package io.vcr.internal.shape;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a credential of some kind looks like. Immutable.
 *
 * @param anchor which of the elements to look for in a text: the longest literal
 * @param from which of the elements begins the secret
 * @param to which of the elements the secret ends before
 */
record Shape(Kind kind, List<Element> elements, int anchor, int from, int to, Set<Check> checks) {

    /** One character is found everywhere. */
    private static final int MIN_ANCHOR = 2;

    /** A run before the anchor is read once for each anchor, so this limits what a hostile text can cost. */
    private static final int MAX_BEFORE_ANCHOR = 512;

    /** How much of a credential tells whether it is a filler: some keep the beginning of a real one. */
    private static final int TAIL = 16;

    /** The end of a sentence, Markdown, and the beginning of an escape: what is left must stay valid. */
    private static final String PUNCTUATION = ".,*\\";

    Shape {
        elements = List.copyOf(elements);
        checks = Set.copyOf(checks);
        for (int i = 0; i < elements.size(); i++) {
            if (i != anchor) {
                check(elements, i, i < anchor);
            }
        }
    }

    /**
     * @throws IllegalArgumentException if there is nothing to look for, or reading is not linear and without a second try
     */
    static Shape of(Kind kind, List<Element> elements, int from, int to, Set<Check> checks) {
        int anchor = -1;
        int length = MIN_ANCHOR - 1;
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof Element.Literal candidate && candidate.least() > length) {
                anchor = i;
                length = candidate.least();
            }
        }
        if (anchor < 0) {
            throw new IllegalArgumentException("it has no text of two characters to look for");
        }
        return new Shape(kind, elements, anchor, from, to, checks);
    }

    private static void check(List<Element> elements, int index, boolean isBeforeAnchor) {
        int neighbour = isBeforeAnchor ? index - 1 : index + 1;
        if (elements.get(index) instanceof Element.Gap gap
                && (isBeforeAnchor || gap.until().isEmpty())) {
            throw new IllegalArgumentException("a gap stands between the longest text and another one");
        }
        if (!(elements.get(index) instanceof Element.Run run)) {
            return;
        }
        if (isBeforeAnchor && run.max() > MAX_BEFORE_ANCHOR) {
            throw new IllegalArgumentException("what stands before the longest text has no limit");
        }
        if (run.isRanged()
                && neighbour >= 0
                && neighbour < elements.size()
                && elements.get(neighbour).meets(run.set(), isBeforeAnchor)) {
            throw new IllegalArgumentException(
                    "element " + (index + 1) + " can swallow the beginning of its neighbour");
        }
    }

    List<String> anchors() {
        return ((Element.Literal) elements.get(anchor)).alternatives();
    }

    /** Whether the anchor of each secret stands in a long word: the whole secret does, or the anchor is one. */
    boolean isInLongWord() {
        Element text = elements.get(anchor);
        boolean isWord = true;
        int least = 0;
        for (Element element : elements) {
            isWord &= !element.mayHaveSpace();
            least += element.least();
        }
        return (isWord && least >= LongWords.LEAST) || (!text.mayHaveSpace() && text.least() >= LongWords.LEAST);
    }

    /** The run that follows each anchor, or null if another text or nothing does. */
    Element.@Nullable Run afterAnchor() {
        return elements.size() > anchor + 1 && elements.get(anchor + 1) instanceof Element.Run run ? run : null;
    }

    /** The run that precedes each anchor and is never empty, or null if there is none. */
    Element.@Nullable Run beforeAnchor() {
        return anchor > 0 && elements.get(anchor - 1) instanceof Element.Run run && run.min() > 0 ? run : null;
    }

    /** Whether a secret is the anchor and all that follows of a set, so that all that begin in one stretch end together. */
    private boolean isOpen() {
        return anchor == 0
                && elements.size() == 2
                && elements.get(1) instanceof Element.Run run
                && run.max() == Integer.MAX_VALUE;
    }

    /** The secret of this shape whose anchor stands there, or null. */
    @Nullable
    Found read(Reading reading, int anchorStart, int anchorEnd) {
        int[] starts = new int[elements.size() + 1];
        starts[anchor] = anchorStart;
        starts[anchor + 1] = anchorEnd;
        // What most anchors fail at comes first, what takes longest last.
        Found found = readForward(reading, starts) && readBackward(reading, starts) ? secret(reading, starts) : null;
        return found != null && Boundary.isStart(reading.text, starts[0]) ? found : null;
    }

    private boolean readBackward(Reading reading, int[] starts) {
        for (int i = anchor - 1; i >= 0; i--) {
            starts[i] = elements.get(i).backward(reading, starts[i + 1]);
            if (starts[i] == Element.NONE) {
                return false;
            }
        }
        return true;
    }

    private boolean readForward(Reading reading, int[] starts) {
        for (int i = anchor + 1; i < elements.size(); i++) {
            starts[i + 1] = elements.get(i).forward(reading, starts[i]);
            if (starts[i + 1] == Element.NONE) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Found secret(Reading reading, int[] starts) {
        int end = starts[to];
        while (to == elements.size() && PUNCTUATION.indexOf(reading.text.charAt(end - 1)) >= 0) {
            end--;
        }
        int variable = elements.get(from) instanceof Element.Literal ? starts[from + 1] : starts[from];
        return passes(reading, variable, end) ? new Found(starts[from], end, kind) : null;
    }

    private boolean passes(Reading reading, int variable, int end) {
        for (Check check : checks) {
            if (!check.passes(reading, variable, end)) {
                if (check.isOfAnyPart() && isOpen()) {
                    reading.failedUntil(end);
                }
                return false;
            }
        }
        return !isFiller(reading.text, Math.max(variable, end - TAIL), end);
    }

    /** Whether nothing is left of a secret, as in {@code xxxx-xxxx} and {@code %s}. */
    private static boolean isFiller(String text, int start, int end) {
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            boolean stands = c == 'x' || c == 'X' || c == '0' || (c == 's' && end - start == 2);
            if (CharSet.ALPHANUMERIC.has(c) && !stands) {
                return false;
            }
        }
        return true;
    }
}
