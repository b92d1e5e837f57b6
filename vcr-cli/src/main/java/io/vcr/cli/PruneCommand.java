package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.LastPlayed;
import io.vcr.cli.internal.source.TestClasses;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes cassettes and episodes that nothing needs. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Deletes cassettes of tests that are gone or have not played them, and expired episodes.",
        footer = {
            "",
            "With --dry-run the exit status is 1 if there is something to delete.",
            "A cassette whose name is not made of a class and a method, or that code names, is kept.",
        })
final class PruneCommand extends CassetteCommand {

    @Option(names = "--expired", description = "Delete episodes that have expired, and cassettes that have no others.")
    private boolean expired;

    @Option(
            names = "--unplayed-since",
            paramLabel = "TIME",
            description =
                    "Delete cassettes whose test has passed since a date such as 2026-01-31, or within a time such as"
                            + " P30D, without a request, by the reports of test runs; not those recorded since then.")
    @Nullable
    private String unplayedSince;

    @Option(names = "--without-test", description = "Delete cassettes whose test class or test method is gone.")
    private boolean withoutTest;

    @Option(
            names = "--tests",
            paramLabel = "PATH",
            description =
                    "A directory of compiled tests; repeatable. Default: target/test-classes, build/classes/*/test.")
    private List<Path> tests = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description = "A report.json of a run, or its directory; repeatable. Default: target/vcr, build/vcr.")
    private List<Path> reports = new ArrayList<>();

    @Option(names = "--force", description = "Delete files too. Without it only caches such as Redis are pruned.")
    private boolean force;

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    private final List<Object> rows = new ArrayList<>();
    private int deleted;
    private int removed;

    PruneCommand(Invocation invocation) {
        super(invocation);
    }

    /** Why a cassette is deleted, if it is. */
    private interface Rule {
        Optional<String> reason(CassetteId id, Cassette cassette);
    }

    @Override
    int run(Console console) throws IOException {
        if (!expired && unplayedSince == null && !withoutTest) {
            throw new IllegalArgumentException(
                    "Say what is deleted: --expired, --unplayed-since TIME, --without-test, or several of them");
        }
        List<Rule> rules = rules();
        List<Entry> entries = selection.entries(invocation.environment());
        if (!force && !dryRun) {
            needForce("prune", entries);
        }
        each("checked", entries, entry -> prune(entry, rules));
        printJson(JsonText.of(
                "checked", entries.size(), "deleted", deleted, "episodes_removed", removed, "pruned", rows));
        say("%s %s of %,d%s"
                .formatted(
                        dryRun ? "would delete" : "deleted",
                        Quantities.count(deleted, "cassette"),
                        entries.size(),
                        removed == 0 ? "" : ", and " + Quantities.count(removed, "episode") + " of others"));
        return status(dryRun && deleted + removed > 0);
    }

    private List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        if (withoutTest) {
            TestClasses classes = TestClasses.in(tests);
            rules.add((id, cassette) -> classes.missing(id.value()));
        }
        if (unplayedSince != null) {
            Instant since = Quantities.since(unplayedSince, invocation.clock().instant());
            LastPlayed played = LastPlayed.of(reports);
            if (played.newestRun().filter(since::isBefore).isEmpty()) {
                throw new IOException("No report tells of a run since " + since
                        + "\n  fix  run the tests, or name the report of a run: --report target/vcr");
            }
            TestClasses classes = TestClasses.in(tests);
            rules.add((id, cassette) -> played.isUnplayedSince(id.value(), since)
                            && !isRecordedSince(since, cassette)
                            && classes.isOfATest(id.value())
                    ? Optional.of("its test has passed since " + since + " without a request")
                    : Optional.empty());
        }
        return rules;
    }

    private static boolean isRecordedSince(Instant since, Cassette cassette) {
        Instant newest = ListCommand.newest(cassette);
        return newest != null && newest.isAfter(since);
    }

    private void prune(Entry entry, List<Rule> rules) throws IOException {
        if (entry.isReadOnly()) {
            return;
        }
        Cassette cassette = entry.load().cassette();
        if (entry.isOfAnotherTool()) {
            return;
        }
        Optional<String> reason = rules.stream()
                .flatMap(rule -> rule.reason(entry.id(), cassette).stream())
                .findFirst();
        Instant now = invocation.clock().instant();
        Predicate<Episode> isAlive = episode ->
                !expired || episode.expiresAt() == null || episode.expiresAt().isAfter(now);
        int size = cassette.episodes().size();
        int dead = size - (int) cassette.episodes().stream().filter(isAlive).count();
        if (reason.isPresent() || (dead > 0 && dead == size)) {
            if (!dryRun) {
                entry.delete();
            }
            deleted++;
            report(entry, true, size, reason.orElse("expired"));
        } else if (dead > 0) {
            if (!dryRun) {
                entry.change(old ->
                        old.withEpisodes(old.episodes().stream().filter(isAlive).toList()));
            }
            removed += dead;
            report(entry, false, dead, "expired");
        }
    }

    private void report(Entry entry, boolean isWhole, int episodes, String reason) {
        rows.add(JsonText.of(
                "name",
                entry.id(),
                "source",
                entry.source(),
                "episodes",
                episodes,
                "whole",
                isWhole,
                "reason",
                reason));
        String done = isWhole ? "deleted " : "removed " + Quantities.count(episodes, "episode") + " of ";
        String would = isWhole ? "would delete " : "would remove " + Quantities.count(episodes, "episode") + " of ";
        say((dryRun ? would : done) + invocation.console().bold(entry.id().value()) + ": " + reason);
    }
}
