package io.vcr.codec;

import io.vcr.spi.CassetteFormatException;

/**
 * A position in a YAML text, with readers for the scalars that can begin there. It reads every character once; the time
 * of YAML libraries grows with the square of the length of a line. Confined to one thread.
 */
final class YamlText {

    private final String source;
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    /** The number of line breaks that the last {@link #skipBreaks} has skipped. */
    private int breaks;

    YamlText(String source, String text) {
        this.source = source;
        this.text = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    int at() {
        return at;
    }

    int line() {
        return line;
    }

    int column() {
        return at - lineStart;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /** The character after the next {@code ahead} ones; NUL beyond the end. */
    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    char peek() {
        return peek(0);
    }

    /** Moves within a line. */
    void skip(int characters) {
        at += characters;
    }

    /** Goes back to a position in the current line. */
    void backTo(int place) {
        at = place;
    }

    boolean isSpace(int ahead) {
        char c = peek(ahead);
        return c == ' ' || c == '\t' || c == '\n' || at + ahead >= text.length();
    }

    boolean isLineEnd() {
        return isAtEnd() || peek() == '\n';
    }

    boolean isIndicator(char indicator) {
        return peek() == indicator && isSpace(1);
    }

    boolean isDocumentMark() {
        return column() == 0 && (text.startsWith("---", at) || text.startsWith("...", at)) && isSpace(3);
    }

    /** Rejects tabs as indentation, as YAML does, because their width is not defined. */
    void checkIndentation() throws CassetteFormatException {
        for (int i = lineStart; i < at; i++) {
            if (text.charAt(i) == '\t') {
                throw error("a tab is used as indentation");
            }
            if (text.charAt(i) != ' ') {
                return;
            }
        }
    }

    void skipSpaces() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private boolean isComment() {
        return peek() == '#' && (at == lineStart || text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t');
    }

    void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    /** Skips the rest of a line, with its comment; false if there is anything else in it. */
    boolean skipToLineEnd() {
        skipSpaces();
        if (isComment()) {
            skipLine();
        }
        return isLineEnd();
    }

    /** Skips white space, empty lines and comments. */
    void skipBlank() {
        while (skipToLineEnd() && !isAtEnd()) {
            newLine();
        }
    }

    private void newLine() {
        at++;
        line++;
        lineStart = at;
    }

    /**
     * Reads a tag, or an anchor or alias with its sign. A colon ends an anchor or alias; in flow style a comma or
     * bracket does too.
     */
    String word(boolean inFlow) {
        int start = at;
        boolean tag = peek() == '!';
        while (!isSpace(0) && (tag || !isIndicator(':')) && !(inFlow && ",[]{}".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Reads the part of a plain scalar that is in this line, without trailing white space. */
    String plainLine(boolean inFlow) {
        int start = at;
        int end = at;
        while (!isLineEnd()) {
            char c = peek();
            if (c == ':' && (isSpace(1) || (inFlow && ",[]{}".indexOf(peek(1)) >= 0))) {
                break;
            }
            if ((c == '#' && end < at) || (inFlow && ",[]{}".indexOf(c) >= 0)) {
                break;
            }
            at++;
            if (c != ' ' && c != '\t') {
                end = at;
            }
        }
        at = end;
        return text.substring(start, end);
    }

    /** Reads a plain scalar over all lines that are indented more than its parent. */
    String plain(int parent, boolean inFlow) throws CassetteFormatException {
        String first = plainLine(inFlow);
        StringBuilder folded = null;
        while (skipToPlainLine(parent, inFlow)) {
            folded = folded == null ? new StringBuilder(first) : folded;
            fold(folded, breaks);
            folded.append(plainLine(inFlow));
            if (!inFlow && peek() == ':') {
                throw error("a key inside a text of several lines");
            }
        }
        return folded == null ? first : folded.toString();
    }

    private boolean skipToPlainLine(int parent, boolean inFlow) {
        int place = at;
        skipSpaces();
        if (!isLineEnd() || isAtEnd()) {
            at = place;
            return false;
        }
        int placeLine = line;
        int placeStart = lineStart;
        skipBreaks();
        boolean goesOn = !isAtEnd()
                && !isDocumentMark()
                && peek() != '#'
                && (inFlow ? ",[]{}:".indexOf(peek()) < 0 : column() > parent);
        if (!goesOn) {
            at = place;
            line = placeLine;
            lineStart = placeStart;
        }
        return goesOn;
    }

    private void skipBreaks() {
        breaks = 0;
        while (peek() == '\n') {
            newLine();
            breaks++;
            skipSpaces();
        }
    }

    private static void fold(StringBuilder out, int breaks) {
        if (breaks == 1) {
            out.append(' ');
        } else {
            out.append("\n".repeat(breaks - 1));
        }
    }

    String singleQuoted() throws CassetteFormatException {
        int openedAt = line;
        at++;
        StringBuilder out = new StringBuilder();
        while (true) {
            int start = at;
            while (!isAtEnd() && peek() != '\'' && peek() != '\n') {
                at++;
            }
            out.append(text, start, at);
            if (isAtEnd()) {
                throw unclosed(openedAt);
            }
            if (peek() == '\n') {
                foldQuoted(out, 0);
            } else if (peek(1) == '\'') {
                out.append('\'');
                at += 2;
            } else {
                at++;
                return out.toString();
            }
        }
    }

    String doubleQuoted() throws CassetteFormatException {
        int openedAt = line;
        at++;
        StringBuilder out = new StringBuilder();
        int kept = 0; // white space before this length comes from an escape and is not folded
        while (true) {
            int start = at;
            while (!isAtEnd() && peek() != '"' && peek() != '\\' && peek() != '\n') {
                at++;
            }
            out.append(text, start, at);
            if (isAtEnd()) {
                throw unclosed(openedAt);
            }
            switch (peek()) {
                case '\n' -> foldQuoted(out, kept);
                case '\\' -> {
                    escape(out);
                    kept = out.length();
                }
                default -> {
                    at++;
                    return out.toString();
                }
            }
        }
    }

    private void foldQuoted(StringBuilder out, int kept) {
        int end = out.length();
        while (end > kept && (out.charAt(end - 1) == ' ' || out.charAt(end - 1) == '\t')) {
            end--;
        }
        out.setLength(end);
        skipBreaks();
        fold(out, breaks);
    }

    private void escape(StringBuilder out) throws CassetteFormatException {
        char c = peek(1);
        at += 2;
        switch (c) {
            case '0' -> out.append('\0');
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 't', '\t' -> out.append('\t');
            case 'n' -> out.append('\n');
            case 'v' -> out.append('\u000b');
            case 'f' -> out.append('\f');
            case 'r' -> out.append('\r');
            case 'e' -> out.append('\u001b');
            case ' ', '"', '/', '\\' -> out.append(c);
            case 'N' -> out.append('\u0085');
            case '_' -> out.append('\u00a0');
            case 'L' -> out.append('\u2028');
            case 'P' -> out.append('\u2029');
            case 'x' -> out.appendCodePoint(hex(2));
            case 'u' -> out.append((char) hex(4));
            case 'U' -> out.appendCodePoint(hex(8));
            case '\n' -> {
                at--;
                skipBreaks();
                out.append("\n".repeat(breaks - 1));
            }
            default -> throw error("the escape \\" + c + " is unknown");
        }
    }

    private int hex(int digits) throws CassetteFormatException {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || value > 0x10ffff >> 4) {
                throw error("an escape is not a Unicode character");
            }
            value = (value << 4) | digit;
            at++;
        }
        return value;
    }

    /** Reads a literal or folded block; {@code parent} is the indentation of its parent node. */
    String block(int parent) throws CassetteFormatException {
        boolean literal = peek() == '|';
        int explicit = 0;
        char chomping = 0;
        at++;
        while (!isSpace(0)) {
            char c = peek();
            if (c >= '1' && c <= '9' && explicit == 0) {
                explicit = c - '0';
            } else if ((c == '+' || c == '-') && chomping == 0) {
                chomping = c;
            } else {
                throw error("the header of a block holds \"" + c + "\"");
            }
            at++;
        }
        if (!skipToLineEnd()) {
            throw error("text after the header of a block");
        }
        if (isAtEnd()) {
            return "";
        }
        newLine();
        int indent = explicit > 0 ? Math.max(parent, 0) + explicit : Math.max(blockIndent(), parent + 1);
        return new YamlBlock(literal, chomping).read(this, indent);
    }

    /** The indentation of the first line that is not empty, else of the most indented line. */
    private int blockIndent() {
        int deepest = 0;
        for (int start = at; start < text.length(); ) {
            int i = start;
            while (i < text.length() && text.charAt(i) == ' ') {
                i++;
            }
            if (i < text.length() && text.charAt(i) != '\n') {
                return i - start;
            }
            deepest = Math.max(deepest, i - start);
            start = i + 1;
        }
        return deepest;
    }

    /** The number of spaces at the beginning of the current line, up to a maximum. */
    int spaces(int max) {
        int spaces = 0;
        while (spaces < max && peek(spaces) == ' ') {
            spaces++;
        }
        return spaces;
    }

    /** Reads the rest of the line and goes to the next one. */
    String restOfLine() {
        int start = at;
        skipLine();
        String rest = text.substring(start, at);
        if (!isAtEnd()) {
            newLine();
        }
        return rest;
    }

    private CassetteFormatException unclosed(int openedAt) {
        return new CassetteFormatException(source, openedAt, "not valid YAML: a quote is not closed");
    }

    CassetteFormatException error(String reason) {
        return new CassetteFormatException(source, line, "not valid YAML: " + reason);
    }
}
