package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.Xml;
import io.vcr.internal.body.XmlElement;
import io.vcr.internal.body.XmlElement.Attribute;
import io.vcr.internal.match.BodyDifference.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places at which two XML documents differ, as XPaths with the prefixes of the recorded document. Used only for
 * a miss.
 *
 * @param rules the rules by which they are compared
 * @param shown returns a text as messages show it
 */
record XmlDifference(BodyRules rules, UnaryOperator<String> shown) {

    /** The places in document order; empty if one of the bodies is not XML. */
    List<Place> places(HttpRequest recorded, HttpRequest sent) {
        Optional<XmlElement> left = document(recorded);
        Optional<XmlElement> right = document(sent);
        List<Place> places = new ArrayList<>();
        if (left.isPresent() && right.isPresent()) {
            compare("", left.get(), right.get(), places);
        }
        return places;
    }

    private Optional<XmlElement> document(HttpRequest request) {
        String type = request.headers().first("Content-Type").orElse("");
        return Xml.isXml(type) ? Xml.document(type, request.body(), rules) : Optional.empty();
    }

    private void compare(String outer, XmlElement recorded, XmlElement sent, List<Place> places) {
        String path = outer + step(recorded);
        if (!recorded.key().equals(sent.key())) {
            places.add(new Place(path, show(recorded), show(sent)));
            return;
        }
        Map<String, Attribute> rest = new LinkedHashMap<>();
        sent.attributes().forEach(attribute -> rest.put(attribute.key(), attribute));
        for (Attribute attribute : recorded.attributes()) {
            Attribute other = rest.remove(attribute.key());
            add(path + "/@" + attribute.name(), attribute.value(), other == null ? null : other.value(), places);
        }
        rest.values().forEach(attribute -> add(path + "/@" + attribute.name(), null, attribute.value(), places));
        if (recorded.hasTextOnly() && sent.hasTextOnly()) {
            add(path, recorded.text(), sent.text(), places);
        } else {
            content(path, recorded.content(), sent.content(), places);
        }
    }

    private void content(String path, List<Object> recorded, List<Object> sent, List<Place> places) {
        for (int i = 0; i < Math.max(recorded.size(), sent.size()); i++) {
            Object left = i < recorded.size() ? recorded.get(i) : null;
            Object right = i < sent.size() ? sent.get(i) : null;
            if (left instanceof XmlElement one && right instanceof XmlElement other) {
                compare(path, one, other, places);
            } else {
                add(path + step(left == null ? right : left), left, right, places);
            }
        }
    }

    private void add(String path, @Nullable Object recorded, @Nullable Object sent, List<Place> places) {
        if (!without(recorded).equals(without(sent))) {
            places.add(new Place(path, show(recorded), show(sent)));
        }
    }

    private Optional<Object> without(@Nullable Object node) {
        return node instanceof String text ? Optional.of(rules.changing().without(text)) : Optional.ofNullable(node);
    }

    private static String step(@Nullable Object node) {
        if (node instanceof XmlElement element) {
            return "/" + element.name() + (element.index() == 0 ? "" : "[" + element.index() + "]");
        }
        return node instanceof XmlElement.Instruction ? "/processing-instruction()" : "/text()";
    }

    private String show(@Nullable Object node) {
        if (node == null) {
            return "nothing";
        }
        if (node instanceof XmlElement element) {
            return "the element " + element.name();
        }
        return node instanceof XmlElement.Instruction ? "a processing instruction" : shown.apply((String) node);
    }
}
