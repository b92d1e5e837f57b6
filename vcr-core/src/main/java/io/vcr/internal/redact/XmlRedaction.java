package io.vcr.internal.redact;

import java.util.Locale;

/**
 * Replaces the secrets in XML and HTML: in elements and attributes by their names, and in the text between. No parser, for
 * every other character stays as it was, and nothing outside the text is ever read. Thread-safe.
 */
final class XmlRedaction {

    private static final String CDATA = "<![CDATA[";

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;

    XmlRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
    }

    String document(String text, int depth) {
        Splices splices = new Splices();
        for (int open = text.indexOf('<'); open >= 0; open = text.indexOf('<', open + 1)) {
            int nameEnd = nameEnd(text, open + 1);
            int close = nameEnd == open + 1 ? -1 : tagEnd(text, nameEnd);
            if (close < 0) {
                continue; // a comment, the end of an element, or no tag at all
            }
            attributes(text, nameEnd, close, splices);
            String name = localName(text, open + 1, nameEnd);
            if (text.charAt(close - 1) != '/' && rules.names().isSecret(name)) {
                content(text, close + 1, name, splices);
            }
        }
        return texts.text(splices.applyTo(text), Escape.XML, depth);
    }

    private static int nameEnd(String text, int from) {
        int at = from;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_:.-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /** Where a tag is closed: not within the quotes of an attribute. */
    private static int tagEnd(String text, int from) {
        char quote = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return at;
            } else if (c == '<') {
                return -1;
            }
        }
        return -1;
    }

    private static String localName(String text, int from, int to) {
        return text.substring(Math.max(from, text.lastIndexOf(':', to - 1) + 1), to);
    }

    /** An element without elements in it. */
    private void content(String text, int from, String name, Splices splices) {
        int end = text.startsWith(CDATA, from) ? text.indexOf("]]>", from) : text.indexOf('<', from);
        int start = text.startsWith(CDATA, from) ? from + CDATA.length() : from;
        boolean isText = end > start && (text.startsWith("</", end) || text.startsWith("]]></", end));
        if (isText) {
            String value = unescaped(text.substring(start, end).strip());
            if (!value.isEmpty() && !rules.isAllowed(value)) {
                String placeholder = placeholders.of(value, SecretNames.label(name));
                splices.append(start, end, start == from ? Escape.XML.apply(placeholder) : placeholder);
            }
        }
    }

    /** Each attribute by its name, and {@code value} and {@code content} by what {@code name} or {@code key} says. */
    private void attributes(String text, int from, int to, Splices splices) {
        String named = "";
        int valueStart = -1;
        int valueEnd = -1;
        for (int equals = text.indexOf('=', from); equals >= 0 && equals < to; equals = text.indexOf('=', equals + 1)) {
            int start = equals + 1;
            while (start < to && text.charAt(start) == ' ') {
                start++;
            }
            char quote = start < to ? text.charAt(start) : 0;
            int end = quote == '"' || quote == '\'' ? text.indexOf(quote, start + 1) : -1;
            if (end < 0 || end > to) {
                continue;
            }
            String name = attributeName(text, from, equals);
            if (rules.names().isSecret(name)) {
                replace(text, start + 1, end, name, splices);
            } else if (isName(name)) {
                named = text.substring(start + 1, end);
            } else if (name.equalsIgnoreCase("value") || name.equalsIgnoreCase("content")) {
                valueStart = start + 1;
                valueEnd = end;
            }
            equals = end;
        }
        if (valueStart >= 0 && rules.names().isSecret(named)) {
            replace(text, valueStart, valueEnd, named, splices);
        }
    }

    private static boolean isName(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT);
        return name.equals("name") || name.equals("key") || name.equals("id");
    }

    private static String attributeName(String text, int from, int equals) {
        int end = equals;
        while (end > from && text.charAt(end - 1) == ' ') {
            end--;
        }
        int start = end;
        while (start > from
                && (Character.isLetterOrDigit(text.charAt(start - 1)) || "_.-".indexOf(text.charAt(start - 1)) >= 0)) {
            start--;
        }
        return text.substring(start, end);
    }

    private void replace(String text, int start, int end, String name, Splices splices) {
        String value = unescaped(text.substring(start, end));
        if (!value.isEmpty() && !rules.isAllowed(value)) {
            splices.append(start, end, Escape.XML.apply(placeholders.of(value, SecretNames.label(name))));
        }
    }

    private static String unescaped(String text) {
        return text.indexOf('&') < 0
                ? text
                : text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&apos;", "'")
                        .replace("&amp;", "&");
    }
}
