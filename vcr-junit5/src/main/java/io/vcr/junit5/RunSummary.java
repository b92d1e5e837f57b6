package io.vcr.junit5;

import io.vcr.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all tests of a run have done with their cassettes. Immutable.
 *
 * @param attempts every attempt at every test, in the order in which they ended
 * @param store what the store has to say
 */
record RunSummary(List<TestReport> attempts, List<String> store) {

    /** Copies and sorts the lists. */
    RunSummary {
        attempts = attempts.stream()
                .sorted(Comparator.comparingLong(TestReport::endedAt))
                .toList();
        store = store.stream().distinct().toList();
    }

    boolean isEmpty() {
        return attempts.isEmpty();
    }

    /** The last attempt at each test that has a cassette: those before it have cost something and decide nothing. */
    List<TestReport> tests() {
        SortedMap<String, TestReport> last = new TreeMap<>();
        attempts.stream().filter(TestReport::hasCassette).forEach(attempt -> last.put(attempt.test(), attempt));
        return List.copyOf(last.values());
    }

    /** How many tests have each verdict, in the order of the verdicts. */
    Map<String, Long> verdicts() {
        Map<String, Long> counted =
                tests().stream().collect(Collectors.groupingBy(TestReport::verdict, Collectors.counting()));
        Map<String, Long> verdicts = new LinkedHashMap<>();
        Stream.of(Verdict.values())
                .map(Verdict::toString)
                .filter(counted::containsKey)
                .forEach(verdict -> verdicts.put(verdict, counted.get(verdict)));
        return verdicts;
    }

    /** Such as {@code 12.3 s}; without a formatter, whose locale takes longer to load than all else that is printed. */
    String timeSaved() {
        long tenths = Math.round(sum(TestReport::savedMillis) / 100.0);
        return tenths / 10 + "." + tenths % 10 + " s";
    }

    long sum(ToLongFunction<TestReport> count) {
        return attempts.stream().mapToLong(count).sum();
    }

    SortedMap<String, Integer> liveHosts() {
        return hosts(attempts.stream());
    }

    private static SortedMap<String, Integer> hosts(Stream<TestReport> attempts) {
        SortedMap<String, Integer> hosts = new TreeMap<>();
        attempts.forEach(
                attempt -> attempt.liveHosts().forEach((host, count) -> hosts.merge(host, count, Integer::sum)));
        return hosts;
    }

    /** The tests that pay again in the next run. */
    List<TestReport> leaks() {
        return tests().stream().filter(test -> !test.leak().isEmpty()).toList();
    }

    List<TestReport> optedOut() {
        return tests().stream().filter(test -> !test.optOut().isEmpty()).toList();
    }

    /** What went live where there is no cassette, all attempts of a test in one. */
    List<TestReport> outside() {
        SortedMap<String, List<TestReport>> byTest = attempts.stream()
                .filter(Predicate.not(TestReport::hasCassette))
                .collect(Collectors.groupingBy(TestReport::test, TreeMap::new, Collectors.toList()));
        return byTest.entrySet().stream()
                .map(test -> TestReport.outside(0, test.getKey(), hosts(test.getValue().stream())))
                .toList();
    }

    /** Each warning with the number of tests that have it. */
    SortedMap<String, Long> warnings() {
        return attempts.stream()
                .flatMap(attempt -> attempt.warnings().stream())
                .collect(Collectors.groupingBy(warning -> warning, TreeMap::new, Collectors.counting()));
    }

    /** The one line that a build can be searched for. */
    String check() {
        int leaking = leaks().size() + outside().size();
        return "VCR COST LEAK CHECK: "
                + (leaking == 0
                        ? "PASS"
                        : "FAIL, " + leaking + (leaking == 1 ? " test" : " tests") + " will pay again in the next run");
    }

    boolean passes() {
        return leaks().isEmpty() && outside().isEmpty();
    }

    /** For the build log. */
    String text() {
        List<String> lines = new ArrayList<>();
        int tests = tests().size();
        lines.add("[VCR SUMMARY] " + tests + (tests == 1 ? " test" : " tests") + (tests == 0 ? "" : ": ")
                + verdicts().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" ")));
        String hosts = String.join(", ", liveHosts().keySet());
        lines.add("  provider calls  " + sum(TestReport::replayed) + " avoided, " + sum(TestReport::live) + " live"
                + (hosts.isEmpty() ? "" : " to " + hosts));
        lines.add("  time saved      " + timeSaved() + ", as recorded");
        leaks().forEach(test ->
                lines.add("  goes live        " + test.test() + " (" + test.verdict() + ": " + test.leak() + ")"));
        outside().forEach(test -> lines.add("  no cassette      " + test.test() + " (" + test.calls() + ")"));
        optedOut().forEach(test -> lines.add("  opted out        " + test.test() + " (" + test.optOut() + ")"));
        warnings()
                .forEach((warning, count) ->
                        lines.add("  warning          " + warning + (count > 1 ? " x" + count : "")));
        store.forEach(line -> lines.add("  store            " + line));
        lines.add(check());
        return String.join(System.lineSeparator(), lines);
    }
}
