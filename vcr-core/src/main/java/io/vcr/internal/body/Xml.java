package io.vcr.internal.body;

import io.vcr.http.Body;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML by the parser of the JDK, and common XML functions. */
public final class Xml {

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
}
