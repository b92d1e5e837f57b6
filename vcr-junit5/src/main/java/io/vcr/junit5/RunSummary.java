package io.vcr.junit5;

import io.vcr.Report;
import io.vcr.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all tests of this JVM have done with their cassettes. Thread-safe. */
final class RunSummary {

    /** Calls that cost money in every run: seen by nobody, they leak it. */
    private static final Set<Verdict> LEAKS =
            Set.of(Verdict.PARTIAL, Verdict.MISS_OVERFLOW, Verdict.MISS_NOT_PERSISTED, Verdict.LIVE);

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final SortedMap<String, Integer> liveHosts = new TreeMap<>();
    private final SortedMap<String, String> leaks = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Integer>> outside = new TreeMap<>();
    private final SortedMap<String, String> optedOut = new TreeMap<>();
    private final SortedMap<String, Integer> warnings = new TreeMap<>();
    private int replayed;
    private int live;
    private Duration timeSaved = Duration.ZERO;

    /** Adds a test; of several attempts at one test only the last counts as a leak. */
    synchronized void add(String test, Report report, Optional<String> optOut) {
        verdicts.merge(report.verdict(), 1, Integer::sum);
        replayed += report.counts().replayed();
        live += report.counts().live();
        timeSaved = timeSaved.plus(report.timeSaved());
        report.liveHosts().forEach((host, count) -> liveHosts.merge(host, count, Integer::sum));
        leaks.remove(test);
        if (LEAKS.contains(report.verdict()) && unplanned(report) > 0) {
            leaks.put(test, report.verdict() + ": " + reason(report));
        }
        optOut.ifPresent(reason -> optedOut.put(test, reason));
        report.warnings().forEach(warning -> warnings.merge(warning, 1, Integer::sum));
    }

    /** Live calls that no rule lets through. */
    private static int unplanned(Report report) {
        return report.counts().live()
                - report.counts().passedThrough().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    /** Adds what went live where there is no cassette. */
    synchronized void addOutside(String test, SortedMap<String, Integer> hosts) {
        SortedMap<String, Integer> known = outside.computeIfAbsent(test, key -> new TreeMap<>());
        hosts.forEach((host, count) -> {
            known.merge(host, count, Integer::sum);
            liveHosts.merge(host, count, Integer::sum);
            live += count;
        });
    }

    private static String reason(Report report) {
        return switch (report.verdict()) {
            case LIVE ->
                "nothing was recorded of " + report.counts().live() + " live calls"
                        + (report.counts().dropped().isEmpty()
                                ? ""
                                : ", dropped " + report.counts().dropped());
            case PARTIAL ->
                report.counts().live() + " of "
                        + (report.counts().live() + report.counts().replayed()) + " calls went live";
            default -> report.save().lines().findFirst().orElse("");
        };
    }

    synchronized boolean isEmpty() {
        return verdicts.isEmpty() && outside.isEmpty();
    }

    synchronized String text() {
        List<String> lines = new ArrayList<>();
        int tests = verdicts.values().stream().mapToInt(Integer::intValue).sum();
        lines.add("[VCR SUMMARY] " + tests + (tests == 1 ? " test" : " tests") + (tests == 0 ? "" : ": ")
                + verdicts.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" ")));
        lines.add("  provider calls  %d avoided, %d live%s"
                .formatted(replayed, live, liveHosts.isEmpty() ? "" : " to " + String.join(", ", liveHosts.keySet())));
        lines.add(String.format(Locale.ROOT, "  time saved      %.1f s, as recorded", timeSaved.toMillis() / 1000.0));
        leaks.forEach((test, why) -> lines.add("  goes live        " + test + " (" + why + ")"));
        outside.forEach((test, hosts) -> lines.add("  no cassette      " + test + " (" + calls(hosts) + ")"));
        optedOut.forEach((test, why) -> lines.add("  opted out        " + test + " (" + why + ")"));
        warnings.forEach(
                (warning, count) -> lines.add("  warning          " + warning + (count > 1 ? " x" + count : "")));
        int leaking = leaks.size() + outside.size();
        lines.add("VCR COST LEAK CHECK: "
                + (leaking == 0
                        ? "PASS"
                        : "FAIL, " + leaking + (leaking == 1 ? " test" : " tests")
                                + " will pay again in the next run"));
        return String.join(System.lineSeparator(), lines);
    }

    static String calls(SortedMap<String, Integer> hosts) {
        int count = hosts.values().stream().mapToInt(Integer::intValue).sum();
        return count + (count == 1 ? " call to " : " calls to ") + String.join(", ", hosts.keySet());
    }
}
