package io.vcr.internal.match;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.internal.body.Changing;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Describes where two bodies differ: by JSON path if both are JSON, else by the first byte. Used only for a miss. */
public record BodyDifference(BodyRules rules, UnaryOperator<String> mask) {

    private static final int SHOWN = 60;

    /** A place and its value on both sides. */
    public record Place(String path, String recorded, String sent) {}

    public String describe(Body recorded, Body sent) {
        List<Place> places = places(recorded, sent);
        if (!places.isEmpty()) {
            Place first = places.get(0);
            return first.path + " recorded " + first.recorded + ", sent " + first.sent;
        }
        return bytes(recorded, sent);
    }

    /** The places at which two JSON bodies differ, in document order; empty if one of them is not JSON. */
    public List<Place> places(Body recorded, Body sent) {
        Optional<Object> left = tree(recorded);
        Optional<Object> right = tree(sent);
        if (left.isEmpty() || right.isEmpty()) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        compare(
                new ArrayList<>(),
                left.get(),
                right.get(),
                (steps, pair) -> places.add(new Place(path(steps), show(pair[0]), show(pair[1]))));
        return places;
    }

    private void compare(
            List<String> steps,
            @Nullable Object recorded,
            @Nullable Object sent,
            BiConsumer<List<String>, @Nullable Object[]> onDifference) {
        if (JsonPath.anyMatches(rules.ignored(), steps)) {
            return;
        }
        if (recorded instanceof Map<?, ?> left && sent instanceof Map<?, ?> right) {
            Set<Object> names = new LinkedHashSet<>(left.keySet());
            names.addAll(right.keySet());
            for (Object name : names) {
                steps.add((String) name);
                compare(steps, left.get(name), right.get(name), onDifference);
                steps.remove(steps.size() - 1);
            }
        } else if (recorded instanceof List<?> one && sent instanceof List<?> other) {
            boolean unordered = JsonPath.anyMatches(rules.unordered(), steps);
            List<?> left = unordered ? without(one, other) : one;
            List<?> right = unordered ? without(other, one) : other;
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                steps.add("[" + i + "]");
                compare(
                        steps,
                        i < left.size() ? left.get(i) : null,
                        i < right.size() ? right.get(i) : null,
                        onDifference);
                steps.remove(steps.size() - 1);
            }
        } else if (!Objects.equals(recorded, sent) && !isSameButForChanges(recorded, sent, rules.changing())) {
            onDifference.accept(steps, new @Nullable Object[] {recorded, sent});
        }
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
        return value instanceof StringText string ? Json.quote(masked(string.text)) : value.toString();
    }

    /** Masks the whole text before it is cut, because a part of a key no longer looks like a key. */
    private String masked(String text) {
        String masked = mask.apply(text);
        return masked.length() <= SHOWN
                ? masked
                : masked.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }

    private String bytes(Body recorded, Body sent) {
        int at = recorded.buffer().mismatch(sent.buffer());
        if (at < 0) {
            return "the same bytes with another content type";
        }
        Optional<String> left = recorded.text().map(mask);
        Optional<String> right = sent.text().map(mask);
        if (left.isEmpty() || right.isEmpty()) {
            return "at byte %d of %d recorded and %d sent".formatted(at, recorded.length(), sent.length());
        }
        int shown = left.get().equals(right.get()) ? 0 : difference(left.get(), right.get());
        return "at byte %d recorded %s, sent %s".formatted(at, window(left.get(), shown), window(right.get(), shown));
    }

    private static int difference(String left, String right) {
        int at = 0;
        while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String window(String text, int at) {
        return at >= text.length()
                ? "the end"
                : Json.quote(text.substring(at, Math.min(text.length(), at + SHOWN / 2)));
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
