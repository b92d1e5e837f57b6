package io.vcr.junit5.internal.report;

import io.vcr.Report;
import io.vcr.Report.Tokens;
import io.vcr.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The summary of all tests of a run. Immutable.
 *
 * @param attempts every attempt at every test, in the order in which they ended
 * @param store the state of the store
 * @param agent what the agent has found
 * @param prices what tokens cost
 */
record RunSummary(List<TestReport> attempts, List<String> store, AgentFindings agent, Prices prices) {

    /** The largest number of changes of structure in the build log. */
    private static final int MAX_DRIFT = 20;

    /** The largest number of tests with refused requests in the build log. */
    private static final int MAX_REFUSED = 20;

    /** Copies and sorts the lists. */
    RunSummary {
        attempts = attempts.stream()
                .sorted(Comparator.comparingLong(TestReport::endedAt))
                .toList();
        store = store.stream().distinct().toList();
    }

    boolean isEmpty() {
        return attempts.isEmpty() && agent.isEmpty();
    }

    /** The last attempt of each test with a cassette. Earlier attempts count for the costs only. */
    List<TestReport> tests() {
        SortedMap<String, TestReport> last = new TreeMap<>();
        attempts.stream().filter(TestReport::hasCassette).forEach(attempt -> last.put(attempt.test(), attempt));
        return List.copyOf(last.values());
    }

    /** The number of tests by verdict, in the order of the verdicts. */
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

    /**
     * Such as {@code 12.3 s}. Formatted by hand, because loading the locale of a formatter takes longer than the whole
     * summary.
     */
    String timeSaved() {
        long tenths = Math.round(sum(TestReport::savedMillis) / 100.0);
        return tenths / 10 + "." + tenths % 10 + " s";
    }

    long sum(ToLongFunction<TestReport> count) {
        return attempts.stream().mapToLong(count).sum();
    }

    /** The tokens of replayed responses. */
    TokenBill tokensSaved() {
        return bill(Report.Usage::replayed);
    }

    /** The tokens of recorded responses. */
    TokenBill tokensUsed() {
        return bill(Report.Usage::live);
    }

    private TokenBill bill(Function<Report.Usage, SortedMap<String, Tokens>> which) {
        SortedMap<String, Tokens> sums = new TreeMap<>();
        attempts.forEach(attempt -> which.apply(attempt.detail().usage())
                .forEach((model, tokens) -> sums.merge(model, tokens, Tokens::plus)));
        return new TokenBill(sums, prices);
    }

    SortedMap<String, Integer> liveHosts() {
        return added(attempts.stream().map(TestReport::liveHosts));
    }

    /** What was replaced in the cassettes, with the number of places. */
    SortedMap<String, Integer> redacted() {
        return added(attempts.stream().map(TestReport::redacted));
    }

    private static SortedMap<String, Integer> added(Stream<SortedMap<String, Integer>> counts) {
        SortedMap<String, Integer> sums = new TreeMap<>();
        counts.forEach(each -> each.forEach((name, count) -> sums.merge(name, count, Integer::sum)));
        return sums;
    }

    /** The changes of structure of all responses, each with its test. */
    List<String> drift() {
        return tests().stream()
                .flatMap(test -> test.detail().drift().stream().map(change -> test.test() + ": " + change))
                .toList();
    }

    /** Each test with a refused request, and why the first one was refused. */
    private List<String> refused() {
        return tests().stream()
                .filter(test -> !test.detail().refusals().isEmpty())
                .map(test -> test.test() + " (" + first(test.detail().refusals()) + ")")
                .toList();
    }

    private static String first(List<String> refusals) {
        int others = refusals.size() - 1;
        return Miss.of(refusals.get(0)).inOneLine() + (others == 0 ? "" : "; and " + others + " more");
    }

    /** The tests that will go live again in the next run. */
    List<TestReport> leaks() {
        return tests().stream().filter(test -> !test.leak().isEmpty()).toList();
    }

    List<TestReport> optedOut() {
        return tests().stream().filter(test -> !test.optOut().isEmpty()).toList();
    }

    /** The live calls without a cassette, with all attempts of a test added up. */
    List<TestReport> outside() {
        SortedMap<String, List<TestReport>> byTest = attempts.stream()
                .filter(Predicate.not(TestReport::hasCassette))
                .collect(Collectors.groupingBy(TestReport::test, TreeMap::new, Collectors.toList()));
        return byTest.entrySet().stream()
                .map(test -> TestReport.outside(
                        0, test.getKey(), added(test.getValue().stream().map(TestReport::liveHosts))))
                .toList();
    }

    /** The number of tests by warning. */
    SortedMap<String, Long> warnings() {
        return attempts.stream()
                .flatMap(attempt -> attempt.warnings().stream())
                .collect(Collectors.groupingBy(warning -> warning, TreeMap::new, Collectors.counting()));
    }

    /** The line that a build can search for. */
    String check() {
        int leaking = leaks().size() + outside().size();
        return "VCR COST LEAK CHECK: "
                + (leaking == 0
                        ? "PASS" + exceptUnseen()
                        : "FAIL, " + leaking + (leaking == 1 ? " test" : " tests")
                                + " will go live again in the next run");
    }

    /** What an unseen connection was for is not known: it may be a paid call, or a database. */
    private String exceptUnseen() {
        int unseen = agent.unknown();
        return unseen == 0
                ? ""
                : ", but nothing is known of " + unseen + (unseen == 1 ? " unseen connection" : " unseen connections");
    }

    boolean passes() {
        return leaks().isEmpty() && outside().isEmpty();
    }

    /** Such as {@code 3 tests: HIT=2 NOOP=1}. */
    String counted() {
        int tests = tests().size();
        return tests
                + (tests == 1 ? " test" : " tests")
                + (tests == 0 ? "" : ": ")
                + verdicts().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Such as {@code 5 avoided, 1 live to api.example.com}. */
    String calls() {
        String hosts = String.join(", ", liveHosts().keySet());
        return sum(TestReport::replayed) + " avoided, " + sum(TestReport::live) + " live"
                + (hosts.isEmpty() ? "" : " to " + hosts);
    }

    /** The summary for the build log. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("[VCR SUMMARY] " + counted());
        lines.add("  provider calls  " + calls());
        lines.add("  time saved      " + timeSaved() + ", as recorded");
        if (agent.toThisMachine() > 0 && sum(TestReport::replayed) + sum(TestReport::recorded) == 0) {
            lines.add("  this machine    " + agent.toThisMachine()
                    + (agent.toThisMachine() == 1 ? " request" : " requests")
                    + " passed through, nothing was recorded; vcr.ignore-localhost = false records them");
        }
        bill(lines, "tokens saved", "money saved", tokensSaved());
        bill(lines, "tokens used", "money spent", tokensUsed());
        if (!redacted().isEmpty()) {
            lines.add("  redacted         " + counted(redacted()));
        }
        refused().stream().limit(MAX_REFUSED).forEach(test -> lines.add("  refused          " + test));
        if (refused().size() > MAX_REFUSED) {
            lines.add("  refused          and " + (refused().size() - MAX_REFUSED) + " more tests in the report");
        }
        leaks().forEach(test ->
                lines.add("  goes live        " + test.test() + " (" + test.verdict() + ": " + test.leak() + ")"));
        outside().forEach(test -> lines.add("  no cassette      " + test.test() + " (" + test.calls() + ")"));
        optedOut().forEach(test -> lines.add("  opted out        " + test.test() + " (" + test.optOut() + ")"));
        drift().stream().limit(MAX_DRIFT).forEach(change -> lines.add("  drift            " + change));
        if (drift().size() > MAX_DRIFT) {
            lines.add("  drift            and " + (drift().size() - MAX_DRIFT) + " more changes in the report");
        }
        warnings().forEach((warning, count) -> lines.add("  warning          " + counted(warning, count)));
        store.forEach(line -> lines.add("  store            " + line));
        agent.unseen().forEach((connection, count) -> lines.add("  unseen           " + counted(connection, count)));
        agent.notAttached().forEach(line -> lines.add("  not attached     " + line));
        lines.add(check());
        return String.join(System.lineSeparator(), lines);
    }

    private static void bill(List<String> lines, String tokens, String money, TokenBill bill) {
        if (!bill.isEmpty()) {
            lines.add("  %-14s  %s".formatted(tokens, bill.text()));
            bill.cost().ifPresent(cost -> lines.add("  %-14s  %s".formatted(money, bill.money(cost))));
        }
    }

    /** Such as {@code jwt in a request body x2, password in a request body}. */
    private static String counted(SortedMap<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> counted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String counted(String name, long count) {
        return count > 1 ? name + " x" + count : name;
    }
}
