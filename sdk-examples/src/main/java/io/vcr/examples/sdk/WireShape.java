package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The wire format of one API. The content is the same in all formats. Immutable. */
interface WireShape {

    /** The pieces of a stream, which together are the text of a unary response. */
    String FIRST_PIECE = "It is raining";

    String SECOND_PIECE = " in Paris.";
    String TEXT = FIRST_PIECE + SECOND_PIECE;

    /** The arguments of the tool call, escaped for a JSON string. */
    String ARGUMENTS = "{\\\"city\\\":\\\"Paris\\\"}";

    boolean speaks(String path);

    default boolean streams(String path, JsonNode request) {
        return request.path("stream").asBoolean();
    }

    /** The text after which a stream stops until it is released. */
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
