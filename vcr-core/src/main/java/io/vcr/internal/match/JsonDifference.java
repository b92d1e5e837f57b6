package io.vcr.internal.match;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.internal.body.Changing;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.JsonPath;
import io.vcr.internal.body.JsonRpc;
import io.vcr.internal.match.BodyDifference.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places at which two JSON documents differ. Used only for a miss.
 *
 * @param rules the rules by which they are compared
 * @param shown returns a text as messages show it
 */
record JsonDifference(BodyRules rules, UnaryOperator<String> shown) {

    /** The places in document order; empty if one of the bodies is not JSON. */
    List<Place> places(Body recorded, Body sent) {
        Optional<Object> left = tree(recorded);
        Optional<Object> right = tree(sent);
        List<Place> places = new ArrayList<>();
        if (left.isPresent() && right.isPresent()) {
            compare(new ArrayList<>(), left.get(), right.get(), places);
        }
        return places;
    }

    private void compare(List<String> steps, @Nullable Object recorded, @Nullable Object sent, List<Place> places) {
        if (JsonPath.anyMatches(rules.ignored(), steps)) {
            return;
        }
        if (recorded instanceof Map<?, ?> left && sent instanceof Map<?, ?> right) {
            Set<Object> names = new LinkedHashSet<>(left.keySet());
            names.addAll(right.keySet());
            if (isMessage(steps) && hasRpcId(left) && hasRpcId(right)) {
                names.remove(JsonRpc.ID);
            }
            for (Object name : names) {
                steps.add((String) name);
                compare(steps, left.get(name), right.get(name), places);
                steps.remove(steps.size() - 1);
            }
        } else if (recorded instanceof List<?> one && sent instanceof List<?> other) {
            boolean unordered = JsonPath.anyMatches(rules.unordered(), steps);
            List<?> left = unordered ? without(one, other) : one;
            List<?> right = unordered ? without(other, one) : other;
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                steps.add("[" + i + "]");
                compare(steps, i < left.size() ? left.get(i) : null, i < right.size() ? right.get(i) : null, places);
                steps.remove(steps.size() - 1);
            }
        } else if (!Objects.equals(recorded, sent) && !isSameButForChanges(recorded, sent, rules.changing())) {
            places.add(new Place(path(steps), show(recorded), show(sent)));
        }
    }

    /** Tells whether a place is the document itself, or an element of its list. */
    private static boolean isMessage(List<String> steps) {
        return steps.isEmpty() || (steps.size() == 1 && steps.get(0).startsWith("["));
    }

    private static boolean hasRpcId(Map<?, ?> message) {
        Object id = message.get(JsonRpc.ID);
        return new StringText("2.0").equals(message.get(JsonRpc.VERSION))
                && message.containsKey(JsonRpc.METHOD)
                && (id instanceof StringText || id instanceof NumberText);
    }

    /** The elements of a list that have no equal element in another list. */
    private static List<?> without(List<?> list, List<?> other) {
        List<Object> rest = new ArrayList<>(list);
        other.forEach(rest::remove);
        return rest;
    }

    private static boolean isSameButForChanges(@Nullable Object recorded, @Nullable Object sent, Changing changing) {
        return !changing.isNothing()
                && recorded != null
                && sent != null
                && recorded.getClass() == sent.getClass()
                && changing.without(text(recorded)).equals(changing.without(text(sent)));
    }

    private static String text(Object value) {
        return value instanceof StringText string ? string.text : value.toString();
    }

    private static String path(List<String> steps) {
        StringBuilder path = new StringBuilder("$");
        for (String step : steps) {
            path.append(step.startsWith("[") ? "" : ".").append(step);
        }
        return path.toString();
    }

    private String show(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        return value instanceof StringText string ? shown.apply(string.text) : value.toString();
    }

    /** The JSON document as maps, lists and, for scalars, their text. */
    private static Optional<Object> tree(Body body) {
        try (JsonParser parser = Json.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            Object root = tree(parser, first);
            return parser.nextToken() == null ? Optional.of(root) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON: compared by bytes
        }
    }

    private static Object tree(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    fields.put(name, tree(parser, parser.nextToken()));
                }
                return fields;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(tree(parser, next));
                }
                return items;
            }
            case VALUE_STRING -> {
                return new StringText(parser.getText());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return new NumberText(parser.getText());
            }
            default -> {
                return parser.getText();
            }
        }
    }

    /** A string value. Not a String, so that no text equals a literal. */
    private record StringText(String text) {}

    /** A number that is equal by value and shown in its source form. */
    private record NumberText(String text) {

        @Override
        public boolean equals(Object other) {
            return other instanceof NumberText that
                    && CanonicalJson.canonicalNumber(text).equals(CanonicalJson.canonicalNumber(that.text));
        }

        @Override
        public int hashCode() {
            return CanonicalJson.canonicalNumber(text).hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
