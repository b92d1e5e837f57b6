package io.vcr.cli.internal.text;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints exchanges for people: requests behind {@code >}, responses behind {@code <}, as curl does. Confined to one thread. */
public final class Transcript {

    /** The data of an event that is not indented: most events of a stream say little. */
    private static final int SHORT = 120;

    private final Console console;

    public Transcript(Console console) {
        this.console = console;
    }

    public void print(int number, Episode episode, boolean brief) {
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        String line = printable(request.method() + " " + request.uri().text());
        if (brief) {
            console.line("%3d  %s  %s, %s".formatted(number, line, outcome(episode), size(episode)));
            return;
        }
        console.line("");
        console.line(console.bold(number + "  " + line));
        facts(episode).forEach(fact -> console.line("   " + console.dim(fact)));
        message("   > ", request.headers(), body(request.headers(), request.body()));
        console.line("   < " + console.bold(outcome(episode)));
        List<String> body = Event.areIn(response.headers(), response.body())
                ? events(episode)
                : body(response.headers(), response.body());
        message("   < ", response.headers(), body);
        if (episode.conversation() != null) {
            conversation(episode.conversation());
        }
    }

    private void conversation(Conversation conversation) {
        for (Message message : conversation.messages()) {
            console.line("   "
                    + console.dim((message.sent() ? "sent" : "received") + "  after "
                            + message.offset().toMillis() + " ms"));
            String prefix = message.sent() ? "   > " : "   < ";
            lines(message).forEach(line -> console.line((prefix + line).stripTrailing()));
        }
        console.line("   " + console.dim(end(conversation)));
    }

    /** Some clients send JSON as bytes; other bytes may look like a text of control characters. */
    private static List<String> lines(Message message) {
        boolean isReadable = message.text()
                || message.data().text().flatMap(JsonText::indented).isPresent();
        return isReadable
                ? body(Headers.EMPTY, message.data())
                : List.of("(" + Quantities.count(message.data().length(), "byte") + ")");
    }

    /** Such as {@code closed by the server with 1000, bye}. */
    public static String end(Conversation conversation) {
        Close close = conversation.close();
        if (close == null) {
            return "not closed";
        }
        String reason = close.reason().isEmpty() ? "" : ", " + printable(close.reason());
        return "closed by the " + (close.sent() ? "client" : "server") + " with " + close.code() + reason;
    }

    private static String size(Episode episode) {
        Conversation conversation = episode.conversation();
        return conversation == null
                ? Quantities.bytes(episode.response().body().length())
                : Quantities.count(conversation.messages().size(), "message");
    }

    private static String outcome(Episode episode) {
        Episode.@Nullable Failure failure = episode.failure();
        String status = printable(
                (episode.response().status() + " " + episode.response().reason()).strip());
        return failure == null
                ? status
                : (failure.responded() ? status + ", then " : "")
                        + failure.kind().toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<String> facts(Episode episode) {
        List<String> facts = new ArrayList<>();
        if (episode.recordedAt() != null) {
            facts.add("recorded  " + episode.recordedAt());
        }
        if (episode.expiresAt() != null) {
            facts.add("expires   " + episode.expiresAt());
        }
        Episode.@Nullable Timing timing = episode.timing();
        if (timing != null) {
            int chunks = Math.max(1, timing.chunks().size());
            facts.add("took      " + timing.total().toMillis() + " ms, first byte after "
                    + timing.firstByte().toMillis() + " ms, " + Quantities.count(chunks, "chunk"));
        }
        facts.addAll(route(episode.route()));
        Episode.@Nullable Failure failure = episode.failure();
        if (failure != null && !failure.exception().isEmpty()) {
            facts.add("failure   " + printable(failure.exception() + ": " + failure.message()));
        }
        return facts;
    }

    private static List<String> route(Route route) {
        List<String> facts = new ArrayList<>();
        for (Hop hop : route.hops()) {
            facts.add("hop       " + printable(hop(hop)));
        }
        Uri last = route.uri();
        if (last != null) {
            facts.add("last url  " + printable(last.text()));
        }
        if (!route.version().isEmpty()) {
            facts.add("version   " + printable(route.version()));
        }
        return facts;
    }

    /** Such as {@code GET https://api.example.com/from -> 302 Found}. */
    public static String hop(Hop hop) {
        return hop.method() + " " + hop.uri().text() + " -> "
                + (hop.response().status() + " " + hop.response().reason()).strip();
    }

    private void message(String prefix, Headers headers, List<String> body) {
        headers.forEach((name, value) -> console.line(prefix + printable(name + ": " + value)));
        if (!body.isEmpty()) {
            console.line(prefix.stripTrailing());
            body.forEach(line -> console.line((prefix + line).stripTrailing()));
        }
    }

    /** The lines of a body: JSON indented, text as it is, other bytes by their number. */
    static List<String> body(Headers headers, Body body) {
        if (body.isEmpty()) {
            return List.of();
        }
        return body.text()
                .map(text -> JsonText.indented(text).orElse(text))
                .map(text -> text.lines().map(Transcript::printable).toList())
                .orElseGet(() -> List.of("(" + Quantities.count(body.length(), "byte")
                        + headers.first("Content-Type")
                                .map(type -> " of " + printable(type))
                                .orElse("") + ")"));
    }

    private static List<String> events(Episode episode) {
        List<String> lines = new ArrayList<>();
        for (Event event : Event.of(episode)) {
            String at = event.offset()
                    .map(offset -> "  after " + offset.toMillis() + " ms")
                    .orElse("");
            lines.add(("event " + printable(event.name())).stripTrailing() + at);
            boolean isShort = event.data().length() <= SHORT;
            String data =
                    isShort ? event.data() : JsonText.indented(event.data()).orElse(event.data());
            data.lines().forEach(line -> lines.add("  " + printable(line)));
        }
        return lines;
    }

    /** Without control characters, which a cassette could use to write on the terminal of its reader. */
    public static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                return text.replaceAll("[\\p{Cc}&&[^\t]]", "\u2400");
            }
        }
        return text;
    }
}
