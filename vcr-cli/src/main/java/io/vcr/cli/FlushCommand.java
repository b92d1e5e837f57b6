package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes cassettes. */
@Command(
        name = "flush",
        mixinStandardHelpOptions = true,
        description = "Deletes the selected cassettes of a store, so that the next run records them again.")
final class FlushCommand extends CassetteCommand {

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description =
                    "Only cassettes without an episode that was recorded since a date such as 2026-01-31, or for a"
                            + " time such as P7D.")
    @Nullable
    private String olderThan;

    @Option(names = "--force", description = "Delete files too. Without it only caches such as Redis are flushed.")
    private boolean force;

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    private final List<Object> rows = new ArrayList<>();

    FlushCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(Console console) throws IOException {
        @Nullable
        Instant limit = olderThan == null
                ? null
                : Quantities.since(olderThan, invocation.clock().instant());
        List<Entry> entries = selection.entries(invocation.environment());
        if (!force && !dryRun) {
            needForce("flush", entries);
        }
        each("flushed", entries, entry -> flush(entry, limit));
        printJson(JsonText.of("deleted", rows.size(), "of", entries.size(), "cassettes", rows));
        say("%s %s of %,d"
                .formatted(
                        dryRun ? "would delete" : "deleted",
                        Quantities.count(rows.size(), "cassette"),
                        entries.size()));
        return status(false);
    }

    @Override
    boolean isReading() {
        return olderThan != null;
    }

    private void flush(Entry entry, @Nullable Instant limit) throws IOException {
        if (entry.isReadOnly()) {
            return;
        }
        // A file is read in any case: one that is no cassette is not deleted.
        if (limit != null || entry.file().isPresent()) {
            Instant newest = ListCommand.newest(entry.load().cassette());
            if (limit != null && (newest == null || !newest.isBefore(limit))) {
                return;
            }
        }
        if (entry.isOfAnotherTool()) {
            return;
        }
        if (dryRun || entry.delete()) {
            rows.add(entry.id());
            if (dryRun) {
                say("would delete " + entry.id());
            }
        }
    }
}
