package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Bedrock's Converse. Its streams are binary, and only the async client has them. */
final class BedrockShape implements WireShape {

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/model/") && path.endsWith("/converse");
    }

    @Override
    public boolean streams(String path, JsonNode request) {
        return false;
    }

    @Override
    public String answer(JsonNode request) {
        return """
                {"metrics":{"latencyMs":412},"output":{"message":{"role":"assistant","content":[{"text":"%s"},
                {"toolUse":{"toolUseId":"tooluse_1","name":"get_weather","input":{"city":"Paris"}}}]}},
                "stopReason":"tool_use","usage":{"inputTokens":12,"outputTokens":7,"totalTokens":19}}""".formatted(TEXT);
    }

    @Override
    public List<String> events(JsonNode request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String error(int status, String message) {
        String type = status == 401 ? "AccessDeniedException" : "ThrottlingException";
        return """
                {"__type":"%s","message":"%s"}""".formatted(type, message);
    }
}
