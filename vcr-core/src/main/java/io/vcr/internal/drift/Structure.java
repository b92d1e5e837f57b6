package io.vcr.internal.drift;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * The structure of JSON values without the values: their types, their fields, and one structure for all elements of a list.
 * Several values add up to the union of their structures. Confined to one thread.
 */
final class Structure {

    private static final int MAX_DEPTH = 100;

    /** The type of a value. A null has none. */
    enum Type {
        OBJECT,
        LIST,
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /** The fewest objects of one structure that are taken for the values of a map. */
    private static final int LEAST_OF_A_MAP = 3;

    /** Names that are data: numbers, dates, UUIDs, digests, ids with two digits, paths and addresses. */
    private static final Pattern DATA = Pattern.compile(
            "\\d+|[0-9a-fA-F]{16,}|(?=.{8})(?:\\D*\\d){2}.*|/.*|[^/]+/[^/]+.*|[^@]+@[^@]+", Pattern.DOTALL);

    private final Set<Type> types = EnumSet.noneOf(Type.class);
    private final Map<String, Structure> fields = new TreeMap<>();
    private Optional<Structure> elements = Optional.empty();

    /** How many values have been added, and how many of them were objects. */
    private int values;

    private int objects;

    /** Adds the structure of a document; false if it is not JSON. */
    boolean add(String json) {
        try (JsonParser parser = Json.parser(json)) {
            if (parser.nextToken() == null) {
                return false;
            }
            Structure document = new Structure();
            document.read(parser, 0);
            if (parser.nextToken() != null) {
                return false;
            }
            add(document);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void read(JsonParser parser, int depth) throws IOException {
        values++;
        JsonToken token = parser.currentToken();
        if (depth == MAX_DEPTH) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT) {
            types.add(Type.OBJECT);
            objects++;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Structure field = fields.computeIfAbsent(parser.currentName(), name -> new Structure());
                parser.nextToken();
                field.read(parser, depth + 1);
            }
        } else if (token == JsonToken.START_ARRAY) {
            types.add(Type.LIST);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (elements.isEmpty()) {
                    elements = Optional.of(new Structure());
                }
                elements.get().read(parser, depth + 1);
            }
        } else if (token == JsonToken.VALUE_STRING) {
            types.add(Type.TEXT);
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            types.add(Type.BOOLEAN);
        } else if (token.isNumeric()) {
            types.add(Type.NUMBER);
        }
    }

    private void add(Structure other) {
        values += other.values;
        objects += other.objects;
        types.addAll(other.types);
        other.fields.forEach((name, field) ->
                fields.computeIfAbsent(name, added -> new Structure()).add(field));
        other.elements.ifPresent(element -> {
            if (elements.isEmpty()) {
                elements = Optional.of(new Structure());
            }
            elements.get().add(element);
        });
    }

    /**
     * Finds what a newer structure lacks or has more than this one.
     *
     * @param place the path of both, such as {@code $.data[*]}
     * @param change takes a path, and what has changed there
     */
    void compare(Structure newer, String place, BiConsumer<String, String> change) {
        for (Type type : newer.types) {
            if (!types.isEmpty() && !types.contains(type)) {
                change.accept(place, "changed from " + text(types) + " to " + text(newer.types));
                return;
            }
        }
        if (isMap() && newer.isMap()) {
            union().compare(newer.union(), place + ".*", change);
        } else if (objects > 0 && newer.objects > 0) {
            compareFields(newer, place, change);
        }
        if (elements.isPresent() && newer.elements.isPresent()) {
            elements.get().compare(newer.elements.get(), place + "[*]", change);
        }
    }

    private void compareFields(Structure newer, String place, BiConsumer<String, String> change) {
        fields.forEach((name, field) -> {
            Structure other = newer.fields.get(name);
            if (other != null) {
                field.compare(other, place + "." + name, change);
            } else if (field.values >= objects) { // a field that some objects did not have may be absent from all
                change.accept(place + "." + name, "went");
            }
        });
        newer.fields.forEach((name, field) -> {
            if (!fields.containsKey(name)) {
                change.accept(place + "." + name, "came");
            }
        });
    }

    private static String text(Set<Type> types) {
        return String.join(
                " or ",
                types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList());
    }

    /** Whether the names of the fields are data, such as ids. */
    private boolean isMap() {
        if (fields.isEmpty() || elements.isPresent()) {
            return false;
        }
        return fields.keySet().stream().allMatch(name -> DATA.matcher(name).matches()) || hasEqualObjects();
    }

    private boolean hasEqualObjects() {
        Structure first = fields.values().iterator().next();
        return fields.size() >= LEAST_OF_A_MAP
                && first.types.equals(Set.of(Type.OBJECT))
                && !first.fields.isEmpty()
                && fields.values().stream()
                        .allMatch(field -> field.types.equals(first.types)
                                && field.fields.keySet().equals(first.fields.keySet()));
    }

    private Structure union() {
        Structure union = new Structure();
        fields.values().forEach(union::add);
        return union;
    }
}
