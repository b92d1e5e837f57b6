package io.vcr.internal.redact;

import io.vcr.internal.body.Xml;
import io.vcr.internal.shape.CredentialLook;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the secrets in XML and HTML: in elements and attributes by their names, and in the text between. No parser, for
 * every other character stays as it was, and nothing outside the text is ever read. Thread-safe.
 */
final class XmlRedaction {

    /** Elements of the value that the element before, or the one around, has named: of Spring, property lists and XML-RPC. */
    private static final Set<String> VALUES = Set.of("value", "string");

    /** Of ours, and a token that stands in the place of one. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?:<|%3C)[a-z0-9_]{1,64}-[0-9]{1,9}(?:>|%3E)|" + Jwt.PREFIX + "[A-Za-z0-9_.-]*+");

    /** Each is looked for to the end of the text. */
    private static final int MOST_MISSING = 8;

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
        String named = "";
        int open = text.indexOf('<');
        while (open >= 0) {
            int next = open + 1;
            if (text.startsWith(CDATA, open)) {
                next = behind(text, "]]>", open);
            } else if (text.startsWith("<!--", open)) {
                next = behind(text, "-->", open);
            } else {
                named = tag(text, open, named, depth, splices);
            }
            open = text.indexOf('<', next);
        }
        return texts(splices.applyTo(text), depth);
    }

    private static int behind(String text, String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    /**
     * The tag that is opened here, if it is one, and what it encloses.
     *
     * @param named what an attribute or element before it has named, in {@code <entry name="password"><value>..}
     * @return what is named from here on
     */
    private String tag(String text, int open, String named, int depth, Splices splices) {
        int nameEnd = nameEnd(text, open + 1);
        int close = nameEnd == open + 1 ? -1 : tagEnd(text, nameEnd);
        if (close >= 0
                && !Placeholders.NUMBERED
                        .matcher(text.substring(open, close + 1))
                        .matches()) {
            String own = attributes(text, nameEnd, close, depth, splices);
            String name = localName(text, open + 1, nameEnd);
            if (text.charAt(close - 1) != '/') {
                boolean isValue = VALUES.contains(name.toLowerCase(Locale.ROOT));
                content(text, close + 1, name, !own.isEmpty() ? own : isValue ? named : "", depth, splices);
            }
            if (isName(name)) {
                int end = text.indexOf('<', close);
                return end < 0 ? "" : text.substring(close + 1, end).strip();
            }
            return own.isEmpty() && name.equalsIgnoreCase("value") ? named : own;
        }
        return named;
    }

    /** Whatever has no name. What stands in CDATA has no escapes. */
    private String texts(String text, int depth) {
        int open = text.indexOf(CDATA);
        if (open < 0) {
            return texts.text(text, Escape.XML, depth);
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        while (open >= 0) {
            int start = open + CDATA.length();
            int end = text.indexOf("]]>", start) < 0 ? text.length() : text.indexOf("]]>", start);
            out.append(texts.text(text.substring(done, start), Escape.XML, depth))
                    .append(texts.value(text.substring(start, end), depth));
            done = end;
            open = text.indexOf(CDATA, end);
        }
        return out.append(texts.text(text.substring(done), Escape.XML, depth)).toString();
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
        String name = text.substring(from, to);
        return name.substring(name.lastIndexOf(':') + 1);
    }

    /** An element without elements in it: a secret by its name, or a document of another kind. */
    private void content(String text, int from, String name, String named, int depth, Splices splices) {
        boolean isCdata = text.startsWith(CDATA, from);
        int start = isCdata ? from + CDATA.length() : from;
        int end = isCdata ? text.indexOf("]]>", start) : text.indexOf('<', start);
        if (end <= start || !(text.startsWith("</", end) || text.startsWith("]]></", end))) {
            return;
        }
        String content = text.substring(start, end);
        String value = (isCdata ? content : Xml.unescaped(content)).strip();
        boolean isNamed = rules.names().isSecret(named, value) && CredentialLook.isArgument(value);
        if ((isNamed || rules.names().isSecret(name, value)) && !value.isEmpty() && !rules.isAllowed(value)) {
            String placeholder = placeholders.of(value, SecretNames.label(isNamed ? named : name));
            splices.add(start, end, isCdata ? placeholder : Escape.XML.apply(placeholder));
        } else if (name.equalsIgnoreCase("script")) {
            String redacted = texts.value(content, depth); // nothing in it is escaped
            if (!redacted.equals(content)) {
                splices.add(start, end, redacted);
            }
        } else if (!isCdata) {
            escaped(text, start, end, depth, splices);
        }
    }

    /** A text with escapes, which can hide a secret. */
    private void escaped(String text, int start, int end, int depth, Splices splices) {
        String content = text.substring(start, end);
        if (content.indexOf('&') >= 0) {
            String plain = Xml.unescaped(content);
            String redacted = texts.value(plain, depth);
            if (!redacted.equals(plain)) {
                splices.add(start, end, spliced(content, plain, redacted));
            }
        }
    }

    /**
     * A text with escapes in which only what was replaced is escaped again: what is between two placeholders is that of the
     * text wherever it stands there.
     */
    private static String spliced(String content, String plain, String redacted) {
        int[] offsets = Xml.offsets(content);
        StringBuilder out = new StringBuilder(content.length());
        Matcher placeholder = PLACEHOLDER.matcher(redacted);
        int missing = 0;
        int done = 0;
        int at = 0;
        while (at < redacted.length()) {
            boolean isFound = placeholder.find(at);
            int end = isFound ? placeholder.start() : redacted.length();
            String between = redacted.substring(at, end);
            int start =
                    missing == MOST_MISSING ? -1 : isFound ? plain.indexOf(between, done) : last(plain, between, done);
            missing += start < 0 ? 1 : 0;
            out.append(
                    start < 0
                            ? Xml.escaped(between)
                            : content.substring(offsets[start], offsets[start + between.length()]));
            done = start < 0 ? done : start + between.length();
            out.append(isFound ? Xml.escaped(placeholder.group()) : "");
            at = isFound ? placeholder.end() : end;
        }
        return out.toString();
    }

    private static int last(String plain, String end, int from) {
        int start = plain.length() - end.length();
        return start >= from && plain.endsWith(end) ? start : -1;
    }

    /**
     * Each attribute by its name, and {@code value} and {@code content} by what {@code name},
     * {@code key} or {@code id} says: the first one that tells.
     *
     * @return what these say, or nothing
     */
    private String attributes(String text, int from, int to, int depth, Splices splices) {
        String named = "";
        int valueStart = -1;
        int valueEnd = -1;
        boolean isPassword = false;
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
            String value = text.substring(start + 1, end);
            isPassword |= name.equalsIgnoreCase("type") && value.equalsIgnoreCase("password");
            if (rules.names().isSecret(name, value)) {
                replace(text, start + 1, end, name, splices);
            } else if (isName(name)) {
                named = rules.names().tells(named) ? named : value;
            } else if (name.equalsIgnoreCase("value") || name.equalsIgnoreCase("content")) {
                valueStart = start + 1;
                valueEnd = end;
            } else {
                escaped(text, start + 1, end, depth, splices);
            }
            equals = end;
        }
        if (valueStart >= 0 && (isPassword || rules.names().isSecret(named, text.substring(valueStart, valueEnd)))) {
            replace(text, valueStart, valueEnd, isPassword ? "password" : named, splices);
        } else if (valueStart >= 0) {
            escaped(text, valueStart, valueEnd, depth, splices);
        }
        return named;
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
        String value = Xml.unescaped(text.substring(start, end));
        if (!value.isEmpty() && !rules.isAllowed(value)) {
            splices.add(start, end, Escape.XML.apply(placeholders.of(value, SecretNames.label(name))));
        }
    }
}
