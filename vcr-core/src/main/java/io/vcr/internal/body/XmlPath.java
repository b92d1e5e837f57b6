package io.vcr.internal.body;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an XML document, as an XPath of names: {@code /order/item[2]/@id}, or {@code //id} for any depth. Prefixes
 * do not count, because documents choose them freely. Immutable.
 */
public final class XmlPath {

    private static final Pattern STEP =
            Pattern.compile("(@?)(?:[^/@:\\[\\]\\s]+:)?([^/@:\\[\\]\\s]+)(?:\\[([1-9][0-9]{0,8})])?");

    /** A name, and the position among elements of this name, or 0 for any. */
    private record Step(String name, int index) {

        boolean isOf(XmlElement element) {
            return (name.equals("*") || name.equals(element.localName()))
                    && (index == 0 || index == Math.max(element.index(), 1));
        }
    }

    private final String text;
    private final List<Step> elements;
    private final String attribute;
    private final boolean anyDepth;

    private XmlPath(String text, List<Step> elements, String attribute, boolean anyDepth) {
        this.text = text;
        this.elements = List.copyOf(elements);
        this.attribute = attribute;
        this.anyDepth = anyDepth;
    }

    static boolean isOne(String text) {
        return text.startsWith("/");
    }

    static XmlPath of(String text) {
        boolean anyDepth = text.startsWith("//");
        List<Step> elements = new ArrayList<>();
        String attribute = "";
        for (String step : text.substring(anyDepth ? 2 : 1).split("/", -1)) {
            Matcher matcher = STEP.matcher(step);
            boolean isAttribute = step.startsWith("@");
            if (!attribute.isEmpty() || !matcher.matches() || (isAttribute && matcher.group(3) != null)) {
                throw invalid(text);
            }
            if (isAttribute) {
                attribute = matcher.group(2);
            } else {
                elements.add(
                        new Step(matcher.group(2), matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3))));
            }
        }
        if (elements.isEmpty() && !anyDepth) {
            throw invalid(text);
        }
        return new XmlPath(text, elements, attribute, anyDepth);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "Not a path of XML: \"" + text + "\"; write /a/b, /a/b[2], /a/@name, //b or //@name");
    }

    /** Tells whether this path names the last of the elements that lead to it. */
    boolean matches(List<XmlElement> place) {
        return attribute.isEmpty() && leadsTo(place);
    }

    /** Tells whether this path names an attribute of the last of the elements that lead to it. */
    boolean matches(List<XmlElement> place, XmlElement.Attribute of) {
        return (attribute.equals("*") || attribute.equals(of.localName())) && leadsTo(place);
    }

    private boolean leadsTo(List<XmlElement> place) {
        int from = place.size() - elements.size();
        if (from < 0 || (from > 0 && !anyDepth)) {
            return false;
        }
        for (int i = 0; i < elements.size(); i++) {
            if (!elements.get(i).isOf(place.get(from + i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
