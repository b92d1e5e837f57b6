package io.vcr.codec;

import io.vcr.http.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes YAML that means the same in YAML 1.1 and 1.2: it quotes every scalar that could be something else than a text,
 * and uses a block only if the block is exact. A writer of our own gives the same bytes with every version of a YAML
 * library.
 */
final class YamlEmitter implements Emitter {

    /** The length from which a text on one line is written as a block, without escapes. */
    private static final int BLOCK_LENGTH = 60;

    private final StringBuilder out = new StringBuilder(1024);
    private int indent = -2;

    /** True if the next value begins in the line of its key or dash, after a space. */
    private boolean inLine;

    /** True if the next key follows the dash of its item. */
    private boolean behindDash;

    private final ArrayDeque<Boolean> inSequence = new ArrayDeque<>();

    @Override
    public void beginMapping() {
        item();
        behindDash = isInSequence();
        inSequence.push(false);
        indent += 2;
    }

    @Override
    public void endMapping() {
        inSequence.pop();
        indent -= 2;
    }

    @Override
    public void emptyMapping() {
        value("{}");
    }

    /** Items are written below their key without indentation, as in PyYAML. */
    @Override
    public void beginSequence() {
        item();
        inSequence.push(true);
    }

    @Override
    public void endSequence() {
        inSequence.pop();
    }

    @Override
    public void emptySequence() {
        value("[]");
    }

    private boolean isInSequence() {
        return !inSequence.isEmpty() && inSequence.peek();
    }

    private void item() {
        if (isInSequence()) {
            newLine(indent);
            out.append('-');
            inLine = true;
        }
    }

    private void newLine(int spaces) {
        if (!out.isEmpty()) {
            out.append('\n');
        }
        out.append(" ".repeat(Math.max(0, spaces)));
    }

    @Override
    public void key(String key) {
        if (behindDash) {
            out.append(' ');
            behindDash = false;
        } else {
            newLine(indent);
        }
        out.append(quoted(key)).append(':');
        inLine = true;
    }

    private void value(String text) {
        item();
        out.append(inLine ? " " : "").append(text);
        inLine = false;
    }

    @Override
    public void number(long number) {
        value(Long.toString(number));
    }

    @Override
    public void nothing() {
        value("null");
    }

    @Override
    public void text(String text) {
        value(quoted(text));
    }

    @Override
    public void body(Body body) {
        Optional<String> text = body.text();
        if (text.isEmpty()) {
            value("!!binary |");
            String base64 = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(body.bytes());
            block(base64);
        } else if (isBlock(text.get())) {
            value("|" + chomping(text.get()));
            block(text.get());
        } else {
            value(quoted(text.get()));
        }
    }

    @Override
    public void wrappedBody(Body body) {
        beginMapping();
        key("string");
        body(body);
        endMapping();
    }

    @Override
    public void line(String flow) {
        value(flow);
    }

    @Override
    public byte[] toBytes() {
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void block(String text) {
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int start = 0; start <= end; ) {
            int lineEnd = text.indexOf('\n', start);
            lineEnd = lineEnd < 0 || lineEnd > end ? end : lineEnd;
            newLine(lineEnd > start ? indent + 2 : 0);
            out.append(text, start, lineEnd);
            start = lineEnd + 1;
        }
    }

    private static String chomping(String text) {
        if (!text.endsWith("\n")) {
            return "-";
        }
        return text.endsWith("\n\n") ? "+" : "";
    }

    /**
     * A block is exact if the text needs no escape, does not begin with white space and has no line of only white
     * space.
     */
    private static boolean isBlock(String text) {
        if (text.isEmpty() || (text.length() < BLOCK_LENGTH && text.indexOf('\n') < 0)) {
            return false;
        }
        int lineStart = 0;
        boolean blank = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '\n') {
                if (i == 0 || (blank && i > lineStart)) {
                    return false;
                }
                lineStart = i + 1;
                blank = true;
            } else if (c == ' ' || c == '\t') {
                if (i == 0) {
                    return false;
                }
            } else if (isPrintable(c)) {
                blank = false;
            } else {
                return false;
            }
            i += Character.charCount(c);
        }
        return !blank || lineStart == text.length();
    }

    private static String quoted(String text) {
        if (isPlain(text)) {
            return text;
        }
        boolean printable = text.codePoints().allMatch(YamlEmitter::isPrintable);
        return printable ? "'" + text.replace("'", "''") + "'" : doubleQuoted(text);
    }

    private static boolean isPlain(String text) {
        if (text.isEmpty() || (!isLetter(text.charAt(0)) && text.charAt(0) != '/')) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i == text.length() - 1;
            boolean safe = isLetter(c) || (c >= '0' && c <= '9') || "_./-+=;,%&?@~$()".indexOf(c) >= 0;
            boolean safeInside = (c == ' ' && !last) || (c == ':' && !last && text.charAt(i + 1) != ' ');
            if (!safe && !safeInside) {
                return false;
            }
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "false", "yes", "no", "on", "off", "y", "n", "null" -> false;
            default -> true;
        };
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Printable as in YAML 1.1, except for its line breaks and the byte order mark. */
    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7e)
                || (c >= 0xa0 && c <= 0xd7ff && c != 0x2028 && c != 0x2029)
                || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff)
                || c >= 0x10000;
    }

    private static String doubleQuoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isPrintable(c)) {
                        quoted.appendCodePoint(c);
                    } else if (c <= 0xff) {
                        quoted.append("\\x%02X".formatted(c));
                    } else {
                        quoted.append("\\u%04X".formatted(c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
