package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One resource of an API that has nothing to do with language models. Immutable. */
record PlainShape(String path, String json) implements WireShape {

    @Override
    public boolean speaks(String other) {
        return path.equals(other);
    }

    @Override
    public String answer(JsonNode request) {
        return json;
    }

    @Override
    public List<String> events(JsonNode request) {
        return List.of();
    }

    @Override
    public String error(int status, String message) {
        return "{\"message\":\"" + message + "\"}";
    }
}
