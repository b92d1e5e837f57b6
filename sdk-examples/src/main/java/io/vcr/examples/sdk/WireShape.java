package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How one API speaks. What is said is the same in all of them. Immutable. */
interface WireShape {

    /** The pieces of text in which a stream says what an answer says at once. */
    String FIRST_PIECE = "It is raining";

    String SECOND_PIECE = " in Paris.";
    String TEXT = FIRST_PIECE + SECOND_PIECE;

    /** The arguments of the call of the tool, as they stand inside a JSON string. */
    String ARGUMENTS = "{\\\"city\\\":\\\"Paris\\\"}";

    boolean speaks(String path);

    default boolean streams(String path, JsonNode request) {
        return request.path("stream").asBoolean();
    }

    /** The text behind which a stream stops until it is released. */
    default String heldBehind() {
        return FIRST_PIECE;
    }

    String answer(JsonNode request);

    List<String> events(JsonNode request);

    String error(int status, String message);

    static String data(String json) {
        return "data: " + json.strip().replace("\n", "") + "\n\n";
    }

    static String event(String type, String json) {
        return "event: " + type + "\n" + data(json);
    }
}
