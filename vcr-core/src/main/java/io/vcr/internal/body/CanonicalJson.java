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

    /**
     * The canonical text of a body with values that the response repeats. A type of its own, so that a replay of any
     * other body need not look for such values.
     */
    public record Echoed(String text) {}

    /** Extra room, because the canonical form may be longer than its source. */
    private static final int ROOM = 64;

    /** Fields of a JSON-RPC message in canonical form. */
    private static final String VERSION_2 = "\"7:jsonrpc:\"3:2.0,";

    private static final String ID = "\"2:id:";

    private final JsonParser parser;
    private final BodyRules rules;
    private final boolean hasPlaces;
    private final List<String> place = new ArrayList<>();
    private final StringBuilder out;
    private boolean isRpc;

    private CanonicalJson(JsonParser parser, BodyRules rules, int length) {
        this.parser = parser;
        this.out = new StringBuilder(length + ROOM);
        this.rules = rules;
        this.hasPlaces = !rules.haveNoPlaces();
    }

    /**
     * The canonical text of one document, or of each line of several documents; empty if the body is neither. The id of
     * a JSON-RPC request is left out.
     *
     * @return a String, or {@link Echoed}
     */
    public static Optional<Object> of(Body body, BodyRules rules) {
        Optional<Object> document = document(body, rules);
        return document.isPresent() ? document : ofLines(body, rules);
    }

    public static Optional<Object> ofLines(Body body, BodyRules rules) {
        Optional<String> text = body.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder lines = new StringBuilder();
        boolean echoed = false;
        for (String line : text.get().split("\n", -1)) {
            if (!line.isBlank()) {
                Optional<Object> document = document(Body.of(line), rules);
                if (document.isEmpty()) {
                    return Optional.empty();
                }
                echoed |= document.get() instanceof Echoed;
                lines.append(document.get() instanceof Echoed rpc ? rpc.text : document.get())
                        .append('\n');
            }
        }
        return Optional.of(projection(lines.toString(), echoed));
    }

    private static Optional<Object> document(Body body, BodyRules rules) {
        try (JsonParser parser = Json.parser(body)) {
            CanonicalJson json = new CanonicalJson(parser, rules, body.length());
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            json.value(first, true);
            return parser.nextToken() == null
                    ? Optional.of(projection(
                            json.out.toString(), json.isRpc || !rules.echoes().isEmpty()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON, despite its content type: compared in a simpler form
        }
    }

    private static Object projection(String text, boolean echoed) {
        return echoed ? new Echoed(text) : text;
    }

    /** Writes a value. The document itself, or each element of its list, may be a message of JSON-RPC. */
    private void value(JsonToken token, boolean isMessage) throws IOException {
        switch (token) {
            case START_OBJECT -> object(isMessage);
            case START_ARRAY -> array(isMessage);
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

    private void object(boolean isMessage) throws IOException {
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
            value(token, false);
            out.append(',');
            Field field = new Field(name, name.equals(key) ? "" : out.substring(from), from, out.length());
            sorted &= fields.isEmpty() || fields.get(fields.size() - 1).compareTo(field) <= 0;
            fields.add(field);
            leave();
        }
        if (isMessage && isRequest(fields) && hideId(fields)) {
            isRpc = true;
            sorted = false;
        }
        if (!sorted) {
            sort(start, fields);
        }
        out.append('}');
    }

    private boolean isRequest(List<Field> fields) {
        boolean isRpc = false;
        boolean isRequest = false;
        for (Field field : fields) {
            isRpc |= field.name.equals(JsonRpc.VERSION) && isAt(field.from, VERSION_2);
            isRequest |= field.name.equals(JsonRpc.METHOD);
        }
        return isRpc && isRequest;
    }

    private boolean isAt(int from, String text) {
        return out.length() - from >= text.length()
                && out.substring(from, from + text.length()).equals(text);
    }

    /** Keeps the field and not its value, because a notification is a request without an id. */
    private boolean hideId(List<Field> fields) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.name.equals(JsonRpc.ID) && isScalar(out.charAt(field.from + ID.length()))) {
                int from = out.length();
                out.append(ID).append("*,");
                fields.set(i, new Field(field.name, "", from, out.length()));
                return true;
            }
        }
        return false;
    }

    /** A text or a number, also one that is a time and left out. */
    private static boolean isScalar(char first) {
        return first == '"' || first == '-' || first == '<' || (first >= '0' && first <= '9');
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

    private void array(boolean isBatch) throws IOException {
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
                value(token, isBatch && token == JsonToken.START_OBJECT);
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
        String plain = withoutExponent(text);
        if (!plain.isEmpty()) {
            return plain;
        }
        try {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            return number.unscaledValue() + "e" + -(long) number.scale();
        } catch (NumberFormatException | ArithmeticException e) {
            return text; // an exponent beyond 32 bits
        }
    }

    /** The same of digits with a point or none, which nearly all numbers are; or nothing. */
    private static String withoutExponent(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        String digits =
                point < start ? text.substring(start) : text.substring(start, point) + text.substring(point + 1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        int first = 0;
        while (first < end && digits.charAt(first) == '0') {
            first++;
        }
        for (int i = first; i < end; i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return "";
            }
        }
        if (first == end) {
            return digits.isEmpty() ? "" : "0e0";
        }
        int exponent = digits.length() - end - (point < 0 ? 0 : text.length() - point - 1);
        return text.substring(0, start) + digits.substring(first, end) + "e" + exponent;
    }
}
