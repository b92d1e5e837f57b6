package io.vcr.internal.match;

/**
 * Text of a cassette or of a server as a part of one line of a build log. Line feeds and control characters would begin lines of
 * their own, which a terminal or a build server may take for commands, and marks of direction would turn a line around.
 */
public final class Printable {

    private Printable() {}

    /** Writes each character that is no visible one as {@code \n}, {@code \t} or its number. */
    public static String line(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(isHidden(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return line.toString();
    }

    private static boolean isHidden(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
