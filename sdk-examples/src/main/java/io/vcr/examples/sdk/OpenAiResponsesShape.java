package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's responses. */
final class OpenAiResponsesShape implements WireShape {

    private static final String MESSAGE = """
            {"type":"message","id":"msg_1","status":"completed","role":"assistant",
            "content":[{"type":"output_text","text":"%s","annotations":[],"logprobs":[]}]}""".formatted(TEXT);
    private static final String CALL = """
            {"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather","arguments":"%s",
            "status":"completed"}""".formatted(ARGUMENTS);
    private static final String USAGE = """
            {"input_tokens":12,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":7,
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":19}""";

    @Override
    public boolean speaks(String path) {
        return path.endsWith("/responses");
    }

    @Override
    public String answer(JsonNode request) {
        return response("completed", MESSAGE + "," + CALL, USAGE);
    }

    private static String response(String status, String output, String usage) {
        return """
                {"id":"resp_1","object":"response","created_at":1767225600,"status":"%s","error":null,
                "incomplete_details":null,"instructions":null,"metadata":{},"model":"gpt-4o-mini","output":[%s],
                "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"usage":%s}""".formatted(status, output, usage);
    }

    @Override
    public List<String> events(JsonNode request) {
        List<String> events = new ArrayList<>();
        String part = "{\"type\":\"output_text\",\"text\":\"%s\",\"annotations\":[],\"logprobs\":[]}";
        String inMessage = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,";
        add(events, "response.created", "\"response\":" + response("in_progress", "", "null"));
        add(events, "response.output_item.added", """
                "output_index":0,"item":{"type":"message","id":"msg_1","status":"in_progress","role":"assistant",
                "content":[]}""");
        add(events, "response.content_part.added", inMessage + "\"part\":" + part.formatted(""));
        for (String piece : List.of(FIRST_PIECE, SECOND_PIECE)) {
            add(events, "response.output_text.delta", inMessage + "\"delta\":\"" + piece + "\",\"logprobs\":[]");
        }
        add(events, "response.output_text.done", inMessage + "\"text\":\"" + TEXT + "\",\"logprobs\":[]");
        add(events, "response.content_part.done", inMessage + "\"part\":" + part.formatted(TEXT));
        add(events, "response.output_item.done", "\"output_index\":0,\"item\":" + MESSAGE);
        add(events, "response.output_item.added", """
                "output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather",
                "arguments":"","status":"in_progress"}""");
        String inCall = "\"item_id\":\"fc_1\",\"output_index\":1,";
        add(events, "response.function_call_arguments.delta", inCall + "\"delta\":\"" + ARGUMENTS + "\"");
        add(
                events,
                "response.function_call_arguments.done",
                inCall + "\"name\":\"get_weather\",\"arguments\":\"" + ARGUMENTS + "\"");
        add(events, "response.output_item.done", "\"output_index\":1,\"item\":" + CALL);
        add(events, "response.completed", "\"response\":" + answer(request));
        return events;
    }

    private static void add(List<String> events, String type, String fields) {
        String json = "{\"type\":\"%s\",\"sequence_number\":%d,%s}".formatted(type, events.size(), fields);
        events.add(WireShape.event(type, json));
    }

    @Override
    public String error(int status, String message) {
        return new OpenAiChatShape().error(status, message);
    }
}
