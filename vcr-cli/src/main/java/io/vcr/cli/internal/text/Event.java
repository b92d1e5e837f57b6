package io.vcr.cli.internal.text;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Episode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An event of a stream (WHATWG HTML, section 9.2.6).
 *
 * @param name the type of the event; empty if it has none
 * @param data its data; several lines are joined by line feeds
 * @param offset when its last byte arrived, measured from the moment the request was sent; empty if that is not known
 */
public record Event(String name, String data, Optional<Duration> offset) {

    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private static final String TYPE = "text/event-stream";

    public static boolean areIn(Headers headers, Body body) {
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith(TYPE) && body.text().isPresent();
    }

    /** The events of a response, also one that has no blank line at its end. */
    public static List<Event> of(Episode episode) {
        Body body = episode.response().body();
        // One character for each byte, so that chunks can be found in it.
        String text = StandardCharsets.ISO_8859_1.decode(body.buffer()).toString();
        List<Event> events = new ArrayList<>();
        String name = "";
        List<String> data = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            String line = utf8(text.substring(at, end));
            boolean isPair = text.startsWith("\r\n", end);
            at = end + (isPair ? 2 : 1);
            if (line.isEmpty()) {
                add(events, name, data, offset(episode, at));
                name = "";
                data.clear();
            } else if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.add(line.substring("data:".length()).replaceFirst("^ ", ""));
            }
        }
        add(events, name, data, offset(episode, text.length()));
        return events;
    }

    /** A line of a stream, numbered from 1 on. */
    public record Line(int number, String text) {}

    /** The lines that neither name an event nor hold its data: its id, times to wait, comments. */
    public static List<Line> otherLines(Body body) {
        String[] lines = LINE_END.split(body.text().orElse(""), -1);
        return IntStream.range(0, lines.length)
                .filter(i -> !lines[i].isEmpty() && !lines[i].startsWith("event:") && !lines[i].startsWith("data:"))
                .mapToObj(i -> new Line(i + 1, lines[i]))
                .toList();
    }

    private static void add(List<Event> events, String name, List<String> data, Optional<Duration> offset) {
        if (!name.isEmpty() || !data.isEmpty()) {
            events.add(new Event(name, String.join("\n", data), offset));
        }
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** When the first bytes of a body had arrived. */
    private static Optional<Duration> offset(Episode episode, int bytes) {
        Episode.Timing timing = episode.timing();
        if (timing == null || !timing.fits(episode.response().body().length())) {
            return Optional.empty();
        }
        long sum = 0;
        for (Episode.Chunk chunk : timing.chunks()) {
            sum += chunk.bytes();
            if (sum >= bytes) {
                return Optional.of(chunk.offset());
            }
        }
        return Optional.of(timing.total());
    }
}
