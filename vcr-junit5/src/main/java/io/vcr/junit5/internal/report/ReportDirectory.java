package io.vcr.junit5.internal.report;

import io.vcr.junit5.internal.test.Build;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory in which each fork of a run writes its part to its own file, and which holds the whole report as
 * {@code report.json}, {@code report.md} and {@code report.html}, and the history of the runs. Immutable.
 */
record ReportDirectory(Path directory, RunIdentity identity) {

    /** GitHub takes 1 MiB from all commands of a step. */
    private static final int MAX_JOB_SUMMARY_BYTES = 1000 * 1024;

    /** Excludes the other threads of this JVM; a file lock excludes other JVMs. */
    private static final Object LOCK = new Object();

    /**
     * The path, relative to the module, which is not always the working directory; empty if the report is switched off.
     */
    static Optional<Path> path(Optional<String> setting, Path module) {
        String name = setting.orElse(Build.usesGradle(module) ? "build/vcr" : "target/vcr");
        return name.equals("none")
                ? Optional.empty()
                : Optional.of(module.resolve(name).toAbsolutePath().normalize());
    }

    private Path parts() {
        return directory.resolve("parts");
    }

    private Path own() {
        return parts().resolve(identity.fileName());
    }

    /**
     * What a JVM finds when it begins.
     *
     * @param began when the first of the JVMs has begun that are alive and part of this run
     * @param unfinished the runs that nobody has summed up
     */
    record Found(Instant began, List<UnfinishedRun> unfinished) {}

    /**
     * Begins the part of this JVM, and removes the files of earlier runs, so that they are not taken for parts of this
     * run.
     *
     * @param now when this JVM has begun it
     * @param prices what tokens cost
     */
    Found begin(Instant now, Prices prices) throws IOException {
        Files.createDirectories(parts());
        List<Instant> begins = new ArrayList<>(List.of(now));
        List<UnfinishedRun> unfinished = new ArrayList<>();
        locked(() -> {
            boolean first = true;
            List<UnfinishedRun.Jvm> earlier = new ArrayList<>();
            for (Path file : files()) {
                Optional<RunIdentity> other = RunIdentity.in(file.getFileName().toString());
                if (other.isPresent() && other.get().run().equals(identity.run())) {
                    first = false;
                    Optional<Instant> began = ReportPart.read(file).began();
                    began.filter(begin -> other.get().isAlive(began)).ifPresent(begins::add);
                } else if (other.isPresent()) {
                    UnfinishedRun.Jvm jvm = new UnfinishedRun.Jvm(other.get(), ReportPart.read(file));
                    earlier.add(jvm);
                    if (other.get().pid() == identity.pid() || !jvm.isAlive()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
            if (first) {
                removeReports();
            }
            for (UnfinishedRun run : UnfinishedRun.among(earlier, prices)) {
                publish("unfinished", run.summary(), false);
                history(run.run(), run.summary());
                unfinished.add(run);
            }
            append("begin", json -> json.writeNumber(now.toEpochMilli()));
        });
        return new Found(Collections.min(begins), unfinished);
    }

    private void removeReports() throws IOException {
        for (String name : List.of("report.json", "report.md", "report.html", "unfinished.json", "unfinished.md")) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    /** Appends one line in one write, so that a crash can cut off only this line. */
    void append(String kind, ReportPart.Line value) throws IOException {
        Files.write(
                own(),
                ReportPart.line(kind, value).getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Reads the other parts of this run. */
    List<ReportPart> others() throws IOException {
        List<ReportPart> others = new ArrayList<>();
        for (Path file : files()) {
            Optional<RunIdentity> other = RunIdentity.in(file.getFileName().toString());
            if (other.isPresent() && other.get().run().equals(identity.run()) && !file.equals(own())) {
                ReportPart part = ReportPart.read(file);
                others.add(other.get().isAlive(part.began()) ? part : part.over());
            }
        }
        return others;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(parts())) {
            return files.sorted().toList();
        }
    }

    /** Writes the page for people, which takes longer than the others, and the line of this run in the history. */
    void publishPage(RunSummary summary) throws IOException {
        replace("report.html", ReportHtml.page(summary, history(identity.run(), summary)));
    }

    private RunHistory history(String run, RunSummary summary) throws IOException {
        Path file = directory.resolve("history.jsonl");
        RunHistory before = Files.exists(file)
                ? RunHistory.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                : RunHistory.NONE;
        RunHistory history = before.with(run, summary);
        replace("history.jsonl", history.text());
        return history;
    }

    /**
     * Appends the report to the page that a forge shows for its job. If an earlier JVM was the last one of this run for a
     * while, its report is replaced.
     */
    void appendTo(Path jobSummary, RunSummary summary) throws IOException {
        String begin = "<!-- vcr " + identity.run() + " -->\n";
        String end = "<!-- /vcr -->\n";
        String page = Files.exists(jobSummary) ? Files.readString(jobSummary) : "";
        int from = page.indexOf(begin);
        int to = page.indexOf(end, Math.max(0, from));
        String others = from < 0 || to < 0 ? page : page.substring(0, from) + page.substring(to + end.length());
        String whole = others + begin + ReportPages.markdown(summary, true) + "\n" + end;
        boolean fits = whole.getBytes(StandardCharsets.UTF_8).length < MAX_JOB_SUMMARY_BYTES;
        String brief = "# VCR report\n\n**" + summary.check() + "**\n\nThe whole report is in report.html.\n";
        Files.writeString(jobSummary, fits ? whole : others + begin + brief + "\n" + end);
    }

    /** Writes the whole report for programs and for build logs. */
    void publish(RunSummary summary, boolean isOver) throws IOException {
        publish("report", summary, isOver);
    }

    private void publish(String name, RunSummary summary, boolean isOver) throws IOException {
        replace(name + ".json", ReportPages.json(summary, isOver));
        replace(name + ".md", ReportPages.markdown(summary, isOver));
    }

    private void replace(String name, String text) throws IOException {
        Path temporary = directory.resolve(name + "." + identity.pid());
        Files.writeString(temporary, text);
        Files.move(temporary, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A step that only one fork may run at a time. */
    interface Step {
        void run() throws IOException;
    }

    void locked(Step step) throws IOException {
        synchronized (LOCK) {
            try (FileChannel channel = FileChannel.open(
                            parts().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                step.run();
            }
        }
    }
}
