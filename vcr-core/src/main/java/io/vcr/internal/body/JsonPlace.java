package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Follows a parser through a document and knows the place of each value. Confined to one thread. */
final class JsonPlace {

    private final List<String> steps = new ArrayList<>();

    /** The index of the next element of each open list, and -1 for each open object. */
    private final List<Integer> indices = new ArrayList<>();

    /** Follows the parser to a token; true if a value begins there. */
    boolean isValue(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            steps.set(steps.size() - 1, parser.currentName());
            return false;
        }
        if (token.isStructEnd()) {
            steps.remove(steps.size() - 1);
            indices.remove(indices.size() - 1);
            return false;
        }
        int last = indices.size() - 1;
        if (last >= 0 && indices.get(last) >= 0) {
            int index = indices.set(last, indices.get(last) + 1);
            steps.set(last, "[" + index + "]");
        }
        return true;
    }

    /** Enters the value that begins at a token, if it is an object or a list. */
    void enter(JsonToken token) {
        if (token.isStructStart()) {
            steps.add("");
            indices.add(token == JsonToken.START_ARRAY ? 0 : -1);
        }
    }

    /** The steps from the document to the value; changes with the next token. */
    List<String> steps() {
        return steps;
    }
}
