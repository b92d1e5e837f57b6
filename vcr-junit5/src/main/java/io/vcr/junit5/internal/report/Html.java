package io.vcr.junit5.internal.report;

/**
 * A page that grows. All text is escaped; what a reader would not see, such as a NUL or a mark that turns the direction of a
 * text, is shown by its code. Confined to one thread.
 */
final class Html {

    /** The longest text that is shown; a name of a megabyte would hide the page. */
    private static final int MAX_TEXT = 4_000;

    private final StringBuilder page = new StringBuilder(1 << 16);

    /** Adds markup as it is. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Adds a text. */
    Html text(String text) {
        escape(text);
        return this;
    }

    /** Adds an element that holds a text. */
    Html element(String tag, String attributes, String text) {
        page.append('<')
                .append(tag)
                .append(attributes.isEmpty() ? "" : " ")
                .append(attributes)
                .append('>');
        escape(text);
        page.append("</").append(tag).append('>');
        return this;
    }

    Html element(String tag, String text) {
        return element(tag, "", text);
    }

    static String escaped(String text) {
        return new Html().text(text).toString();
    }

    private void escape(String text) {
        int end = Math.min(text.length(), MAX_TEXT);
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                case '\n', '\t' -> page.append((char) c);
                default -> {
                    if (isInvisible(c)) {
                        page.append("[U+%04X]".formatted(c));
                    } else {
                        page.appendCodePoint(c);
                    }
                }
            }
        }
        if (end < text.length()) {
            page.append("... (").append(text.length()).append(" characters)");
        }
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
