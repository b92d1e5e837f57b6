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

    /** How much of a credential tells whether it is a filler: some keep the beginning of a real one. */
    private static final int TAIL = 16;

    /** The end of a sentence, Markdown, and the beginning of an escape: what is left must stay valid. */
    private static final String PUNCTUATION = ".,*\\";

    Shape {
        elements = List.copyOf(elements);
        checks = Set.copyOf(checks);
    }

    List<String> anchors() {
        return ((Element.Literal) elements.get(anchor)).alternatives();
    }

    /** The secret of this shape whose anchor stands there, or null. */
    @Nullable
    Found read(Reading reading, int anchorStart, int anchorEnd) {
        if (anchor == 0 && !Boundary.isStart(reading.text, anchorStart)) {
            return null;
        }
        int[] starts = new int[elements.size() + 1];
        starts[anchor] = anchorStart;
        starts[anchor + 1] = anchorEnd;
        return readBackward(reading, starts) && readForward(reading, starts) ? secret(reading, starts) : null;
    }

    private boolean readBackward(Reading reading, int[] starts) {
        for (int i = anchor - 1; i >= 0; i--) {
            starts[i] = elements.get(i).backward(reading, starts[i + 1]);
            if (starts[i] == Element.NONE) {
                return false;
            }
        }
        return anchor == 0 || Boundary.isStart(reading.text, starts[0]);
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
        if (isFiller(reading.text, Math.max(variable, end - TAIL), end)) {
            return false;
        }
        for (Check check : checks) {
            if (!check.passes(reading, variable, end)) {
                return false;
            }
        }
        return true;
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
