package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Report.Counts;
import io.vcr.Report.Tokens;
import io.vcr.Report.Usage;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSummaryTest {

    private final List<TestReport> attempts = new ArrayList<>();

    @Test
    void runInWhichEverythingWasReplayedPasses() {
        add("A#one", report(Verdict.HIT, counts(3, 0, 0), "nothing new"));
        add("A#two", report(Verdict.HIT, counts(2, 0, 0), "nothing new"));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 2 tests: HIT=2",
                        "  provider calls  5 avoided, 0 live",
                        "  time saved      2.5 s, as recorded",
                        "VCR COST LEAK CHECK: PASS");
    }

    @Test
    void runThatRecordedPassesAndNamesTheHosts() {
        add("A#one", report(Verdict.MISS_RECORDED, counts(0, 2, 2), "saved", "b.example.com", "a.example.com"));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 1 test: MISS:RECORDED=1",
                        "  provider calls  0 avoided, 2 live to a.example.com, b.example.com",
                        "  time saved      1.3 s, as recorded",
                        "VCR COST LEAK CHECK: PASS");
    }

    @Test
    void testsThatNeverReplayAreNamedWithTheReason() {
        add("B#overflow", report(Verdict.MISS_OVERFLOW, counts(0, 51, 51), "51 episodes are more\n  cause  x"));
        add("A#lost", report(Verdict.MISS_NOT_PERSISTED, counts(0, 1, 1), "the store is down"));
        add("C#partial", report(Verdict.PARTIAL, counts(1, 1, 2), "saved"));
        add("D#live", report(Verdict.LIVE, counts(0, 0, 2, Map.of("status 429", 2)), "nothing new"));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 4 tests: MISS:OVERFLOW=1 MISS:NOT_PERSISTED=1 PARTIAL=1 LIVE=1",
                        "  provider calls  1 avoided, 56 live",
                        "  time saved      5.0 s, as recorded",
                        "  goes live        A#lost (MISS:NOT_PERSISTED: the store is down)",
                        "  goes live        B#overflow (MISS:OVERFLOW: 51 episodes are more)",
                        "  goes live        C#partial (PARTIAL: 2 of 3 calls went live)",
                        "  goes live        D#live (LIVE: nothing was recorded of 2 live calls,"
                                + " dropped {status 429=2})",
                        "VCR COST LEAK CHECK: FAIL, 4 tests will go live again in the next run");
    }

    @Test
    void optedOutTestsAndWarningsAreListed() {
        attempts.add(TestReport.of(
                0,
                0,
                "A#out",
                report(Verdict.OFF, counts(0, 0, 1), "nothing new", "api.example.com"),
                Optional.of("talks to a clock"),
                List.of()));
        add("A#one", warned("the store cannot be read"));
        add("A#two", warned("the store cannot be read"));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 3 tests: NOOP=2 OFF=1",
                        "  provider calls  0 avoided, 1 live to api.example.com",
                        "  time saved      3.8 s, as recorded",
                        "  opted out        A#out (talks to a clock)",
                        "  warning          the store cannot be read x2",
                        "VCR COST LEAK CHECK: PASS");
    }

    @Test
    void whatGoesLiveWithoutACassetteFailsTheCheckAndIsNamed() {
        attempts.add(TestReport.outside(0, "A#one", hosts("api.example.com")));
        attempts.add(TestReport.outside(1, "A#one", hosts("api.example.com")));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 0 tests",
                        "  provider calls  0 avoided, 2 live to api.example.com",
                        "  time saved      0.0 s, as recorded",
                        "  no cassette      A#one (2 calls to api.example.com)",
                        "VCR COST LEAK CHECK: FAIL, 1 test will go live again in the next run");
    }

    @ParameterizedTest
    @CsvSource({
        "HIT, PASS",
        "NOOP, PASS",
        "OFF, PASS",
        "MISS_RECORDED, PASS",
        "REFUSED, PASS",
        "PARTIAL, PASS",
        "LIVE, FAIL",
        "MISS_OVERFLOW, FAIL",
        "MISS_NOT_PERSISTED, FAIL"
    })
    void costLeakCheckFailsForWhatTheNextRunPaysAgain(Verdict verdict, String check) {
        add("A#one", report(verdict, counts(1, 1, 1), "x"));

        assertThat(text()).contains("VCR COST LEAK CHECK: " + check);
    }

    @Test
    void aPartialTestWithACallThatWasNotRecordedPaysAgain() {
        add("A#one", report(Verdict.PARTIAL, counts(1, 1, 2), "saved"));

        assertThat(text()).contains("VCR COST LEAK CHECK: FAIL, 1 test will go live again in the next run");
    }

    @Test
    void aTestThatRunsAgainIsOneTestAndCostsTwice() {
        add("A#one", report(Verdict.MISS_NOT_PERSISTED, counts(0, 1, 1), "the test failed"));
        add("A#one", report(Verdict.MISS_RECORDED, counts(0, 1, 1), "saved"));

        assertThat(text().lines())
                .containsExactly(
                        "[VCR SUMMARY] 1 test: MISS:RECORDED=1",
                        "  provider calls  0 avoided, 2 live",
                        "  time saved      2.5 s, as recorded",
                        "VCR COST LEAK CHECK: PASS");
    }

    @Test
    void aRefusedTestIsNamedWithTheFirstDifference() {
        add("A#pays", refused("""
                No recorded episode matches POST https://h/v1/charges
                  cassette  A/pays   1 episode, 1 unplayed, mode none
                  closest   episode 1   body: $.amount recorded 1200, sent 1250
                  fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=A#pays""", "another"));
        add("B#logsIn", refused("The session has ended before GET https://h/known"));

        assertThat(text())
                .contains(
                        "  refused          A#pays (No recorded episode matches POST https://h/v1/charges;"
                                + " episode 1 body: $.amount recorded 1200, sent 1250; and 1 more)",
                        "  refused          B#logsIn (The session has ended before GET https://h/known)");
    }

    @Test
    void onlyTheFirstRefusedTestsAreNamed() {
        for (int i = 0; i < 23; i++) {
            add("A#test" + i, refused("No recorded episode matches GET https://h"));
        }

        assertThat(text().lines().filter(line -> line.startsWith("  refused")))
                .hasSize(21)
                .endsWith("  refused          and 3 more tests in the report");
    }

    @Test
    void whatWasRedactedIsAddedUp() {
        add("A#one", redacted("access_token in a response body", "slack_webhook in a request body"));
        add("A#two", redacted("access_token in a response body"));

        assertThat(text())
                .contains("  redacted         access_token in a response body x2, slack_webhook in a request body");
    }

    @Test
    void whatTheStoreSaysIsShownOnce() {
        assertThat(new RunSummary(
                                attempts, List.of("memory at 90 %", "memory at 90 %"), AgentFindings.NONE, Prices.NONE)
                        .text())
                .containsOnlyOnce("  store            memory at 90 %");
    }

    @Test
    void aRunThatHasOnlyCalledThisMachineSaysHowThatIsRecorded() {
        add("A#one", report(Verdict.NOOP, counts(0, 0, 0), "nothing new"));

        assertThat(text(calls(35)).lines())
                .contains("  this machine    35 requests passed through, nothing was recorded;"
                        + " vcr.ignore-localhost = false records them");
    }

    @Test
    void aRunThatReplaysDoesNotMentionThisMachine() {
        add("A#one", report(Verdict.HIT, counts(1, 0, 0), "nothing new"));

        assertThat(text(calls(35))).doesNotContain("this machine");
    }

    private static AgentFindings calls(int toThisMachine) {
        return AgentFindings.NONE.and(new AgentFindings(new TreeMap<>(), List.of(), toThisMachine));
    }

    @Test
    void theCheckSaysOfHowManyConnectionsNothingIsKnown() {
        assertThat(unseen("api.example.com:443 by a.Client"))
                .endsWith("VCR COST LEAK CHECK: PASS, but nothing is known of 2 unseen connections");
    }

    @Test
    void theCheckCountsNoRedirectOfARequestThatWasSent() {
        String follows = "cdn.example.com:443 by a.Client (a redirect or the proxy of a request that was sent)";

        assertThat(unseen(follows)).contains("  unseen           " + follows).endsWith("VCR COST LEAK CHECK: PASS");
    }

    private String unseen(String connection) {
        AgentFindings agent = new AgentFindings(new TreeMap<>(Map.of(connection, 2)), List.of(), 0);
        return new RunSummary(attempts, List.of(), agent, PricesTest.prices("")).text();
    }

    @Test
    void tokensAreAddedUpAndCostWhatThePricesSay() {
        Usage usage = new Usage(
                tokens("gpt-4o-mini", new Tokens(1, 1_000_000, 500_000, 0, 10)),
                tokens("m", new Tokens(1, 3, 0, 0, 2)));
        add("A#one", report(Verdict.HIT, counts(1, 0, 0), "nothing new", usage));
        add("A#two", report(Verdict.HIT, counts(1, 0, 0), "nothing new", usage));

        assertThat(new RunSummary(
                                attempts, List.of(), AgentFindings.NONE, PricesTest.prices("gpt-4o* = 0.15 0.60 0.075"))
                        .text()
                        .lines())
                .containsExactly(
                        "[VCR SUMMARY] 2 tests: HIT=2",
                        "  provider calls  2 avoided, 0 live",
                        "  time saved      2.5 s, as recorded",
                        "  tokens saved    2000000 input (1000000 cached), 20 output",
                        "  money saved     0.2250 USD",
                        "  tokens used     6 input, 4 output",
                        "VCR COST LEAK CHECK: PASS");
    }

    private static SortedMap<String, Tokens> tokens(String model, Tokens tokens) {
        return new TreeMap<>(Map.of(model, tokens));
    }

    private void add(String test, Report report) {
        attempts.add(TestReport.of(attempts.size(), 0, test, report, Optional.empty(), report.warnings()));
    }

    private String text() {
        return text(AgentFindings.NONE);
    }

    private String text(AgentFindings agent) {
        return new RunSummary(attempts, List.of(), agent, Prices.NONE).text();
    }

    private static Report report(Verdict verdict, Counts counts, String save, String... liveHosts) {
        return report(verdict, counts, save, List.of(), liveHosts);
    }

    private static Report warned(String warning) {
        return report(Verdict.NOOP, counts(0, 0, 0), "nothing new", List.of(warning));
    }

    private static Report redacted(String... places) {
        return report(Verdict.MISS_RECORDED, counts(0, 1, 1), "saved", List.of(), hosts(), hosts(places), Usage.NONE);
    }

    private static Report report(
            Verdict verdict, Counts counts, String save, List<String> warnings, String... liveHosts) {
        return report(verdict, counts, save, warnings, hosts(liveHosts), hosts(), Usage.NONE);
    }

    private static Report report(Verdict verdict, Counts counts, String save, Usage usage) {
        return report(verdict, counts, save, List.of(), hosts(), hosts(), usage);
    }

    private static Report report(
            Verdict verdict,
            Counts counts,
            String save,
            List<String> warnings,
            SortedMap<String, Integer> liveHosts,
            SortedMap<String, Integer> redacted,
            Usage usage) {
        return report(verdict, counts, save, warnings, liveHosts, redacted, List.of(), usage);
    }

    private static Report refused(String... refusals) {
        return new Report(
                CassetteId.of("a"),
                RecordMode.NONE,
                Outcome.FAILED,
                Verdict.REFUSED,
                counts(0, 0, 0),
                "nothing new",
                hosts(),
                Duration.ZERO,
                hosts(),
                List.of(refusals),
                List.of(),
                List.of(),
                Usage.NONE);
    }

    private static Report report(
            Verdict verdict,
            Counts counts,
            String save,
            List<String> warnings,
            SortedMap<String, Integer> liveHosts,
            SortedMap<String, Integer> redacted,
            List<String> drift,
            Usage usage) {
        return new Report(
                CassetteId.of("a"),
                RecordMode.ONCE,
                Outcome.PASSED,
                verdict,
                counts,
                save,
                liveHosts,
                Duration.ofMillis(1250),
                redacted,
                List.of(),
                warnings,
                drift,
                usage);
    }

    private static SortedMap<String, Integer> hosts(String... hosts) {
        SortedMap<String, Integer> requests = new TreeMap<>();
        List.of(hosts).forEach(host -> requests.put(host, 1));
        return requests;
    }

    private static Counts counts(int replayed, int recorded, int live) {
        return counts(replayed, recorded, live, Map.of());
    }

    private static Counts counts(int replayed, int recorded, int live, Map<String, Integer> dropped) {
        return new Counts(
                replayed, recorded, live, 0, 0, 0, 0, new TreeMap<>(dropped), new TreeMap<>(), new TreeMap<>());
    }
}
