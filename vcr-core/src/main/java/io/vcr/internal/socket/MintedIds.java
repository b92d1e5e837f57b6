package io.vcr.internal.socket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.internal.body.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ids that a client makes up in each run, such as those of its events, and that the server repeats. They are compared as
 * placeholders: where one stands, another one may stand, and later the same other one. Guarded by its script.
 */
final class MintedIds {

    /** An id of this length is not one that only counts. */
    private static final int SHORTEST = 8;

    private static final Set<String> NAMES =
            Set.of("event_id", "client_event_id", "message_id", "client_message_id", "request_id", "trace_id");

    private static final Set<String> PLACES = Set.of("/id", "/item/id", "/message/id", "/event/id");

    /** Ids that were recorded, and what stands in their place now, as JSON scalars. */
    record Pairs(Map<String, String> sentByRecorded) {

        Body asRecorded(Body sent) {
            Map<String, String> recordedBySent = new HashMap<>();
            sentByRecorded.forEach((recorded, live) -> recordedBySent.put(live, recorded));
            return replaced(sent, recordedBySent);
        }
    }

    private final Map<String, String> sentByRecorded = new HashMap<>();
    private final Map<String, String> recordedBySent = new HashMap<>();

    void remember(Pairs pairs) {
        pairs.sentByRecorded.forEach((recorded, sent) -> {
            sentByRecorded.put(recorded, sent);
            recordedBySent.put(sent, recorded);
        });
    }

    Body asRecorded(Body sent) {
        return replaced(sent, recordedBySent);
    }

    Body asSent(Body recorded) {
        return replaced(recorded, sentByRecorded);
    }

    /** The ids that differ in two documents and stand in the same places. */
    static Pairs between(Body recorded, Body sent) {
        Map<String, String> was = new LinkedHashMap<>();
        scan(recorded, was::put);
        Map<String, String> pairs = new LinkedHashMap<>();
        scan(sent, (place, value) -> {
            String before = was.get(place);
            if (before != null && !before.equals(value)) {
                pairs.putIfAbsent(before, value);
            }
        });
        return new Pairs(pairs);
    }

    /** A document in which all ids that a client makes up are equal, for there is nothing to tell which belong together. */
    static Body blanked(Body document) {
        return edited(document, (parser, scalar) -> {
            String place = parser.getParsingContext().pathAsPointer().toString();
            return isMinted(place, scalar) ? "\"\"" : null;
        });
    }

    /** Visits the ids in a document. */
    private static void scan(Body document, BiConsumer<String, String> visitor) {
        edited(document, (parser, scalar) -> {
            String place = parser.getParsingContext().pathAsPointer().toString();
            if (isMinted(place, scalar)) {
                visitor.accept(place, scalar);
            }
            return null;
        });
    }

    private static boolean isMinted(String place, String scalar) {
        boolean isText = scalar.startsWith("\"");
        if (PLACES.contains(place)) {
            return !isText || scalar.length() - 2 >= SHORTEST;
        }
        return isText && scalar.length() - 2 >= SHORTEST && NAMES.contains(place.substring(place.lastIndexOf('/') + 1));
    }

    private static Body replaced(Body document, Map<String, String> values) {
        if (values.isEmpty()) {
            return document;
        }
        return edited(document, (parser, scalar) -> {
            boolean isNumber = !scalar.startsWith("\"");
            return isNumber
                            && !PLACES.contains(
                                    parser.getParsingContext().pathAsPointer().toString())
                    ? null
                    : values.get(scalar);
        });
    }

    /** Replaces the texts and whole numbers of a JSON document; what is no JSON document stays as it is. */
    private static Body edited(Body document, BiFunction<JsonParser, String, @Nullable String> edit) {
        Optional<String> text = document.text().filter(json -> json.startsWith("{"));
        if (text.isEmpty()) {
            return document;
        }
        String json = text.get();
        StringBuilder edited = new StringBuilder();
        int copied = 0;
        try (JsonParser parser = Json.parser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
                    continue;
                }
                String value = parser.getText();
                String scalar = token == JsonToken.VALUE_STRING ? Json.quote(value) : value;
                String other = edit.apply(parser, scalar);
                if (other != null) {
                    int start = Json.offset(parser.currentTokenLocation());
                    edited.append(json, copied, start).append(other);
                    copied = token == JsonToken.VALUE_STRING
                            ? Json.offset(parser.currentLocation())
                            : start + value.length();
                }
            }
        } catch (IOException e) {
            return document;
        }
        return copied == 0
                ? document
                : Body.of(edited.append(json, copied, json.length()).toString());
    }
}
