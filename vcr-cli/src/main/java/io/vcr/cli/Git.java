package io.vcr.cli;

import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What git knows of files: those that are staged, their content there or in a commit, and their attributes. */
final class Git {

    private static final long SECONDS = 60;

    private Git() {}

    /** The cassettes among the files that are added or changed in the index. */
    static List<Entry> staged(List<String> where) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("diff", "--cached", "--name-only", "--relative", "--diff-filter=ACMR", "-z", "--"));
        command.addAll(where);
        List<Entry> entries = new ArrayList<>();
        for (String name : new String(run(command), StandardCharsets.UTF_8).split("\0", -1)) {
            if (!name.isEmpty() && Selection.isCassette(Path.of(name))) {
                entries.add(content("", name));
            }
        }
        return entries;
    }

    /** A file as it is in a commit; in the index if the name of the commit is empty. */
    static Entry content(String commit, String file) {
        String source = commit.isEmpty() ? file : commit + ":" + file;
        boolean isRelative = !Path.of(file).isAbsolute();
        return Entry.of(
                CassetteId.of(file),
                source,
                () -> run(List.of("show", commit + ":" + (isRelative ? "./" : "") + file)));
    }

    /**
     * Runs git in the working directory.
     *
     * @return what it prints
     * @throws IOException if there is no git, or it fails; the message is what it says
     */
    static byte[] run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        git.getOutputStream().close();
        byte[] output;
        try (InputStream out = git.getInputStream()) {
            output = out.readAllBytes();
        }
        try {
            if (git.waitFor(SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0) {
                return output;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        git.destroy();
        String error = new String(git.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        throw new IOException("git " + arguments.get(0) + " failed" + (error.isEmpty() ? "" : ": " + error));
    }
}
