package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.LastPlayed;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists cassettes, one a line. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists cassettes: episodes, size, age of the newest episode, when it was last played, name.",
        footer = {
            "",
            "When a cassette was last played is known from the report of the last run (target/vcr, build/vcr).",
        })
final class ListCommand extends CassetteCommand {

    private static final String ROW = "%8s  %7s  %5s  %6s  %s";

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description = "A report.json of a run, or its directory; repeatable.")
    private List<Path> reports = new ArrayList<>();

    ListCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(Console console) throws IOException {
        LastPlayed played = LastPlayed.of(reports);
        List<Object> rows = new ArrayList<>();
        List<Entry> entries = selection.entries(invocation.environment());
        say(console.bold(ROW.formatted("EPISODES", "SIZE", "AGE", "PLAYED", "NAME")));
        each("read", entries, entry -> {
            try {
                rows.add(row(entry, played));
            } catch (IOException e) {
                rows.add(JsonText.of("name", entry.id(), "source", entry.source(), "problem", VcrCommand.message(e)));
                throw e;
            }
        });
        printJson(JsonText.of("cassettes", rows));
        return status(false);
    }

    private Object row(Entry entry, LastPlayed played) throws IOException {
        Entry.Loaded loaded = entry.load();
        Cassette cassette = loaded.cassette();
        @Nullable Instant newest = newest(cassette);
        @Nullable Instant last = played.of(entry.id().value()).orElse(null);
        long bytes = loaded.sizeBytes();
        Instant now = invocation.clock().instant();
        say(ROW.formatted(
                cassette.episodes().size(),
                Quantities.bytes(bytes),
                Quantities.age(newest, now),
                Quantities.age(last, now),
                entry.id()));
        return JsonText.of(
                "name",
                entry.id(),
                "source",
                entry.source(),
                "episodes",
                cassette.episodes().size(),
                "bytes",
                bytes,
                "recorded_at",
                newest,
                "last_played",
                last);
    }

    static @Nullable Instant newest(Cassette cassette) {
        return cassette.episodes().stream()
                .map(Episode::recordedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
