package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes JSON texts with the same value as the same text, in one pass over the tokens: keys sorted, numbers by value,
 * no white space. A repeated key keeps all its values, so that different documents never become equal. Confined to one
 * thread.
 */
public final class CanonicalJson {

    /** Extra room, because the canonical form may be longer than its source. */
    private static final int ROOM = 64;

    private final JsonParser parser;
    private final BodyRules rules;
    private final boolean hasPlaces;
    private final List<String> place = new ArrayList<>();
    private final StringBuilder out;

    private CanonicalJson(JsonParser parser, BodyRules rules, int length) {
        this.parser = parser;
        this.out = new StringBuilder(length + ROOM);
        this.rules = rules;
        this.hasPlaces = !rules.haveNoPlaces();
    }

    /** The canonical text of one document, or of each line of several documents; empty if the body is neither. */
    public static Optional<String> of(Body body, BodyRules rules) {
        Optional<String> document = document(body, rules);
        return document.isPresent() ? document : ofLines(body, rules);
    }

    public static Optional<String> ofLines(Body body, BodyRules rules) {
        Optional<String> text = body.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder lines = new StringBuilder();
        for (String line : text.get().split("\n", -1)) {
            if (!line.isBlank()) {
                Optional<String> document = document(Body.of(line), rules);
                if (document.isEmpty()) {
                    return Optional.empty();
                }
                lines.append(document.get()).append('\n');
            }
        }
        return Optional.of(lines.toString());
    }

    private static Optional<String> document(Body body, BodyRules rules) {
        try (JsonParser parser = Json.parser(body)) {
            CanonicalJson json = new CanonicalJson(parser, rules, body.length());
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            json.value(first);
            return parser.nextToken() == null ? Optional.of(json.out.toString()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON, despite its content type: compared in a simpler form
        }
    }

    private void value(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            default -> out.append(parser.getText());
        }
    }

    /** A field or an element. {@code value} gives the order of fields whose names differ only in ignored texts. */
    private record Field(String name, String value, int from, int to) implements Comparable<Field> {

        @Override
        public int compareTo(Field other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : value.compareTo(other.value);
        }
    }

    private void object() throws IOException {
        out.append('{');
        int start = out.length();
        List<Field> fields = new ArrayList<>();
        boolean sorted = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken token = parser.nextToken();
            if (hasPlaces && enter(key)) {
                parser.skipChildren();
                leave();
                continue;
            }
            String name = rules.changing().without(key);
            int from = out.length();
            string(name);
            out.append(':');
            value(token);
            out.append(',');
            Field field = new Field(name, name.equals(key) ? "" : out.substring(from), from, out.length());
            sorted &= fields.isEmpty() || fields.get(fields.size() - 1).compareTo(field) <= 0;
            fields.add(field);
            leave();
        }
        if (!sorted) {
            sort(start, fields);
        }
        out.append('}');
    }

    /** Sorts fields or elements that follow one another from {@code start}. */
    private void sort(int start, List<Field> fields) {
        String text = out.substring(start);
        out.setLength(start);
        fields.sort(null);
        for (Field field : fields) {
            out.append(text, field.from - start, field.to - start);
        }
    }

    private void array() throws IOException {
        boolean unordered = hasPlaces && JsonPath.anyMatches(rules.unordered(), place);
        out.append('[');
        int start = out.length();
        List<Field> elements = new ArrayList<>(0);
        int index = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (hasPlaces && enter("[" + index + "]")) {
                parser.skipChildren();
            } else {
                int from = out.length();
                value(token);
                out.append(',');
                if (unordered) {
                    elements.add(new Field(out.substring(from), "", from, out.length()));
                }
            }
            leave();
            index++;
        }
        if (unordered) {
            sort(start, elements);
        }
        out.append(']');
    }

    /** Enters a place if the rules depend on places; true if the place is ignored. */
    private boolean enter(String step) {
        place.add(step);
        return JsonPath.anyMatches(rules.ignored(), place);
    }

    private void leave() {
        if (hasPlaces) {
            place.remove(place.size() - 1);
        }
    }

    /** Copies the text without a String of it, which for a prompt would be as long as the body. */
    private void string() throws IOException {
        if (rules.changing().isNothing()) {
            int length = parser.getTextLength();
            begin(length).append(parser.getTextCharacters(), parser.getTextOffset(), length);
        } else {
            string(rules.changing().without(parser.getText()));
        }
    }

    private void string(String text) {
        begin(text.length()).append(text);
    }

    /** Begins a text with its length, so that the text needs no escaping. */
    private StringBuilder begin(int length) {
        return out.append('"').append(length).append(':');
    }

    private void number(String text) {
        String rest = rules.changing().without(text);
        out.append(rest.equals(text) ? canonicalNumber(text) : rest);
    }

    /** Digits without trailing zeros, and the power of ten: the same for 1, 1.0 and 10e-1. */
    public static String canonicalNumber(String text) {
        try {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            return number.unscaledValue() + "e" + -(long) number.scale();
        } catch (NumberFormatException | ArithmeticException e) {
            return text; // an exponent beyond 32 bits
        }
    }
}
