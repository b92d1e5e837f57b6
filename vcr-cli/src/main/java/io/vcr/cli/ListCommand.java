package io.vcr.cli;

import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class ListCommand implements Callable<Integer> {

    private static final String ROW = "%8s  %7s  %5s  %6s  %s";

    private final Invocation invocation;

    @Mixin
    private final Selection selection = new Selection();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description = "A report.json of a run, or its directory; repeatable.")
    private List<Path> reports = new ArrayList<>();

    ListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Console console = invocation.console();
        LastPlayed played = LastPlayed.of(reports);
        List<Object> rows = new ArrayList<>();
        boolean isWhole = true;
        try (selection) {
            List<Entry> entries = selection.entries(invocation);
            if (!json) {
                console.line(console.bold(ROW.formatted("EPISODES", "SIZE", "AGE", "PLAYED", "NAME")));
            }
            for (Entry entry : entries) {
                console.progress("read", rows.size(), entries.size());
                try {
                    rows.add(row(entry, played));
                } catch (IOException e) {
                    isWhole = false;
                    rows.add(JsonText.of(
                            "name", entry.id(), "source", entry.source(), "problem", VcrCommand.message(e)));
                    console.problem(VcrCommand.message(e));
                }
            }
        }
        if (json) {
            JsonText.print(console.out(), JsonText.of("cassettes", rows));
        }
        return isWhole ? Exit.DONE : Exit.FAILED;
    }

    private Object row(Entry entry, LastPlayed played) throws IOException {
        Entry.Loaded loaded = entry.load();
        Cassette cassette = loaded.cassette();
        @Nullable Instant newest = newest(cassette);
        @Nullable Instant last = played.of(entry.id().value()).orElse(null);
        long bytes = loaded.sizeBytes();
        if (!json) {
            Instant now = invocation.clock().instant();
            invocation
                    .console()
                    .line(ROW.formatted(
                            cassette.episodes().size(),
                            Quantities.bytes(bytes),
                            Quantities.age(newest, now),
                            Quantities.age(last, now),
                            entry.id()));
        }
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
