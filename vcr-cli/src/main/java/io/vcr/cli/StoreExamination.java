package io.vcr.cli;

import io.vcr.cli.internal.project.BuildFiles;
import io.vcr.cli.internal.project.Finding;
import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.Git;
import io.vcr.cli.internal.source.Selection;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with the store of a module, and with what git does to its files. Confined to one thread. */
final class StoreExamination {

    private static final String REDIS_VARIABLE = "CASSETTE_REDIS_URL";
    private static final int SHOWN = 5;

    private final Path module;
    private final String store;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    private StoreExamination(Path module, String store, Map<String, String> environment) {
        this.module = module;
        this.store = store;
        this.environment = environment;
    }

    static List<Finding> of(Path module, String store, BuildFiles build, Map<String, String> environment) {
        StoreExamination examination = new StoreExamination(module, store, environment);
        examination.artifact(build);
        Optional<Path> directory = Selection.path(store);
        if (directory.isPresent()) {
            examination.directory(module.resolve(directory.get()));
        } else {
            examination.remote();
        }
        return examination.findings;
    }

    private void artifact(BuildFiles build) {
        String needed = store.startsWith("redis")
                ? "vcr-store-redis"
                : Selection.path(store).isPresent() ? "vcr-store-file" : "";
        if (!needed.isEmpty() && !build.artifacts().isEmpty() && !build.has(needed)) {
            findings.add(build.missing("store", needed + " is no dependency of this module", needed));
        }
    }

    private void remote() {
        if (store.startsWith("redis:" + REDIS_VARIABLE)
                && environment.getOrDefault(REDIS_VARIABLE, "").isBlank()) {
            findings.add(Finding.problem(
                    "store",
                    REDIS_VARIABLE + " is not set, so nothing is replayed and every call goes live",
                    "export " + REDIS_VARIABLE + "=redis://HOST:6379"));
            return;
        }
        try (Persister persister = Selection.store(store)) {
            int cassettes = persister.list("").size();
            findings.add(Finding.ok("store", persister + ", " + Quantities.count(cassettes, "cassette")));
            persister.health().forEach(line -> findings.add(Finding.note("store", line)));
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.problem(
                    "store", String.valueOf(e.getMessage()), "set VCR_STORE or vcr.store; docs/redis.md has the URLs"));
        }
    }

    private void directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            findings.add(Finding.note("store", "there is no directory " + directory + " yet"));
            return;
        }
        if (directory.startsWith(module.resolve("src/test/resources"))) {
            findings.add(Finding.note(
                    "store", directory + " is among the test resources, so each build copies all cassettes"));
        }
        List<Entry> entries;
        try (Selection selection = new Selection()) {
            entries = selection.directory(directory);
        } catch (IOException e) {
            findings.add(Finding.problem("store", VcrCommand.message(e), "make it readable"));
            return;
        }
        List<String> broken = new ArrayList<>();
        for (Entry entry : entries) {
            try {
                entry.load();
            } catch (IOException e) {
                broken.add(VcrCommand.message(e));
            }
        }
        if (broken.isEmpty()) {
            findings.add(Finding.ok("store", directory + ", " + Quantities.count(entries.size(), "cassette")));
        }
        broken.stream()
                .limit(SHOWN)
                .forEach(message -> findings.add(
                        Finding.problem("store", message, "delete it and record it again, or restore it from git")));
        if (broken.size() > SHOWN) {
            findings.add(Finding.note("store", "and " + (broken.size() - SHOWN) + " more that cannot be read"));
        }
        entries.stream().findFirst().flatMap(Entry::file).ifPresent(file -> git(directory, file.toAbsolutePath()));
    }

    private void git(Path directory, Path file) {
        try {
            Git.run(module, List.of("rev-parse", "--git-dir"));
        } catch (IOException e) {
            findings.add(Finding.note("git", "this is no repository of git, or there is no git"));
            return;
        }
        String path = module.toAbsolutePath()
                        .normalize()
                        .relativize(directory.toAbsolutePath().normalize())
                        .toString()
                        .replace('\\', '/')
                + "/**";
        try {
            String attribute = new String(
                    Git.run(module, List.of("check-attr", "text", "--", file.toString())), StandardCharsets.UTF_8);
            findings.add(
                    attribute.strip().endsWith(": unset")
                            ? Finding.ok("git", "the line ends of cassettes are left alone")
                            : Finding.problem(
                                    "git",
                                    "git may change the line ends in recorded bodies",
                                    "echo '" + path + " -text' >> .gitattributes"));
        } catch (IOException e) {
            findings.add(Finding.problem("git", VcrCommand.message(e), "repair the repository"));
        }
        try {
            Git.run(module, List.of("check-ignore", "-q", "--", file.toString()));
            findings.add(Finding.problem(
                    "git", file + " is ignored, so no other checkout has it", "take the pattern out of .gitignore"));
        } catch (IOException e) {
            // Not ignored: git ends with 1.
        }
    }
}
