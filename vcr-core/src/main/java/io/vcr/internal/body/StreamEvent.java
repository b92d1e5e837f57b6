package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * One event of a stream: of server-sent events, of JSON lines or of an AWS event stream. Immutable.
 *
 * @param kind the name that the stream gives the event; empty if it gives none
 * @param data its data; that of a chunk of Bedrock is decoded
 */
public record StreamEvent(String kind, String data) {

    /** The events of a body in their order; empty if the body is no stream of events. */
    public static List<StreamEvent> of(Headers headers, Body body) {
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (EventFrames.isIn(body.buffer())) {
            return EventFrames.events(body.buffer());
        }
        if (EventData.isIn(headers, body)) {
            return serverSent(text(body.buffer()));
        }
        return isLines(type) ? lines(text(body.buffer())) : List.of();
    }

    private static boolean isLines(String type) {
        return type.contains("ndjson")
                || type.contains("jsonl")
                || type.contains("json-lines")
                || type.contains("stream+json");
    }

    private static List<StreamEvent> lines(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new StreamEvent("", line))
                .toList();
    }

    private static List<StreamEvent> serverSent(String text) {
        List<StreamEvent> events = new ArrayList<>();
        String kind = "";
        StringBuilder data = new StringBuilder();
        for (String line : (text + "\n\n").lines().toList()) {
            if (line.startsWith("event:")) {
                kind = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).strip());
            } else if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new StreamEvent(kind, data.toString()));
                }
                kind = "";
                data.setLength(0);
            }
        }
        return events;
    }

    /** An event of an AWS event stream. */
    static StreamEvent frame(String kind, ByteBuffer payload) {
        String text = text(payload);
        return new StreamEvent(kind, kind.equals("chunk") ? chunk(text) : text);
    }

    /** The text in {@code {"bytes":"..."}}, or the payload as it is. */
    private static String chunk(String payload) {
        try (JsonParser parser = Json.parser(payload)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && "bytes".equals(parser.currentName())) {
                    return text(ByteBuffer.wrap(Base64.getDecoder().decode(parser.getText())));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return payload; // neither JSON nor Base64: it stands for itself
        }
        return payload;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
