package io.vcr.codec;

/** The lines of a literal or folded block scalar (YAML 1.2, section 8.1). Confined to one thread. */
final class YamlBlock {

    private final boolean literal;
    private final char chomping;
    private final StringBuilder out = new StringBuilder();
    private int pendingBreaks;
    private boolean lastMoreIndented;

    YamlBlock(boolean literal, char chomping) {
        this.literal = literal;
        this.chomping = chomping;
    }

    /** Reads from the beginning of a line to the first line that is indented less. */
    String read(YamlText text, int indent) {
        while (!text.isAtEnd()) {
            int spaces = text.spaces(indent);
            boolean blank = text.peek(spaces) == '\n' || isEnd(text, spaces);
            if (blank && spaces < indent) {
                text.skip(spaces);
                if (text.isAtEnd()) {
                    break;
                }
                text.restOfLine();
                pendingBreaks++;
                continue;
            }
            if (spaces < indent || (indent == 0 && text.isDocumentMark())) {
                break;
            }
            text.skip(spaces);
            if (text.isAtEnd()) {
                break;
            }
            boolean terminated = line(text);
            if (!terminated) {
                break;
            }
        }
        return chomped();
    }

    private static boolean isEnd(YamlText text, int ahead) {
        return text.peek(ahead) == 0 && text.isSpace(ahead);
    }

    /** Reads one line; false if it is the last line of the text and has no line break. */
    private boolean line(YamlText text) {
        int before = text.line();
        String line = text.restOfLine();
        if (line.isEmpty()) {
            pendingBreaks++;
            return text.line() > before;
        }
        boolean moreIndented = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (!out.isEmpty() || pendingBreaks > 0) {
            breaks(moreIndented);
        }
        out.append(line);
        lastMoreIndented = moreIndented;
        pendingBreaks = text.line() > before ? 1 : 0;
        return pendingBreaks == 1;
    }

    private void breaks(boolean moreIndented) {
        boolean folds = !literal && !out.isEmpty() && !lastMoreIndented && !moreIndented;
        if (!folds) {
            out.append("\n".repeat(pendingBreaks));
        } else if (pendingBreaks == 1) {
            out.append(' ');
        } else {
            out.append("\n".repeat(pendingBreaks - 1));
        }
    }

    private String chomped() {
        if (chomping == '+') {
            out.append("\n".repeat(pendingBreaks));
        } else if (chomping == 0 && !out.isEmpty() && pendingBreaks > 0) {
            out.append('\n');
        }
        return out.toString();
    }
}
