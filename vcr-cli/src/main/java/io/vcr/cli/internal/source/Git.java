package io.vcr.cli.internal.source;

import io.vcr.spi.CassetteId;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What git knows of files: those that are staged, their content there or in a commit, and their attributes. */
public final class Git {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Git() {}

    /** The cassettes among the files that are added or changed in the index. */
    public static List<Entry> staged(List<String> where) throws IOException {
        String[] fields = diff(List.of("--cached", "--name-only", "--diff-filter=ACMRT"), where);
        List<Entry> entries = new ArrayList<>();
        for (Location file : Location.of(List.of(fields))) {
            entries.add(content("", file));
        }
        return entries;
    }

    /**
     * A cassette that differs from a commit.
     *
     * @param name the path of its file
     * @param before the file in the commit; empty if it is not there
     * @param after the file in the working tree; empty if it is not there
     */
    public record Change(String name, Optional<Entry> before, Optional<Entry> after) {}

    /** The cassettes among the tracked files that differ between a commit and the working tree. */
    public static List<Change> changed(String commit, List<String> where) throws IOException {
        if (commit.startsWith("-")) {
            throw new IllegalArgumentException(commit + " is no commit");
        }
        String[] fields = diff(List.of("--name-status", "--no-renames", commit), where);
        Map<String, String> states = new LinkedHashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            states.put(fields[i + 1], fields[i]);
        }
        List<Change> changes = new ArrayList<>();
        for (Location file : Location.of(states.keySet())) {
            boolean isAdded = "A".equals(states.get(file.name));
            boolean isDeleted = "D".equals(states.get(file.name));
            changes.add(new Change(
                    file.path,
                    isAdded ? Optional.empty() : Optional.of(content(commit, file)),
                    isDeleted
                            ? Optional.empty()
                            : Optional.of(Entry.of(CassetteId.of(file.name), Optional.empty(), Path.of(file.path)))));
        }
        return changes;
    }

    /** With names from the top of the repository: relative ones leave out what is not below the working directory. */
    private static String[] diff(List<String> options, List<String> where) throws IOException {
        List<String> command = new ArrayList<>(List.of("diff", "--no-relative", "-z"));
        command.addAll(options);
        command.add("--");
        command.addAll(where);
        return new String(run(command), StandardCharsets.UTF_8).split("\0", -1);
    }

    /**
     * A file of the repository.
     *
     * @param name its path from the top of the repository
     * @param path its path from the working directory
     */
    private record Location(String name, String path) {

        /** The cassettes among files. */
        static List<Location> of(Collection<String> names) throws IOException {
            List<String> cassettes = names.stream()
                    .filter(name -> !name.isEmpty() && isCassette(Path.of(name)))
                    .toList();
            if (cassettes.isEmpty()) {
                return List.of();
            }
            String prefix = new String(run(List.of("rev-parse", "--show-prefix")), StandardCharsets.UTF_8);
            Path here = Path.of(prefix.substring(0, prefix.lastIndexOf('\n')));
            return cassettes.stream()
                    .map(name -> new Location(
                            name, here.relativize(Path.of(name)).toString().replace(File.separatorChar, '/')))
                    .toList();
        }

        private static boolean isCassette(Path file) {
            return Selection.isCassette(file) && !Selection.isBody(file);
        }
    }

    /** A file as it is in a commit; in the index if the name of the commit is empty. */
    private static Entry content(String commit, Location file) {
        String source = commit.isEmpty() ? file.path : commit + ":" + file.path;
        return Entry.of(CassetteId.of(file.name), source, new GitContent(commit, file.name));
    }

    /** Runs git in the working directory. */
    static byte[] run(List<String> arguments) throws IOException {
        return run(Path.of(""), arguments);
    }

    /**
     * Runs git.
     *
     * @param directory the directory it works in
     * @return what it prints
     * @throws IOException if there is no git, or it fails; the message is what it says
     */
    public static byte[] run(Path directory, List<String> arguments) throws IOException {
        return run(directory, arguments, LIMIT);
    }

    static byte[] run(Path directory, List<String> arguments, Duration limit) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        Process git = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .start();
        git.getOutputStream().close();
        // Both are read while git runs: it waits if the pipe of one is full.
        Future<byte[]> output = readAll(git.getInputStream());
        Future<byte[]> errors = readAll(git.getErrorStream());
        String failure;
        try {
            boolean hasEnded = git.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (hasEnded && git.exitValue() == 0) {
                return output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
            failure = hasEnded
                    ? new String(errors.get(limit.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8).strip()
                    : "it does not end";
        } catch (TimeoutException e) {
            failure = "a process that it has started does not end";
        } catch (ExecutionException e) {
            failure = String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "";
        }
        git.descendants().forEach(ProcessHandle::destroyForcibly);
        git.destroyForcibly();
        throw new IOException("git " + arguments.get(0) + " failed" + (failure.isEmpty() ? "" : ": " + failure));
    }

    private static Future<byte[]> readAll(InputStream stream) {
        FutureTask<byte[]> task = new FutureTask<>(stream::readAllBytes);
        Thread reader = new Thread(task, "vcr-git");
        reader.setDaemon(true);
        reader.start();
        return task;
    }
}
