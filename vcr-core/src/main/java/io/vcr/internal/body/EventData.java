package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The data of one event of a stream (WHATWG HTML, section 9.2.6) and where its bytes stand in the body. Several
 * {@code data} lines are one text with line feeds. Immutable.
 */
final class EventData {

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ':'};
    private static final int BYTE_ORDER_MARK = 3;

    /** A line of the data: where it begins in the data, and where it stands in the body. */
    private record Line(int at, int start, int end) {}

    private final byte[] bytes;
    private final List<Line> lines;

    private EventData(ByteBuffer body, List<Line> lines) {
        Line last = lines.get(lines.size() - 1);
        byte[] data = new byte[last.at + last.end - last.start];
        for (Line line : lines) {
            if (line.at > 0) {
                data[line.at - 1] = '\n';
            }
            body.get(line.start, data, line.at, line.end - line.start);
        }
        this.bytes = data;
        this.lines = lines;
    }

    /** Tells whether a body is a stream of events, by its type or its beginning. */
    static boolean isIn(Headers headers, Body body) {
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream")
                || startsWith(body.buffer(), 0, DATA)
                || startsWith(body.buffer(), 0, EVENT);
    }

    /** The data of all events, also of one that has no blank line at its end. */
    static List<EventData> of(Body stream) {
        ByteBuffer body = stream.buffer();
        List<EventData> events = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int at = startsWith(body, 0, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}) ? BYTE_ORDER_MARK : 0;
        while (at < body.limit()) {
            int end = lineEnd(body, at);
            if (end == at && !lines.isEmpty()) {
                events.add(new EventData(body, lines));
                lines = new ArrayList<>();
            } else if (startsWith(body, at, DATA)) {
                int start = at + DATA.length;
                start += start < end && body.get(start) == ' ' ? 1 : 0;
                Line before = lines.isEmpty() ? new Line(0, 1, 0) : lines.get(lines.size() - 1);
                lines.add(new Line(before.at + before.end - before.start + 1, start, end));
            }
            boolean isPair = end + 1 < body.limit() && body.get(end) == '\r' && body.get(end + 1) == '\n';
            at = end + (isPair ? 2 : 1);
        }
        if (!lines.isEmpty()) {
            events.add(new EventData(body, lines));
        }
        return events;
    }

    private static int lineEnd(ByteBuffer body, int from) {
        int at = from;
        while (at < body.limit() && body.get(at) != '\n' && body.get(at) != '\r') {
            at++;
        }
        return at;
    }

    private static boolean startsWith(ByteBuffer body, int from, byte... text) {
        return body.limit() - from >= text.length
                && body.slice(from, text.length).equals(ByteBuffer.wrap(text));
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a byte of the data stands in the body. */
    int inBody(int index) {
        int line = lines.size() - 1;
        while (lines.get(line).at > index) {
            line--;
        }
        return lines.get(line).start + index - lines.get(line).at;
    }
}
