package io.vcr.cli;

import io.vcr.Filters;
import io.vcr.SecretPolicy;
import io.vcr.SecretPolicy.Found;
import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.Selection;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Converts cassettes of other tools and formats. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description =
                "Writes cassettes of any format that is read (vcrpy, Ruby VCR, go-vcr, HAR, WireMock and others) as YAML or"
                        + " JSON, decoded, filtered and redacted like a recording.")
final class ConvertCommand extends CassetteCommand {

    /** What the codec puts in the place of a host that a file does not name. */
    private static final Pattern NO_HOST = Pattern.compile("<(?:WIREMOCK|MOCKSERVER|HOVERFLY)>");

    @Option(names = "--to", required = true, paramLabel = "PLACE", description = "A directory, or the URI of a store.")
    private String to = "";

    @Option(names = "--format", paramLabel = "FORMAT", description = "yaml, the default, or json.")
    private CassetteCodec format = CassetteCodec.YAML;

    @Option(names = "--into", paramLabel = "NAME", description = "One cassette with the episodes of all.")
    @Nullable
    private String into;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Where the API is, for recordings of WireMock, MockServer and Hoverfly that name no host.")
    @Nullable
    private String baseUrl;

    @Mixin
    private final SecretOptions options = new SecretOptions();

    @Option(names = "--force", description = "Replace cassettes that are there.")
    private boolean force;

    @Option(names = "--dry-run", description = "Read and check all, write nothing.")
    private boolean dryRun;

    private final List<Object> converted = new ArrayList<>();

    ConvertCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(Console console) throws IOException {
        if (baseUrl != null && !isUrl(baseUrl)) {
            throw new IllegalArgumentException(
                    "--base-url is no URL: " + baseUrl + "\n  fix  write one such as https://api.example.com");
        }
        try (Persister target = target()) {
            if (into == null) {
                each("read", withNamesOfTheirOwn(selection.entries(invocation.environment())), entry -> {
                    Cassette read = entry.load().cassette();
                    convert(entry.source(), Cassette.of(name(entry), based(read.episodes())), target);
                });
            } else {
                convertAll(CassetteId.of(into), target);
            }
        }
        if (converted.isEmpty() && status(false) == Exit.DONE) {
            throw new IOException("There is nothing to convert: what is selected holds no episode");
        }
        printJson(JsonText.of("converted", converted));
        return status(false);
    }

    private static boolean isUrl(String text) {
        try {
            return !Uri.of(text).host().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without the files that would have one name, such as a HAR beside a cassette: the last would replace the others. */
    private List<Entry> withNamesOfTheirOwn(List<Entry> entries) {
        Map<CassetteId, List<Entry>> byName = new LinkedHashMap<>();
        entries.forEach(entry ->
                byName.computeIfAbsent(name(entry), id -> new ArrayList<>()).add(entry));
        List<Entry> single = new ArrayList<>();
        byName.forEach((name, all) -> {
            if (all.size() == 1) {
                single.add(all.get(0));
            } else {
                problem(new IOException(
                        "Several files would be cassette %s: %s\n  fix  convert each by itself: vcr convert %s --to %s --into NAME"
                                .formatted(
                                        name,
                                        all.stream().map(Entry::source).collect(Collectors.joining(", ")),
                                        all.get(0).source(),
                                        to)));
            }
        });
        return single;
    }

    private void convertAll(CassetteId id, Persister target) throws IOException {
        Optional<Path> wireMock = wireMock();
        if (wireMock.isPresent()) {
            Cassette read = CassetteCodec.decodeDirectory(id, wireMock.get());
            convert(wireMock.get().toString(), Cassette.of(id, based(read.episodes())), target);
            return;
        }
        List<Entry> entries = selection.entries(invocation.environment());
        List<Episode> all = new ArrayList<>();
        each("read", entries, entry -> all.addAll(based(entry.load().cassette().episodes())));
        if (status(false) == Exit.DONE && !all.isEmpty()) {
            convert(Quantities.count(entries.size(), "cassette"), Cassette.of(id, all), target);
        }
    }

    /** The one directory that is selected, if it is WireMock's: the codec knows the order of its mappings. */
    private Optional<Path> wireMock() {
        List<String> where = selection.where();
        return where.size() == 1
                ? Selection.path(where.get(0)).filter(directory -> Files.isDirectory(directory.resolve("mappings")))
                : Optional.empty();
    }

    private Persister target() {
        Optional<Path> directory = Selection.path(to);
        return directory.isPresent() ? FilePersister.of(directory.get()).withCodec(format) : Selection.store(to);
    }

    /** The name without the extensions of a file of another tool. */
    private static CassetteId name(Entry entry) {
        boolean isForeign = entry.file().isPresent() && entry.store().isEmpty();
        return isForeign
                ? CassetteId.of(entry.id().value().replaceFirst("(?i)\\.(ya?ml|json|har)(\\.gz)?$", ""))
                : entry.id();
    }

    /** The episodes with the URL of the API in the place of what the codec writes for no host. */
    private List<Episode> based(List<Episode> episodes) {
        String base = baseUrl;
        if (base == null) {
            return episodes;
        }
        String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return episodes.stream()
                .map(episode -> {
                    String uri = episode.request().uri().text();
                    Matcher noHost = NO_HOST.matcher(uri);
                    return noHost.lookingAt()
                            ? episode.with(
                                    episode.request().withUri(Uri.of(prefix + uri.substring(noHost.end()))),
                                    episode.response())
                            : episode;
                })
                .toList();
    }

    private void convert(String from, Cassette read, Persister target) throws IOException {
        SecretPolicy policy = options.policy(invocation.environment());
        Cassette clean = Filters.apply(Filters.defaults(), policy, read);
        List<Found> left = policy.find(clean);
        if (!left.isEmpty()) {
            throw new IOException(from + " is not converted: its episode "
                    + left.get(0).episode() + " holds " + left.get(0).what() + ", which cannot be replaced in place");
        }
        Optional<Cassette> old = target.load(clean.id());
        if (old.isPresent() && !force) {
            throw new IOException(clean.id() + " is in " + target + " already; --force replaces it");
        }
        if (!dryRun) {
            target.save(old.isPresent() ? old.get().withEpisodes(clean.episodes()) : clean);
        }
        converted.add(JsonText.of(
                "from", from, "name", clean.id(), "episodes", clean.episodes().size()));
        say((dryRun ? "would write " : "wrote ") + clean.id() + "  "
                + Quantities.count(clean.episodes().size(), "episode") + " from " + from);
    }
}
