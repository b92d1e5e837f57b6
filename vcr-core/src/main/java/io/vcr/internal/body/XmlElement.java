package io.vcr.internal.body;

import java.util.List;

/**
 * An element of an XML document. Immutable.
 *
 * @param name the name and the prefix as they are written
 * @param key the name and the URI of its namespace
 * @param index its position among the elements of the same name beside it, from 1; 0 if it is the only one
 * @param attributes the attributes, sorted by their keys
 * @param content elements, texts as String, and processing instructions
 */
public record XmlElement(String name, String key, int index, List<Attribute> attributes, List<Object> content) {

    /** Copies the lists. */
    public XmlElement {
        attributes = List.copyOf(attributes);
        content = List.copyOf(content);
    }

    /**
     * An attribute that is no declaration of a namespace.
     *
     * @param name the name and the prefix as they are written
     * @param key the name and the URI of its namespace
     * @param value the value, with the URI in the place of the prefix if it is the name of a type
     */
    public record Attribute(String name, String key, String value) {}

    /** A processing instruction. */
    public record Instruction(String target, String data) {}

    /** Tells whether there is nothing but text in it. */
    public boolean hasTextOnly() {
        return content.stream().allMatch(String.class::isInstance);
    }

    /** The text in it, if there is nothing else. */
    public String text() {
        return content.isEmpty() ? "" : (String) content.get(0);
    }

    XmlElement at(int newIndex) {
        return new XmlElement(name, key, newIndex, attributes, content);
    }
}
