package io.vcr.internal.body;

import java.util.ArrayList;
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
    public record Attribute(String name, String key, String value) {

        String localName() {
            return withoutUri(key);
        }
    }

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

    String localName() {
        return withoutUri(key);
    }

    private static String withoutUri(String key) {
        return key.substring(key.indexOf('}') + 1);
    }

    /** This root without the elements and attributes at some places; it stays itself. */
    XmlElement without(List<XmlPath> paths) {
        return paths.isEmpty() ? this : without(new ArrayList<>(List.of(this)), paths);
    }

    private XmlElement without(List<XmlElement> place, List<XmlPath> paths) {
        List<Attribute> rest = attributes.stream()
                .filter(attribute -> paths.stream().noneMatch(path -> path.matches(place, attribute)))
                .toList();
        List<Object> nodes = new ArrayList<>(content.size());
        for (Object node : content) {
            if (node instanceof XmlElement child) {
                place.add(child);
                if (paths.stream().noneMatch(path -> path.matches(place))) {
                    nodes.add(child.without(place, paths));
                }
                place.remove(place.size() - 1);
            } else {
                nodes.add(node);
            }
        }
        return new XmlElement(name, key, index, rest, nodes);
    }

    XmlElement at(int newIndex) {
        return new XmlElement(name, key, newIndex, attributes, content);
    }
}
