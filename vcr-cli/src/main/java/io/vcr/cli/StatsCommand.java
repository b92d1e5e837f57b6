package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.text.AwsFrames;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.Event;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.cli.internal.text.Transcript;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts what cassettes hold. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Counts episodes, bytes and time, by host and status, and names the largest cassettes.")
final class StatsCommand extends CassetteCommand {

    @Option(names = "--top", paramLabel = "N", description = "How many of the largest cassettes. Default: 5.")
    private int top = 5;

    private final List<Size> sizes = new ArrayList<>();
    private final Map<String, Share> hosts = new TreeMap<>();
    private final Map<String, Integer> statuses = new TreeMap<>();
    private int episodes;
    private int expired;
    private int streams;
    private long millis;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    StatsCommand(Invocation invocation) {
        super(invocation);
    }

    private record Size(String name, int episodes, long bytes) {}

    /** What a host has of all episodes; bytes are those of bodies, URLs and headers. */
    private record Share(int episodes, long bytes) {
        Share plus(Share other) {
            return new Share(episodes + other.episodes, bytes + other.bytes);
        }
    }

    @Override
    int run(Console console) throws IOException {
        each("counted", selection.entries(invocation.environment()), this::count);
        sizes.sort(Comparator.comparingLong(Size::bytes).reversed().thenComparing(Size::name));
        if (json) {
            printJson(tree());
        } else {
            print(console);
        }
        return status(false);
    }

    private void count(Entry entry) throws IOException {
        Entry.Loaded loaded = entry.load();
        Cassette cassette = loaded.cassette();
        sizes.add(new Size(entry.id().value(), cassette.episodes().size(), loaded.sizeBytes()));
        cassette.episodes().forEach(this::count);
    }

    private void count(Episode episode) {
        episodes++;
        hosts.merge(episode.request().uri().host(), new Share(1, episode.sizeBytes()), Share::plus);
        int status = episode.response().status();
        statuses.merge(
                episode.failure() == null
                        ? status / 100 + "xx"
                        : episode.failure()
                                .kind()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '),
                1,
                Integer::sum);
        boolean isStream = Event.areIn(
                episode.response().headers(),
                AwsFrames.asEvents(episode.response()).body());
        streams += isStream || episode.conversation() != null ? 1 : 0;
        Instant expiresAt = episode.expiresAt();
        expired += expiresAt != null && !expiresAt.isAfter(invocation.clock().instant()) ? 1 : 0;
        Episode.Timing timing = episode.timing();
        millis += timing == null ? 0 : timing.total().toMillis();
        Instant recordedAt = episode.recordedAt();
        oldest = first(oldest, recordedAt, Comparator.naturalOrder());
        newest = first(newest, recordedAt, Comparator.reverseOrder());
    }

    private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other, Comparator<Instant> order) {
        return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                .flatMap(Optional::stream)
                .min(order)
                .orElse(null);
    }

    private long bytes() {
        return sizes.stream().mapToLong(Size::bytes).sum();
    }

    private void print(Console console) {
        String row = "%-10s %s";
        console.line(row.formatted("cassettes", "%,d".formatted(sizes.size()) + ", " + Quantities.bytes(bytes())));
        console.line(row.formatted(
                "episodes",
                "%,d".formatted(episodes) + ", " + streams + " of them streams"
                        + (expired == 0 ? "" : ", " + expired + " expired")));
        if (oldest != null) {
            console.line(row.formatted("recorded", oldest + " to " + newest));
        }
        console.line(row.formatted("time", "%.1f s, as recorded".formatted(millis / 1000.0)));
        statuses.forEach((status, count) -> console.line(row.formatted(status, "%,d".formatted(count))));
        console.line("");
        console.line(console.bold("%8s  %7s  %s".formatted("EPISODES", "SIZE", "HOST")));
        hosts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingInt(Share::episodes).reversed()))
                .forEach(host -> console.line("%8d  %7s  %s"
                        .formatted(
                                host.getValue().episodes,
                                Quantities.bytes(host.getValue().bytes),
                                Transcript.printable(host.getKey()))));
        console.line("");
        console.line(console.bold("%8s  %7s  %s".formatted("EPISODES", "SIZE", "LARGEST")));
        sizes.stream()
                .limit(top)
                .forEach(size ->
                        console.line("%8d  %7s  %s".formatted(size.episodes, Quantities.bytes(size.bytes), size.name)));
    }

    private Object tree() {
        return JsonText.of(
                "cassettes", sizes.size(),
                "bytes", bytes(),
                "episodes", episodes,
                "streams", streams,
                "expired", expired,
                "oldest", oldest,
                "newest", newest,
                "recorded_ms", millis,
                "status", statuses,
                "hosts",
                        hosts.entrySet().stream()
                                .map(host -> JsonText.of(
                                        "host", host.getKey(),
                                        "episodes", host.getValue().episodes,
                                        "bytes", host.getValue().bytes))
                                .toList(),
                "largest",
                        sizes.stream()
                                .limit(top)
                                .map(size ->
                                        JsonText.of("name", size.name, "episodes", size.episodes, "bytes", size.bytes))
                                .toList());
    }
}
