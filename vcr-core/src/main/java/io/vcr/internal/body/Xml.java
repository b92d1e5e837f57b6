package io.vcr.internal.body;

import io.vcr.http.Body;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML by the parser of the JDK, and common XML functions. */
public final class Xml {

    private static final Pattern REFERENCE =
            Pattern.compile("&(lt|gt|quot|apos|amp|#0{0,5}[0-9]{1,3}|#x0{0,4}[0-7]?[0-9a-fA-F]);");

    private static final Pattern AMPERSAND = Pattern.compile("&(?!#(?:[0-9]+|x[0-9a-fA-F]+);)");

    private Xml() {}

    /** Tells whether a media type is XML (RFC 7303): any type {@code xml}, or with the suffix {@code +xml}. */
    public static boolean isXml(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.endsWith("/xml") || type.endsWith("+xml");
    }

    /**
     * The root of a document without the places that rules ignore; empty if the body is not well-formed, or has a
     * document type: nothing that it refers to is read, and entities of its own are not expanded.
     */
    public static Optional<XmlElement> document(String contentType, Body body, BodyRules rules) {
        try {
            XMLStreamReader reader = reader(contentType, body);
            try {
                return XmlTree.read(reader).map(root -> root.without(rules.ignoredXml()));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            return Optional.empty(); // the parser of the JDK throws RuntimeExceptions for some broken encodings
        }
    }

    /** A factory for each document, because those of the JDK are not thread-safe and keep the last document. */
    private static XMLStreamReader reader(String contentType, Body body) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        Optional<String> charset = hasByteOrderMark(body) ? Optional.empty() : charset(contentType);
        return charset.isPresent()
                ? factory.createXMLStreamReader(body.stream(), charset.get())
                : factory.createXMLStreamReader(body.stream());
    }

    /** RFC 7303, section 3.2: a byte order mark counts more than the charset, and the charset more than the document. */
    private static boolean hasByteOrderMark(Body body) {
        int first = body.length() < 2 ? 0 : body.buffer().getShort(0) & 0xffff;
        return first == 0xfeff || first == 0xfffe || first == 0xefbb;
    }

    private static Optional<String> charset(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith("charset=")) {
                String value = stripped.substring("charset=".length())
                        .replace("\"", "")
                        .strip();
                return value.isEmpty() ? Optional.empty() : Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /**
     * A text with ASCII characters in the place of their references. Others stay, because the encoding of the text is not
     * known here.
     */
    public static String unescaped(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(character(found.group(), found.group(1))));
    }

    /** Where each character of an {@linkplain #unescaped unescaped} text begins in the text, and where the last one ends. */
    public static int[] offsets(String text) {
        int[] offsets = new int[text.length() + 1];
        int used = 0;
        int at = 0;
        Matcher reference = REFERENCE.matcher(text);
        while (at < text.length()) {
            boolean isOne = text.charAt(at) == '&'
                    && reference.region(at, text.length()).lookingAt()
                    && character(reference.group(), reference.group(1)).length() == 1;
            offsets[used++] = at;
            at = isOne ? reference.end() : at + 1;
        }
        offsets[used++] = at;
        return Arrays.copyOf(offsets, used);
    }

    private static String character(String reference, String name) {
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "amp" -> "&";
            default -> {
                boolean isHex = name.startsWith("#x");
                int code = Integer.parseInt(name.substring(isHex ? 2 : 1), isHex ? 16 : 10);
                yield code < 128 ? Character.toString(code) : reference;
            }
        };
    }

    /** A text that was unescaped, as it can stand in an element or attribute. */
    public static String escaped(String text) {
        return AMPERSAND
                .matcher(text)
                .replaceAll("&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }
}
