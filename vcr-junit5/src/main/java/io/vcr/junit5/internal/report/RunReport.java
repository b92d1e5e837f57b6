package io.vcr.junit5.internal.report;

import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The report of a run: the tests of this JVM, and the whole report of all forks. Thread-safe.
 *
 * <p>A fork of Surefire executes one test plan for each class and does not know whether another class follows. It knows
 * when its launcher session ends; the last fork whose session ends prints the whole report. Without a launcher session,
 * or without a report directory, each plan prints its own report.
 */
public final class RunReport {

    /** The reports that wait for the end of the launcher session, by directory. */
    private static final Map<Path, RunReport> WAITING = new HashMap<>();

    private static int launcherSessions;
    private static boolean used;

    private final Optional<ReportDirectory> directory;
    private final boolean waits;
    private final Prices prices;
    private final Optional<Path> jobSummary;
    private final List<TestReport> tests = new ArrayList<>();
    private final List<String> store = new ArrayList<>();
    private final SortedMap<String, Integer> liveCalls = new TreeMap<>();
    private AgentFindings agent = AgentFindings.NONE;
    private Instant began = Instant.now();
    private boolean broken;

    RunReport(Optional<ReportDirectory> directory, boolean waits, Prices prices, Optional<Path> jobSummary) {
        this.directory = directory;
        this.waits = waits;
        this.prices = prices;
        this.jobSummary = jobSummary;
        write(file -> {
            ReportDirectory.Found found = file.begin(began, prices);
            began = found.began();
            Path report = file.directory().resolve("unfinished.md");
            found.unfinished().forEach(run -> System.out.println(run.warning(report)));
        });
    }

    public static RunReport of(Settings settings, Path module) {
        Optional<Path> path = ReportDirectory.path(settings.find(Setting.REPORT), module);
        Prices prices = settings.find(Setting.PRICES)
                .map(file -> Prices.read(module.resolve(file)))
                .orElse(Prices.NONE);
        synchronized (WAITING) {
            used = true;
            return path.isPresent() && launcherSessions > 0
                    ? WAITING.computeIfAbsent(path.get(), key -> in(settings, path, true, prices))
                    : in(settings, path, false, prices);
        }
    }

    private static RunReport in(Settings settings, Optional<Path> path, boolean waits, Prices prices) {
        RunIdentity identity = RunIdentity.of(
                settings.find(Setting.RUN), System.getProperty("sun.java.command", ""), ProcessHandle.current());
        return new RunReport(
                path.map(directory -> new ReportDirectory(directory, identity)), waits, prices, jobSummary());
    }

    /** The file that GitHub, and forges that run its workflows, show on the page of a job. */
    private static Optional<Path> jobSummary() {
        return Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY"))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    /** Tells whether a test of this JVM has used the extension. */
    public static boolean isUsed() {
        synchronized (WAITING) {
            return used;
        }
    }

    public static void launcherSessionOpened() {
        synchronized (WAITING) {
            launcherSessions++;
        }
    }

    /** With what the agent has found after the last test plan, which is printed if there is no report that waits. */
    public static void launcherSessionClosed(AgentFindings late) {
        synchronized (WAITING) {
            launcherSessions--;
            if (launcherSessions == 0) {
                WAITING.values().stream()
                        .findFirst()
                        .ifPresentOrElse(
                                report -> report.add(late),
                                () -> late.unseen()
                                        .forEach((connection, count) -> System.out.println(
                                                "[VCR WARNING] unseen after the last test: " + connection)));
                WAITING.values().forEach(RunReport::over);
                WAITING.clear();
            }
        }
    }

    /** When the first of the JVMs began that are alive and part of this run. */
    public synchronized Instant began() {
        return began;
    }

    public synchronized void add(TestReport test) {
        tests.add(test);
        write(file -> file.append("test", test::write));
    }

    public synchronized void addStore(List<String> health) {
        if (!health.isEmpty()) {
            store.addAll(health);
            write(file -> file.append("store", json -> {
                json.writeStartArray();
                for (String line : health) {
                    json.writeString(line);
                }
                json.writeEndArray();
            }));
        }
    }

    public synchronized void add(AgentFindings findings) {
        if (!findings.isEmpty()) {
            agent = agent.and(findings);
            write(file -> file.append("agent", findings::write));
        }
    }

    /**
     * Counts the unplanned live calls of a test.
     *
     * @return the number of unplanned live calls by test of the run, if their sum is over the limit and this test has
     *     made some; calls of its earlier attempts count too, so that a rerun does not hide them
     */
    public synchronized SortedMap<String, Integer> countLive(String test, int calls, int limit) {
        if (calls > 0) {
            liveCalls.merge(test, calls, Integer::sum);
            // Written before the other parts are read, so that at least the later of two forks sees both.
            write(file ->
                    file.append("live", json -> TestReport.writeCounts(json, new TreeMap<>(Map.of(test, calls)))));
        }
        if (!liveCalls.containsKey(test)) {
            return new TreeMap<>();
        }
        SortedMap<String, Integer> all = new TreeMap<>(liveCalls);
        others().forEach(part -> part.liveCalls().forEach((other, made) -> all.merge(other, made, Integer::sum)));
        int sum = all.values().stream().mapToInt(Integer::intValue).sum();
        return sum > limit ? all : new TreeMap<>();
    }

    /** The live calls that all forks have made so far. */
    public synchronized long liveCalls() {
        return summary().sum(TestReport::live);
    }

    /** Ends a test plan; another one may follow. */
    public synchronized void planOver() {
        if (waits) {
            write(file -> file.locked(() -> publish(file, false)));
        } else {
            over();
        }
    }

    /** Ends the part of this JVM. The last JVM of a run prints the whole report. */
    synchronized void over() {
        write(file -> file.locked(() -> {
            file.append("over", json -> json.writeBoolean(true));
            boolean isLast = others().stream().allMatch(ReportPart::isOver);
            publish(file, isLast);
            publishPage(file);
            if (isLast) {
                print();
                appendToJob(file);
            }
        }));
        if (directory.isEmpty() || broken) {
            print();
        }
    }

    private void publish(ReportDirectory file, boolean isOver) throws IOException {
        RunSummary whole = summary();
        if (!whole.isEmpty()) {
            file.publish(whole, isOver);
        }
    }

    private void publishPage(ReportDirectory file) throws IOException {
        RunSummary whole = summary();
        if (!whole.isEmpty()) {
            file.publishPage(whole);
        }
    }

    /** A file that cannot be written to fails no test. */
    private void appendToJob(ReportDirectory file) {
        RunSummary whole = summary();
        if (jobSummary.isPresent() && !whole.isEmpty()) {
            try {
                file.appendTo(jobSummary.get(), whole);
            } catch (IOException e) {
                System.out.println("[VCR WARNING] the report cannot be appended to " + jobSummary.get() + ": " + e);
            }
        }
    }

    private void print() {
        RunSummary whole = summary();
        if (!whole.isEmpty()) {
            System.out.println(whole.text());
        }
    }

    private synchronized RunSummary summary() {
        List<ReportPart> all = new ArrayList<>();
        all.add(new ReportPart(Optional.of(began), tests, liveCalls, store, agent, false));
        all.addAll(others());
        return ReportPart.summary(all, prices);
    }

    private List<ReportPart> others() {
        List<ReportPart> others = new ArrayList<>();
        write(file -> others.addAll(file.others()));
        return others;
    }

    /** A step that needs the directory. */
    private interface Step {
        void run(ReportDirectory directory) throws IOException;
    }

    /** A directory that is not writable fails no test; the report of this JVM is still printed. */
    private void write(Step step) {
        if (directory.isEmpty() || broken) {
            return;
        }
        try {
            step.run(directory.get());
        } catch (IOException e) {
            broken = true;
            System.out.println("[VCR WARNING] the report cannot be written to "
                    + directory.get().directory() + ": " + e);
        }
    }
}
