package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of JSON-RPC 2.0, one or several in a document. A request has a method and an id that the client makes up,
 * a notification has no id, and a response repeats the id of its request (sections 4 and 5).
 */
public final class JsonRpc {

    public static final String VERSION = "jsonrpc";
    public static final String METHOD = "method";
    public static final String ID = "id";

    private JsonRpc() {}

    /**
     * An object with an id.
     *
     * @param isVersion2 whether it says that it is a message of version 2.0
     * @param hasMethod whether it is a request
     * @param id its id
     */
    record Message(boolean isVersion2, boolean hasMethod, JsonScalar id) {

        boolean isRequest() {
            return isVersion2 && hasMethod;
        }

        /** Not every server sends the version. */
        boolean isResponse() {
            return !hasMethod;
        }
    }

    /** Whether a text is an object that names the version, whatever kind of message it is. */
    public static boolean isMessage(String text) {
        return Json.names(text).contains(VERSION);
    }

    /** The messages with an id that follow in a parser. */
    static List<Message> read(JsonParser parser) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                read(parser, messages);
            } else if (token == JsonToken.START_ARRAY) {
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    if (item == JsonToken.START_OBJECT) {
                        read(parser, messages);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
        return messages;
    }

    private static void read(JsonParser parser, List<Message> messages) throws IOException {
        boolean isVersion2 = false;
        boolean hasMethod = false;
        JsonScalar id = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case VERSION ->
                    isVersion2 =
                            value == JsonToken.VALUE_STRING && parser.getText().equals("2.0");
                case METHOD -> hasMethod = true;
                case ID -> id = id(parser, value);
                default -> {}
            }
            parser.skipChildren();
        }
        if (id != null) {
            messages.add(new Message(isVersion2, hasMethod, id));
        }
    }

    private static @Nullable JsonScalar id(JsonParser parser, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING || value.isNumeric() ? JsonScalar.at(parser, value) : null;
    }
}
