package io.vcr.junit5;

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
     * Begins the part of this JVM, and removes the files of earlier runs, so that they are not taken for parts of this
     * run.
     *
     * @param now when this JVM has begun it
     * @return when the first of the JVMs has begun that are alive and part of this run
     */
    Instant begin(Instant now) throws IOException {
        Files.createDirectories(parts());
        List<Instant> begins = new ArrayList<>(List.of(now));
        locked(() -> {
            boolean first = true;
            for (Path file : files()) {
                Optional<RunIdentity> other = RunIdentity.in(file.getFileName().toString());
                if (other.isPresent() && other.get().run().equals(identity.run())) {
                    first = false;
                    if (other.get().isAlive()) {
                        ReportPart.read(file).began().ifPresent(begins::add);
                    }
                } else if (other.isPresent()
                        && (other.get().pid() == identity.pid() || !other.get().isAlive())) {
                    Files.deleteIfExists(file);
                }
            }
            if (first) {
                Files.deleteIfExists(directory.resolve("report.json"));
                Files.deleteIfExists(directory.resolve("report.md"));
                Files.deleteIfExists(directory.resolve("report.html"));
            }
            append("begin", json -> json.writeNumber(now.toEpochMilli()));
        });
        return Collections.min(begins);
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
            Optional<RunIdentity> other = RunIdentity.in(file.getFileName().toString())
                    .filter(part -> part.run().equals(identity.run()) && !part.equals(identity));
            if (other.isPresent()) {
                ReportPart part = ReportPart.read(file);
                others.add(other.get().isAlive() ? part : part.over());
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
        Path file = directory.resolve("history.jsonl");
        RunHistory before = Files.exists(file)
                ? RunHistory.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                : RunHistory.NONE;
        RunHistory history = before.with(identity.run(), summary);
        replace("history.jsonl", history.text());
        replace("report.html", ReportHtml.page(summary, history));
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
        String whole = others + begin + ReportPages.markdown(summary) + "\n" + end;
        boolean fits = whole.getBytes(StandardCharsets.UTF_8).length < MAX_JOB_SUMMARY_BYTES;
        String brief = "# VCR report\n\n**" + summary.check() + "**\n\nThe whole report is in report.html.\n";
        Files.writeString(jobSummary, fits ? whole : others + begin + brief + "\n" + end);
    }

    /** Writes the whole report for programs and for build logs. */
    void publish(RunSummary summary) throws IOException {
        replace("report.json", ReportPages.json(summary));
        replace("report.md", ReportPages.markdown(summary));
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
