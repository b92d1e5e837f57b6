package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.Event;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Printable;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.cli.internal.text.Transcript;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the exchanges of cassettes. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows exchanges: decoded, JSON indented, streams as events, with placeholders for secrets.")
final class ShowCommand extends CassetteCommand {

    @Option(names = "--episode", paramLabel = "N", description = "Only the episode with this number, from 1 on.")
    @Nullable
    private Integer number;

    @Option(names = "--brief", description = "One line for each exchange.")
    private boolean brief;

    ShowCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(Console console) throws IOException {
        List<Object> shown = new ArrayList<>();
        each("read", selection.entries(invocation.environment()), entry -> shown.add(show(entry)));
        printJson(JsonText.of("cassettes", shown));
        return status(false);
    }

    private Object show(Entry entry) throws IOException {
        Entry.Loaded loaded = entry.load();
        Cassette cassette = Printable.of(loaded.cassette());
        int size = cassette.episodes().size();
        if (number != null && (number < 1 || number > size)) {
            throw new IOException(
                    entry.source() + " has " + Quantities.count(size, "episode") + ", and no episode " + number);
        }
        say(invocation.console().bold(entry.source()) + "  " + Quantities.count(size, "episode") + ", "
                + Quantities.bytes(loaded.sizeBytes()));
        List<Object> episodes = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            if (number == null || number == i) {
                Episode episode = cassette.episodes().get(i - 1);
                if (json) {
                    episodes.add(tree(i, episode));
                } else {
                    new Transcript(invocation.console()).print(i, episode, brief);
                }
            }
        }
        return JsonText.of("name", entry.id(), "source", entry.source(), "episodes", episodes);
    }

    private static Object tree(int number, Episode episode) {
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        Episode.@Nullable Failure failure = episode.failure();
        return JsonText.of(
                "number", number,
                "recorded_at", episode.recordedAt(),
                "expires_at", episode.expiresAt(),
                "request",
                        JsonText.of(
                                "method", request.method(),
                                "uri", request.uri().text(),
                                "headers", headers(request.headers()),
                                "body", body(request.body())),
                "response",
                        JsonText.of(
                                "status", response.status(),
                                "reason", response.reason(),
                                "headers", headers(response.headers()),
                                "body", body(response.body()),
                                "events", events(episode)),
                "messages", messages(episode.conversation()),
                "close", close(episode.conversation()),
                "route", route(episode.route()),
                "failure", failure == null ? null : failure.kind());
    }

    private static @Nullable Object messages(@Nullable Conversation conversation) {
        return conversation == null
                ? null
                : conversation.messages().stream()
                        .map(message -> JsonText.of(
                                "sent", message.sent(),
                                "offset_ms", message.offset().toMillis(),
                                "text", message.text(),
                                "data", body(message.data())))
                        .toList();
    }

    private static @Nullable Object close(@Nullable Conversation conversation) {
        Close close = conversation == null ? null : conversation.close();
        return close == null ? null : JsonText.of("sent", close.sent(), "code", close.code(), "reason", close.reason());
    }

    private static @Nullable Object route(Route route) {
        if (route.equals(Route.DIRECT)) {
            return null;
        }
        List<Object> hops = new ArrayList<>();
        for (Hop hop : route.hops()) {
            hops.add(JsonText.of(
                    "method", hop.method(),
                    "uri", hop.uri().text(),
                    "status", hop.response().status(),
                    "reason", hop.response().reason(),
                    "headers", headers(hop.response().headers())));
        }
        Uri last = route.uri();
        return JsonText.of("hops", hops, "last_uri", last == null ? null : last.text(), "version", route.version());
    }

    private static Object headers(Headers headers) {
        List<Object> pairs = new ArrayList<>();
        headers.forEach((name, value) -> pairs.add(List.of(name, value)));
        return pairs;
    }

    private static @Nullable Object body(Body body) {
        return body.isEmpty()
                ? null
                : body.text().<Object>map(text -> text).orElseGet(() -> JsonText.of("bytes", body.length()));
    }

    private static @Nullable Object events(Episode episode) {
        if (!Event.areIn(episode.response().headers(), episode.response().body())) {
            return null;
        }
        return Event.of(episode).stream()
                .map(event -> JsonText.of(
                        "event", event.name(),
                        "data", event.data(),
                        "offset_ms", event.offset().map(offset -> (Object) offset.toMillis())))
                .toList();
    }
}
