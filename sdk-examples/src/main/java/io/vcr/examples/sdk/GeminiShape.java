package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Google's generateContent. The path of a stream differs, and its last event has a finish reason. */
final class GeminiShape implements WireShape {

    private static final String CALL = """
            {"functionCall":{"name":"get_weather","args":{"city":"Paris"}}}""";

    @Override
    public boolean speaks(String path) {
        return path.contains(":generateContent") || path.contains(":streamGenerateContent");
    }

    @Override
    public boolean streams(String path, JsonNode request) {
        return path.endsWith(":streamGenerateContent");
    }

    /** google-genai 1.70 returns an event after it has read the next one, with and without the recorder. */
    @Override
    public String heldBehind() {
        return SECOND_PIECE;
    }

    @Override
    public String answer(JsonNode request) {
        return response(text(TEXT) + "," + CALL, "\"finishReason\":\"STOP\",", 7);
    }

    @Override
    public List<String> events(JsonNode request) {
        return List.of(
                WireShape.data(response(text(FIRST_PIECE), "", 3)),
                WireShape.data(response(text(SECOND_PIECE), "", 5)),
                WireShape.data(response(CALL, "\"finishReason\":\"STOP\",", 7)));
    }

    private static String text(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    private static String response(String parts, String finish, int tokens) {
        return """
                {"candidates":[{"content":{"parts":[%s],"role":"model"},%s"index":0}],"modelVersion":"gemini-2.5-flash",
                "responseId":"resp-1","usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":%d}}""".formatted(parts, finish, tokens);
    }

    @Override
    public String error(int status, String message) {
        return """
                {"error":{"code":%d,"message":"%s","status":"RESOURCE_EXHAUSTED"}}""".formatted(status, message);
    }
}
