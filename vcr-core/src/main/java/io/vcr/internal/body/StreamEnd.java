package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Detects the end of a stream by its content, for readers that close before the server ends the response. SDKs close at
 * the terminal event (openai-java 4.100 at {@code [DONE]}).
 */
public final class StreamEnd {

    private static final String EVENTS = "text/event-stream";
    private static final String FRAMES = "application/vnd.amazon.eventstream";

    private static final String LINES = "application/x-ndjson";

    /** Gemini sends null while more events follow. */
    private static final Pattern FINISH_REASON = Pattern.compile("\"finishReason\"\\s*:\\s*\"[A-Z]");

    /** Prefixes of Anthropic's messages, OpenAI's responses and threads, Replicate's output, and LangGraph's messages. */
    private static final List<String> NAMES_OF_PIECES =
            List.of("message_", "content_block_", "response.", "thread.", "output", "messages", "chunk");

    /** Of OpenAI's chat, Gemini, and servers of open models. Some servers name the event so, and send mere text. */
    private static final Set<String> FIELDS_OF_PIECES =
            Set.of("choices", "candidates", "delta", "completion", "token", "generated_text");

    private StreamEnd() {}

    public static boolean isTerminal(Headers headers, Body body) {
        String type = type(headers);
        if (type.startsWith(EVENTS)) {
            return isLastEventTerminal(latin(body.buffer()).replace("\r\n", "\n"));
        }
        if (type.startsWith(LINES)) {
            return isLastLineTerminal(latin(body.buffer()));
        }
        return type.startsWith(FRAMES) && EventFrames.read(body.buffer()).isTerminal();
    }

    /** Clients of Ollama hand out the answer at this line, before they see the end of the response (LangChain4j 1.18). */
    private static boolean isLastLineTerminal(String lines) {
        String text = lines.stripTrailing();
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return lines.endsWith("\n")
                && Json.isTrue(last, "done")
                && Json.field(last, "model").isPresent();
    }

    /**
     * Tells whether a stream lacks the terminal event that its first event announces, or a part of a frame, though the
     * response has ended as HTTP wants it: a server or a proxy that fails may end it so.
     */
    public static boolean isCut(Headers headers, Supplier<Body> body) {
        String type = type(headers);
        if (type.startsWith(FRAMES)) {
            return EventFrames.read(body.get().buffer()).isCut();
        }
        if (!type.startsWith(EVENTS)) {
            return false;
        }
        String stream = latin(body.get().buffer()).replace("\r\n", "\n").stripLeading();
        return isAnnounced(stream) && !isLastEventTerminal(stream) && !isLastEventAnError(stream);
    }

    /** Anthropic's messages end with {@code message_stop}, OpenAI's responses with {@code response.completed}. */
    private static boolean isAnnounced(String stream) {
        return stream.startsWith("event: message_start\n") || stream.startsWith("event: response.created\n");
    }

    private static boolean isLastEventAnError(String stream) {
        return stream.stripTrailing().lastIndexOf("event: error\n")
                > stream.stripTrailing().lastIndexOf("\n\n");
    }

    public static boolean isEventStream(Headers headers) {
        String type = type(headers);
        return type.startsWith(EVENTS) || type.startsWith(FRAMES);
    }

    /**
     * Tells whether a stream of server-sent events is an answer of a language model, or a part of one. Such a stream ends: at a
     * terminal event, or with the response. False if no event shows it.
     */
    public static boolean isAnswer(Headers headers, Body body) {
        return StreamEvent.of(headers, body).stream().anyMatch(StreamEnd::isPiece);
    }

    private static boolean isPiece(StreamEvent event) {
        return event.data().equals("[DONE]")
                || isNameOfPiece(event.kind())
                || Json.field(event.data(), "type")
                        .filter(StreamEnd::isNameOfPiece)
                        .isPresent()
                || Json.names(event.data()).stream().anyMatch(FIELDS_OF_PIECES::contains);
    }

    private static boolean isNameOfPiece(String name) {
        return FIELDS_OF_PIECES.contains(name) || NAMES_OF_PIECES.stream().anyMatch(name::startsWith);
    }

    private static String type(Headers headers) {
        return headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether a body is one complete JSON object or array. Jackson closes a response after the last bracket (in
     * anthropic-java 3.11), and on a busy machine the end of the stream may arrive after the adapter has stopped
     * waiting. False for media types that allow several values, such as JSON lines, because another value may follow.
     */
    public static boolean isWholeJson(Headers headers, Body body) {
        return type(headers).startsWith("application/json")
                && closesItsFirstBracketAtTheEnd(latin(body.buffer()).strip());
    }

    private static boolean closesItsFirstBracketAtTheEnd(String json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth == 0) {
                return i > 0 && i == json.length() - 1;
            }
        }
        return false;
    }

    private static String latin(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private static boolean isLastEventTerminal(String stream) {
        String text = stream.stripTrailing();
        String event = text.substring(text.lastIndexOf("\n\n") + 1).strip();
        boolean whole = stream.endsWith("\n");
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

    /**
     * OpenAI's responses and Anthropic's messages name the event in the data too; Gemini sends only a finish reason. A
     * server of JSON-RPC has nothing to send after the response (MCP 2025-06-18, "Sending Messages to the Server").
     */
    private static boolean isTerminalData(String data) {
        return Json.field(data, "type").filter(StreamEnd::isTerminalName).isPresent()
                || FINISH_REASON.matcher(data).find()
                || (data.contains(JsonRpc.VERSION) && isRpcResponse(data));
    }

    private static boolean isRpcResponse(String data) {
        try (JsonParser parser = Json.parser(data)) {
            return JsonRpc.read(parser).stream().anyMatch(message -> message.isVersion2() && message.isResponse());
        } catch (IOException e) {
            return false; // not JSON
        }
    }
}
