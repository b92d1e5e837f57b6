package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Anthropic's messages. */
final class AnthropicShape implements WireShape {

    @Override
    public boolean speaks(String path) {
        return path.endsWith("/messages");
    }

    @Override
    public String answer(JsonNode request) {
        return message("""
                [{"type":"text","text":"%s"},
                {"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]""".formatted(TEXT), "\"tool_use\"", 7);
    }

    private static String message(String content, String stopReason, int outputTokens) {
        return """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":%s,
                "stop_reason":%s,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":%d}}""".formatted(content, stopReason, outputTokens);
    }

    @Override
    public List<String> events(JsonNode request) {
        return List.of(
                event("message_start", "\"message\":" + message("[]", "null", 1)),
                event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
                WireShape.event("ping", "{\"type\":\"ping\"}"),
                text(FIRST_PIECE),
                text(SECOND_PIECE),
                event("content_block_stop", "\"index\":0"),
                event("content_block_start", """
                        "index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}}"""),
                event("content_block_delta", """
                        "index":1,"delta":{"type":"input_json_delta","partial_json":"%s"}""".formatted(ARGUMENTS)),
                event("content_block_stop", "\"index\":1"),
                event("message_delta", """
                        "delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}"""),
                WireShape.event("message_stop", "{\"type\":\"message_stop\"}"));
    }

    private static String text(String piece) {
        return event("content_block_delta", """
                "index":0,"delta":{"type":"text_delta","text":"%s"}""".formatted(piece));
    }

    private static String event(String type, String fields) {
        return WireShape.event(type, "{\"type\":\"" + type + "\"," + fields + "}");
    }

    @Override
    public String error(int status, String message) {
        return """
                {"type":"error","error":{"type":"rate_limit_error","message":"%s"}}""".formatted(message);
    }
}
