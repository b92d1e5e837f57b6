package io.vcr.cli.internal.text;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites an AWS event stream ({@code application/vnd.amazon.eventstream}) as events of text. Pure. */
public final class AwsFrames {

    private static final String TYPE = "application/vnd.amazon.eventstream";
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int STRING = 7;

    /** The lengths of the values of headers by their type; -1 for a length in two bytes before the value. */
    private static final int[] LENGTHS = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

    /** What InvokeModelWithResponseStream wraps the events of a model in. */
    private static final Pattern WRAPPED = Pattern.compile("\\{\"bytes\":\"([A-Za-z0-9+/=]+)\".*}", Pattern.DOTALL);

    private AwsFrames() {}

    /** The response with events instead of frames, as far as the frames are whole; other responses as they are. */
    public static HttpResponse asEvents(HttpResponse response) {
        String type = response.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith(TYPE)) {
            return response;
        }
        StringBuilder events = new StringBuilder();
        ByteBuffer bytes = response.body().buffer().slice();
        while (bytes.remaining() >= PRELUDE + CHECKSUM) {
            int start = bytes.position();
            int length = bytes.getInt(start);
            int headers = bytes.getInt(start + 4);
            if (length < PRELUDE + CHECKSUM
                    || length > bytes.remaining()
                    || headers < 0
                    || headers > length - PRELUDE - CHECKSUM) {
                break;
            }
            String name = eventType(bytes.slice(start + PRELUDE, headers)).orElse("");
            Body payload = body(bytes.slice(start + PRELUDE + headers, length - PRELUDE - headers - CHECKSUM));
            events.append("event: ").append(name).append('\n');
            text(payload)
                    .lines()
                    .forEach(line -> events.append("data: ").append(line).append('\n'));
            events.append('\n');
            bytes.position(start + length);
        }
        Headers headers = response.headers().with("Content-Type", "text/event-stream; frames of AWS as text");
        return events.length() == 0 ? response : response.withHeaders(headers).withBody(Body.of(events.toString()));
    }

    private static Body body(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Body.of(copy);
    }

    private static String text(Body payload) {
        String text = payload.text().orElse("(" + payload.length() + " bytes)");
        Matcher wrapped = WRAPPED.matcher(text);
        if (wrapped.matches()) {
            try {
                return Body.of(Base64.getDecoder().decode(wrapped.group(1)))
                        .text()
                        .orElse(text);
            } catch (IllegalArgumentException e) {
                return text;
            }
        }
        return text;
    }

    private static Optional<String> eventType(ByteBuffer headers) {
        while (headers.remaining() > 1) {
            String name = string(headers, headers.get() & 0xff);
            int type = headers.hasRemaining() ? headers.get() : -1;
            if (type < 0 || type >= LENGTHS.length || (headers.remaining() < 2 && LENGTHS[type] < 0)) {
                return Optional.empty();
            }
            String value = string(headers, LENGTHS[type] < 0 ? headers.getShort() & 0xffff : LENGTHS[type]);
            if (type == STRING && (name.equals(":event-type") || name.equals(":exception-type"))) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static String string(ByteBuffer bytes, int length) {
        byte[] text = new byte[Math.min(length, bytes.remaining())];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
