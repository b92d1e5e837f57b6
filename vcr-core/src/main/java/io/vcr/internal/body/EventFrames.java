package io.vcr.internal.body;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The frames of an AWS event stream ({@code application/vnd.amazon.eventstream}). A frame is its length, the length of
 * its headers, their checksum, the headers, the payload, and a checksum of all bytes before. A parser of an SDK waits
 * for the rest of a frame that is cut, and drops it without an error at the end of the stream.
 *
 * @param isWhole whether the bytes are whole frames, each with the checksums that it declares
 * @param first the type of the first event; empty if there is none
 * @param last the type of the last event before the first byte that is not part of a whole frame; empty if there is
 *     none
 * @param lastPayload the payload of that event
 */
record EventFrames(boolean isWhole, String first, String last, ByteBuffer lastPayload) {

    /** Two lengths and a checksum. */
    private static final int PRELUDE_BYTES = 12;

    private static final int CHECKSUM_BYTES = 4;

    /** The length of the name, the name, and the type of its value, a string. */
    private static final String EVENT_TYPE = "\u000b:event-type\u0007";

    /** Begins a stream of Converse, which ends with {@code metadata}. */
    private static final String CONVERSE_START = "messageStart";

    private static final String CONVERSE_END = "metadata";

    /** The last chunk of InvokeModelWithResponseStream carries it, for each model. */
    private static final String METRICS = "amazon-bedrock-invocationMetrics";

    static EventFrames read(ByteBuffer stream) {
        ByteBuffer bytes = stream.slice();
        String first = "";
        String last = "";
        ByteBuffer payload = ByteBuffer.allocate(0);
        for (int count = 0; bytes.hasRemaining(); count++) {
            int length = wholeFrame(bytes);
            if (length < 0) {
                return new EventFrames(false, first, last, payload);
            }
            int headers = bytes.getInt(bytes.position() + 4);
            last = eventType(latin(bytes.slice(bytes.position() + PRELUDE_BYTES, headers)));
            first = count == 0 ? last : first;
            payload = bytes.slice(
                    bytes.position() + PRELUDE_BYTES + headers, length - PRELUDE_BYTES - headers - CHECKSUM_BYTES);
            bytes.position(bytes.position() + length);
        }
        return new EventFrames(true, first, last, payload);
    }

    /** Whether a body begins with a frame: the checksum of its two lengths says so, whatever the type is. */
    static boolean isIn(ByteBuffer body) {
        ByteBuffer bytes = body.slice();
        return frame(bytes) > 0 && isChecked(bytes.slice(0, PRELUDE_BYTES));
    }

    /** The events before the first byte that fits into no frame. Filters of other tools leave checksums that are wrong. */
    static List<StreamEvent> events(ByteBuffer stream) {
        ByteBuffer bytes = stream.slice();
        List<StreamEvent> events = new ArrayList<>();
        for (int length = frame(bytes); length > 0; length = frame(bytes)) {
            int headers = bytes.getInt(bytes.position() + 4);
            String kind = eventType(latin(bytes.slice(bytes.position() + PRELUDE_BYTES, headers)));
            events.add(StreamEvent.frame(
                    kind,
                    bytes.slice(
                            bytes.position() + PRELUDE_BYTES + headers,
                            length - PRELUDE_BYTES - headers - CHECKSUM_BYTES)));
            bytes.position(bytes.position() + length);
        }
        return events;
    }

    /** The length of the frame at the position, or -1 if it is not whole. */
    private static int wholeFrame(ByteBuffer bytes) {
        int start = bytes.position();
        int length = frame(bytes);
        boolean isWhole =
                length > 0 && isChecked(bytes.slice(start, PRELUDE_BYTES)) && isChecked(bytes.slice(start, length));
        return isWhole ? length : -1;
    }

    /** The length that the frame at the position declares, or -1 if it does not fit. */
    private static int frame(ByteBuffer bytes) {
        int start = bytes.position();
        if (bytes.remaining() < PRELUDE_BYTES + CHECKSUM_BYTES) {
            return -1;
        }
        int length = bytes.getInt(start);
        int headers = bytes.getInt(start + 4);
        boolean fits = length >= PRELUDE_BYTES + CHECKSUM_BYTES
                && length <= bytes.remaining()
                && headers >= 0
                && headers <= length - PRELUDE_BYTES - CHECKSUM_BYTES;
        return fits ? length : -1;
    }

    /** Whether the last four bytes are the checksum of those before. */
    private static boolean isChecked(ByteBuffer bytes) {
        int end = bytes.limit() - CHECKSUM_BYTES;
        CRC32 checksum = new CRC32();
        checksum.update(bytes.slice(0, end));
        return (int) checksum.getValue() == bytes.getInt(end);
    }

    /** Searches the headers only, because payloads may contain the same words. */
    private static String eventType(String headers) {
        int at = headers.indexOf(EVENT_TYPE);
        int start = at + EVENT_TYPE.length() + 2;
        if (at < 0 || start > headers.length()) {
            return "";
        }
        int length = headers.charAt(start - 2) << 8 | headers.charAt(start - 1);
        return headers.substring(start, Math.min(start + length, headers.length()));
    }

    /** Whether the last event is one after which the services send nothing; S3 Select ends with {@code End}. */
    boolean isTerminal() {
        return isWhole
                && switch (last) {
                    case CONVERSE_END, "End" -> true;
                    case "chunk" -> isLastChunk();
                    default -> false;
                };
    }

    /** Whether the stream lacks a part of a frame, or of the events that its first event announces. */
    boolean isCut() {
        return !isWhole || (first.equals(CONVERSE_START) && !last.equals(CONVERSE_END));
    }

    private boolean isLastChunk() {
        try {
            return Json.field(latin(lastPayload), "bytes")
                    .map(text -> latin(ByteBuffer.wrap(Base64.getDecoder().decode(text))))
                    .filter(text -> text.contains(METRICS))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false; // not Base64
        }
    }

    private static String latin(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
}
