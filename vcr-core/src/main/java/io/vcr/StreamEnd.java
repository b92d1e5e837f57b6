package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Tells whether a stream whose reader has closed it early had said all it had to say. SDKs close right at the terminal
 * event (openai-java 4.100 at {@code [DONE]}), often before the server has ended the response.
 */
final class StreamEnd {

    private static final int TAIL_BYTES = 64 * 1024;

    private StreamEnd() {}

    static boolean isTerminal(Headers headers, Body body) {
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            return isLastEventTerminal(tail(body).replace("\r\n", "\n"));
        }
        if (type.startsWith("application/vnd.amazon.eventstream")) {
            // The name of an event stands as plain bytes in the headers of its frame.
            String tail = tail(body);
            return Math.max(tail.lastIndexOf("messageStop"), tail.lastIndexOf("metadata"))
                    > tail.lastIndexOf("contentBlockDelta");
        }
        return false;
    }

    private static String tail(Body body) {
        ByteBuffer bytes = body.buffer();
        bytes.position(Math.max(0, bytes.limit() - TAIL_BYTES));
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private static boolean isLastEventTerminal(String tail) {
        String text = tail.stripTrailing();
        String event = text.substring(text.lastIndexOf("\n\n") + 1).strip();
        boolean whole = tail.endsWith("\n");
        String name = "";
        StringBuilder data = new StringBuilder();
        for (String line : event.split("\n", -1)) {
            if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip());
            }
        }
        if (data.toString().equals("[DONE]")) {
            return true;
        }
        return whole && data.length() > 0 && (isTerminalName(name) || isTerminalData(data.toString()));
    }

    private static boolean isTerminalName(String name) {
        return switch (name) {
            case "message_stop", "response.completed", "response.failed", "response.incomplete" -> true;
            default -> false;
        };
    }

    /** OpenAI's responses and Anthropic's messages name the event in the data too; Gemini has a finish reason only. */
    private static boolean isTerminalData(String data) {
        return Json.field(data, "type").filter(StreamEnd::isTerminalName).isPresent()
                || data.contains("\"finishReason\"");
    }
}
