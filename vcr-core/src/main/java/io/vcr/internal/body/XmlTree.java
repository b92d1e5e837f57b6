package io.vcr.internal.body;

import io.vcr.internal.body.XmlElement.Attribute;
import io.vcr.internal.body.XmlElement.Instruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Builds the tree of a document, without comments and insignificant white space. Confined to one thread. */
final class XmlTree {

    /** The limit of JDK 24; older ones have none. */
    private static final int MAX_DEPTH = 200;

    /** An element that is open. */
    private static final class Open {

        private final String name;
        private final String key;
        private final List<Attribute> attributes;
        private final boolean preservesSpace;
        private final List<Object> content = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean hasElements;
        private boolean hasText;

        Open(String name, String key, List<Attribute> attributes, boolean preservesSpace) {
            this.name = name;
            this.key = key;
            this.attributes = attributes;
            this.preservesSpace = preservesSpace;
        }

        void endText() {
            if (text.length() > 0) {
                hasText |= !text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n');
                content.add(text.toString());
                text.setLength(0);
            }
        }

        /** White space counts beside text, and in an element that holds nothing else. */
        XmlElement closed(boolean isInAnyOrder) {
            endText();
            if (hasElements && !hasText && !preservesSpace) {
                content.removeIf(String.class::isInstance);
            }
            if (isInAnyOrder) {
                content.sort(Comparator.comparing(XmlTree::memberName));
            }
            return new XmlElement(name, key, 0, attributes, indexed(content));
        }

        private static List<Object> indexed(List<Object> content) {
            Map<String, Integer> total = new HashMap<>();
            for (Object node : content) {
                if (node instanceof XmlElement element) {
                    total.merge(element.name(), 1, Integer::sum);
                }
            }
            Map<String, Integer> seen = new HashMap<>();
            List<Object> indexed = new ArrayList<>(content.size());
            for (Object node : content) {
                if (node instanceof XmlElement element && total.getOrDefault(element.name(), 0) > 1) {
                    int index = seen.getOrDefault(element.name(), 0) + 1;
                    seen.put(element.name(), index);
                    indexed.add(element.at(index));
                } else {
                    indexed.add(node);
                }
            }
            return indexed;
        }
    }

    private final XMLStreamReader reader;
    private final Deque<Open> open = new ArrayDeque<>();

    private XmlTree(XMLStreamReader reader) {
        this.reader = reader;
    }

    /** The root; empty if the document has a document type, an unknown entity, or is nested too deep. */
    static Optional<XmlElement> read(XMLStreamReader reader) throws XMLStreamException {
        return new XmlTree(reader).root();
    }

    private Optional<XmlElement> root() throws XMLStreamException {
        XmlElement root = null;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() == MAX_DEPTH) {
                        return Optional.empty();
                    }
                    start();
                }
                case XMLStreamConstants.END_ELEMENT -> root = end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text();
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> instruction();
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return Optional.empty();
                }
                default -> {
                    // comments and the end of the document
                }
            }
        }
        return Optional.ofNullable(root);
    }

    private void start() {
        Open outer = open.peek();
        if (outer != null) {
            outer.endText();
            outer.hasElements = true;
        }
        List<Attribute> attributes = new ArrayList<>();
        boolean preserves = outer != null && outer.preservesSpace;
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            Attribute attribute = attribute(i);
            attributes.add(attribute);
            if (attribute.key().equals(key(XMLConstants.XML_NS_URI, "space"))) {
                preserves = attribute.value().equals("preserve");
            }
        }
        attributes.sort(Comparator.comparing(Attribute::key));
        String key = key(reader.getNamespaceURI(), reader.getLocalName());
        open.push(new Open(written(reader.getPrefix(), reader.getLocalName()), key, attributes, preserves));
    }

    private Attribute attribute(int i) {
        String key = key(reader.getAttributeNamespace(i), reader.getAttributeLocalName(i));
        String value = reader.getAttributeValue(i);
        boolean isType = key.equals(key(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "type"));
        return new Attribute(
                written(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                key,
                isType ? qualified(value.strip()) : value);
    }

    /** The value of {@code xsi:type} names a type by a prefix. */
    private String qualified(String name) {
        int colon = name.indexOf(':');
        String uri = reader.getNamespaceContext().getNamespaceURI(colon < 0 ? "" : name.substring(0, colon));
        return uri == null ? name : key(uri, name.substring(colon + 1));
    }

    private static String key(String uri, String localName) {
        return uri == null || uri.isEmpty() ? localName : "{" + uri + "}" + localName;
    }

    private static String written(String prefix, String localName) {
        return prefix == null || prefix.isEmpty() ? localName : prefix + ":" + localName;
    }

    private XmlElement end() {
        Open last = open.pop();
        boolean isStruct = last.key.equals("struct")
                && !open.isEmpty()
                && open.getLast().key.equals("methodCall");
        XmlElement element = last.closed(isStruct);
        if (!open.isEmpty()) {
            open.peek().content.add(element);
        }
        return element;
    }

    /** The name of a member of an XML-RPC struct, whose members have no order. */
    private static String memberName(Object node) {
        return node instanceof XmlElement member
                        && !member.content().isEmpty()
                        && member.content().get(0) instanceof XmlElement name
                        && name.hasTextOnly()
                ? name.text()
                : "";
    }

    private void text() {
        Open element = open.peek();
        if (element != null) {
            element.text.append(reader.getText());
        }
    }

    private void instruction() {
        Open element = open.peek();
        if (element != null) {
            element.endText();
            String data = reader.getPIData();
            element.content.add(new Instruction(reader.getPITarget(), data == null ? "" : data.strip()));
        }
    }
}
