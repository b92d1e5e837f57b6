package io.vcr.cli;

import io.vcr.cli.Differences.Difference;
import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.Git;
import io.vcr.cli.internal.source.Selection;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Printable;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.cli.internal.text.Transcript;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares cassettes. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares two cassettes or directories, or files with a commit, by episode and JSON path.",
        footer = {
            "",
            "Two places are compared with each other: vcr diff old.yaml new.yaml",
            "With --rev, files are compared with a commit of git: vcr diff --rev HEAD src/test/cassettes",
            "Secrets are placeholders on both sides. Times of recording are not compared.",
            "The exit status is 1 if there are differences.",
        })
final class DiffCommand extends CassetteCommand {

    private static final int LONGEST_VALUE = 60;

    @Option(names = "--rev", paramLabel = "COMMIT", description = "The commit that holds the old cassettes.")
    @Nullable
    private String revision;

    @Option(
            names = "--ignoring",
            paramLabel = "PATH",
            description =
                    "A JSON path or header that may differ, with all below it; * stands for any text. Repeatable.")
    private List<String> ignoring = new ArrayList<>();

    private final List<Object> rows = new ArrayList<>();
    private int different;
    private int episodesThatDiffer;

    DiffCommand(Invocation invocation) {
        super(invocation);
    }

    /** A cassette in two versions. */
    private record Versions(String name, Optional<Entry> before, Optional<Entry> after) {}

    @Override
    int run(Console console) throws IOException {
        List<Versions> compared = revision == null
                ? places()
                : Git.changed(revision, selection.paths(invocation.environment())).stream()
                        .map(change -> new Versions(change.name(), change.before(), change.after()))
                        .toList();
        int done = 0;
        for (Versions versions : compared) {
            console.progress("compared", done++, compared.size());
            try {
                compare(versions);
            } catch (IOException e) {
                problem(e);
            }
        }
        printJson(JsonText.of("compared", compared.size(), "different", different, "differences", rows));
        say(Quantities.count(episodesThatDiffer, "episode") + (episodesThatDiffer == 1 ? " differs" : " differ")
                + " in " + different + " of " + Quantities.count(compared.size(), "cassette"));
        return status(different > 0);
    }

    private List<Versions> places() throws IOException {
        List<String> places = selection.where();
        if (places.size() != 2) {
            throw new IllegalArgumentException("Two places are compared, and " + places.size()
                    + (places.size() == 1 ? " is" : " are") + " given; or give --rev COMMIT");
        }
        List<Entry> before = selection.entries(invocation.environment(), places.get(0));
        List<Entry> after = selection.entries(invocation.environment(), places.get(1));
        boolean isEachWhole = places.stream().allMatch(Selection::isStore);
        if (before.size() == 1 && after.size() == 1 && !isEachWhole) {
            return List.of(
                    new Versions(after.get(0).id().value(), Optional.of(before.get(0)), Optional.of(after.get(0))));
        }
        Map<String, Versions> byName = new LinkedHashMap<>();
        before.forEach(entry ->
                byName.put(entry.id().value(), new Versions(entry.id().value(), Optional.of(entry), Optional.empty())));
        after.forEach(entry -> byName.merge(
                entry.id().value(),
                new Versions(entry.id().value(), Optional.empty(), Optional.of(entry)),
                (old, now) -> new Versions(old.name, old.before, now.after)));
        return List.copyOf(byName.values());
    }

    private void compare(Versions versions) throws IOException {
        List<Episode> before = episodes(versions.before);
        List<Episode> after = episodes(versions.after);
        List<String> lines = new ArrayList<>();
        for (EpisodePairs.Pair pair : EpisodePairs.of(before, after).pairs()) {
            Optional<Episode> old = pair.before().map(number -> before.get(number - 1));
            Optional<Episode> now = pair.after().map(number -> after.get(number - 1));
            if (old.isPresent() && now.isPresent()) {
                List<Difference> differences = Differences.between(old.get(), now.get()).stream()
                        .filter(difference -> !isIgnored(difference))
                        .toList();
                if (!differences.isEmpty()) {
                    lines.add("  episode " + pair.after().orElseThrow() + "  " + request(now.get()));
                    lines.addAll(aligned(differences));
                    row(versions, pair, "changed", now.get(), differences);
                }
            } else {
                Console console = invocation.console();
                lines.add(
                        now.isPresent()
                                ? console.green("+ episode " + pair.after().orElseThrow() + "  " + request(now.get()))
                                : console.red("- episode " + pair.before().orElseThrow() + "  "
                                        + request(old.orElseThrow())));
                row(
                        versions,
                        pair,
                        now.isPresent() ? "added" : "removed",
                        now.or(() -> old).orElseThrow(),
                        List.of());
            }
        }
        if (!lines.isEmpty()) {
            different++;
            say(invocation.console().bold(versions.name));
            lines.forEach(this::say);
        }
    }

    private static List<Episode> episodes(Optional<Entry> entry) throws IOException {
        return entry.isEmpty()
                ? List.of()
                : Printable.of(entry.get().load().cassette()).episodes();
    }

    private boolean isIgnored(Difference difference) {
        return ignoring.stream()
                .anyMatch(path -> Pattern.compile(
                                Pattern.quote(path).replace("*", "\\E.*\\Q") + "([.\\[].*)?",
                                Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                        .matcher(difference.path())
                        .matches());
    }

    private static String request(Episode episode) {
        return Transcript.printable(
                episode.request().method() + " " + episode.request().uri().text());
    }

    private List<String> aligned(List<Difference> differences) {
        int where = differences.stream()
                .mapToInt(difference -> difference.where().length())
                .max()
                .orElse(1);
        int path = differences.stream()
                .mapToInt(
                        difference -> Math.min(LONGEST_VALUE, difference.path().length()))
                .max()
                .orElse(0);
        Console console = invocation.console();
        String format = "    %-" + where + "s  %-" + Math.max(1, path) + "s  %s -> %s";
        return differences.stream()
                .map(difference -> format.formatted(
                        difference.where(),
                        Transcript.printable(difference.path()),
                        difference.before() == null ? "none" : console.red(brief(difference.before())),
                        difference.after() == null ? "none" : console.green(brief(difference.after()))))
                .toList();
    }

    private static String brief(String value) {
        String line = Transcript.printable(value);
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 3) + "...";
    }

    private void row(
            Versions versions, EpisodePairs.Pair pair, String change, Episode episode, List<Difference> differences) {
        episodesThatDiffer++;
        rows.add(JsonText.of(
                "cassette",
                versions.name,
                "change",
                change,
                "before",
                pair.before(),
                "after",
                pair.after(),
                "request",
                request(episode),
                "values",
                differences.stream()
                        .map(difference -> JsonText.of(
                                "where",
                                difference.where(),
                                "path",
                                difference.path(),
                                "before",
                                difference.before(),
                                "after",
                                difference.after()))
                        .collect(Collectors.toList())));
    }
}
