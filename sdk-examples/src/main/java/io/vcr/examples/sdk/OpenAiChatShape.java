package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** OpenAI's chat completions. */
final class OpenAiChatShape implements WireShape {

    private static final String USAGE = """
            "usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}""";

    @Override
    public boolean speaks(String path) {
        return path.endsWith("/chat/completions");
    }

    @Override
    public String answer(JsonNode request) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini",
                "choices":[{"index":0,"finish_reason":"tool_calls","logprobs":null,"message":{"role":"assistant",
                "content":"%s","refusal":null,"tool_calls":[{"id":"call_1","type":"function",
                "function":{"name":"get_weather","arguments":"%s"}}]}}],%s}""".formatted(TEXT, ARGUMENTS, USAGE);
    }

    @Override
    public List<String> events(JsonNode request) {
        return List.of(
                chunk("{\"role\":\"assistant\",\"content\":\"\"}"),
                chunk("{\"content\":\"" + FIRST_PIECE + "\"}"),
                chunk("{\"content\":\"" + SECOND_PIECE + "\"}"),
                chunk("""
                        {"tool_calls":[{"index":0,"id":"call_1","type":"function",
                        "function":{"name":"get_weather","arguments":""}}]}"""),
                chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + ARGUMENTS + "\"}}]}"),
                chunk("[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]", "null"),
                chunk("[]", USAGE.substring(USAGE.indexOf('{'))),
                "data: [DONE]\n\n");
    }

    private static String chunk(String delta) {
        return chunk("[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":null}]", "null");
    }

    private static String chunk(String choices, String usage) {
        return WireShape.data("""
                {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini",
                "choices":%s,"usage":%s}""".formatted(choices, usage));
    }

    @Override
    public String error(int status, String message) {
        return """
                {"error":{"message":"%s","type":"requests","param":null,"code":"rate_limit_exceeded"}}""".formatted(message);
    }
}
