package io.vcr.cli;

import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.Selection;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that works on selected cassettes, one after the other. Confined to one thread. */
abstract class CassetteCommand implements Callable<Integer> {

    /** Cassettes that are fetched from a store in one round trip. */
    private static final int BATCH = 100;

    final Invocation invocation;

    @Mixin
    final Selection selection = new Selection();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    private boolean isWhole = true;

    CassetteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What a command does with a cassette. */
    interface Work {
        void on(Entry entry) throws IOException;
    }

    @Override
    public final Integer call() throws IOException {
        try (selection) {
            return run(invocation.console());
        }
    }

    /** Runs the command and returns its exit status. */
    abstract int run(Console console) throws IOException;

    /** Whether it loads what it works on, so that a store may fetch many cassettes at once. */
    boolean isReading() {
        return true;
    }

    /** Works on all; what fails is printed, and the rest is done. */
    final void each(String verb, List<Entry> entries, Work work) {
        Console console = invocation.console();
        int done = 0;
        for (Entry entry : entries) {
            if (isReading() && done % BATCH == 0) {
                Entry.prefetch(entries.subList(done, Math.min(entries.size(), done + BATCH)));
            }
            console.progress(verb, done++, entries.size());
            try {
                work.on(entry);
            } catch (IOException e) {
                problem(e);
            } catch (IllegalArgumentException e) { // such as a cassette that no store takes
                problem(new IOException(entry.source() + ": " + e.getMessage(), e));
            }
        }
        console.clearProgress();
    }

    /** Refuses to delete files without {@code --force}: a store such as Redis is filled again by the next run. */
    static void needForce(String command, List<Entry> entries) {
        if (entries.stream().anyMatch(entry -> entry.file().isPresent())) {
            throw new IllegalArgumentException("""
                    These cassettes are files, and recording them again may not be possible
                      fix  vcr %s --force deletes them, and --dry-run says which""".formatted(command));
        }
    }

    final void problem(IOException e) {
        isWhole = false;
        invocation.console().problem(VcrCommand.message(e));
    }

    final int status(boolean isFound) {
        return !isWhole ? Exit.FAILED : isFound ? Exit.FOUND : Exit.DONE;
    }

    /** Prints one JSON document, if that is asked for. */
    final void printJson(Object document) {
        if (json) {
            JsonText.print(invocation.console().out(), document);
        }
    }

    /** Prints a line for people, unless JSON is asked for. */
    final void say(String line) {
        if (!json) {
            invocation.console().line(line);
        }
    }
}
