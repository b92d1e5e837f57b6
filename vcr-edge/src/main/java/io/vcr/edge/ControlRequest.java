package io.vcr.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a request to begin or to end a test. Immutable.
 *
 * @param name the name of the cassette, empty if it is missing
 * @param mode the record mode of the test
 * @param outcome how the test has ended
 * @param placeholders what stands in the place of values that each run makes afresh
 * @param ignoring places of request bodies that do not count
 */
record ControlRequest(
        String name,
        Optional<RecordMode> mode,
        Optional<Outcome> outcome,
        Map<String, String> placeholders,
        List<String> ignoring) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a JSON object. Throws IllegalArgumentException with what is wrong. */
    static ControlRequest parse(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "The body is not a JSON object");
            String name = "";
            Optional<RecordMode> mode = Optional.empty();
            Optional<Outcome> outcome = Optional.empty();
            Map<String, String> placeholders = Map.of();
            List<String> ignoring = List.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "name" -> name = text(json, field);
                    case "mode" -> mode = Optional.of(RecordMode.of(text(json, field)));
                    case "outcome" -> outcome = Optional.of(outcome(text(json, field)));
                    case "placeholders" -> placeholders = texts(json, field);
                    case "ignoring" -> ignoring = list(json, field);
                    default -> throw new IllegalArgumentException("Unknown field \"" + field + "\"");
                }
            }
            return new ControlRequest(name, mode, outcome, placeholders, ignoring);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body is not JSON");
        }
    }

    private static Outcome outcome(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "passed" -> Outcome.PASSED;
            case "failed" -> Outcome.FAILED;
            case "aborted" -> Outcome.ABORTED;
            default -> throw new IllegalArgumentException("\"outcome\" is passed, failed or aborted");
        };
    }

    private static Map<String, String> texts(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.START_OBJECT, "\"" + field + "\" is not an object");
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            texts.put(key, text(json, field));
        }
        return texts;
    }

    private static List<String> list(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.START_ARRAY, "\"" + field + "\" is not a list");
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(json, field));
        }
        return texts;
    }

    private static String text(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_STRING, "\"" + field + "\" is not a string");
        return json.getText();
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
