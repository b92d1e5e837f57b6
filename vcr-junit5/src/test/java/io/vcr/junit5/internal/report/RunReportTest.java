package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a run with several forks, each of which is a report of its own here. */
class RunReportTest {

    private static final long HERE = ProcessHandle.current().pid();

    /** A process that lives longer than these tests. */
    private static final long PARENT =
            ProcessHandle.current().parent().orElseThrow().pid();

    /** No process has it: Linux, macOS and Windows give out smaller ones. */
    private static final long NOWHERE = Integer.MAX_VALUE;

    private static final Report.Usage USAGE = Report.Usage.NONE;

    @TempDir
    Path directory;

    @Test
    void lastForkPrintsTheWholeAndTheOthersPrintNothing() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.add(test("A#one", "HIT", 3, 0));
        two.add(test("B#two", "HIT", 2, 0));

        assertThat(printed(one::over)).isEmpty();
        assertThat(printed(two::over)).contains("[VCR SUMMARY] 2 tests: HIT=2", "  provider calls  5 avoided, 0 live");
    }

    @Test
    void wholeIsInTheFilesAfterEveryPlan() throws IOException {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.add(test("A#one", "HIT", 3, 0));
        two.add(test("B#two", "LIVE", 0, 2));
        two.planOver();

        assertThat(directory.resolve("report.json"))
                .content()
                .contains("\"cost_leak_check\" : \"FAIL\"", "A#one", "B#two");
        assertThat(Files.readString(directory.resolve("report.md"))).isEqualTo("""
                # VCR report

                **VCR COST LEAK CHECK: FAIL, 1 test will go live again in the next run**

                The run had not ended when this was written.

                | provider calls avoided | live | time saved |
                |---|---|---|
                | 3 | 2 | 3.0 s |

                ## Verdicts

                | verdict | tests |
                |---|---|
                | LIVE | 1 |
                | HIT | 1 |

                ## Hosts that were called live

                | host | calls |
                |---|---|
                | api.example.com | 2 |

                ## Tests that never replay

                | test | why |
                |---|---|
                | B#two | LIVE: why |
                """);
    }

    @Test
    void whatForksHaveRedactedIsAddedUp() throws IOException {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.add(redacting("A#one", "access_token in a response body", 2));
        two.add(redacting("B#two", "access_token in a response body", 1));
        one.over();

        assertThat(printed(two::over)).contains("  redacted         access_token in a response body x3");
        assertThat(Files.readString(directory.resolve("report.json")).replaceAll("\\s+", " "))
                .contains("\"redacted\" : { \"access_token in a response body\" : 3 }, \"never_replayed\"");
        assertThat(Files.readString(directory.resolve("report.md"))).contains("""

                ## Redacted in cassettes

                | what | places |
                |---|---|
                | access_token in a response body | 3 |
                """);
    }

    @Test
    void theReportSaysOfEachTestWhichCassetteItHadAndHowItEnded() throws IOException {
        RunReport one = fork("run", HERE, 1);
        one.add(test("A#one", "NOOP", 0, 0));
        printed(one::over);

        assertThat(Files.readString(directory.resolve("report.json")).replaceAll("\\s+", " "))
                .contains("\"detail\" : { \"cassette\" : \"a\", \"outcome\" : \"PASSED\",");
    }

    @Test
    void forkThatHasCrashedKeepsItsWholeLinesAndHoldsNobodyUp() throws IOException {
        RunReport crashed = fork("run", NOWHERE, 1);
        crashed.add(test("A#one", "HIT", 3, 0));
        Files.writeString(
                directory.resolve("parts/run." + NOWHERE + ".1.jsonl"),
                "{\"test\":{\"ended_at\":7,\"test\":\"A#tw\u00f6",
                StandardOpenOption.APPEND);
        RunReport two = fork("run", HERE, 2);
        two.add(test("B#two", "HIT", 2, 0));

        assertThat(printed(two::over)).contains("[VCR SUMMARY] 2 tests: HIT=2");
    }

    @Test
    void partsOfAnEarlierRunDoNotCountAndAreRemoved() {
        fork("earlier", NOWHERE, 1).add(test("A#one", "HIT", 3, 0));
        RunReport now = fork("now", HERE, 2);
        now.add(test("B#two", "HIT", 2, 0));

        assertThat(printed(now::over)).contains("[VCR SUMMARY] 1 test: HIT=1");
        assertThat(directory.resolve("parts/earlier." + NOWHERE + ".1.jsonl")).doesNotExist();
    }

    @Test
    void nextRunSaysWhatOneWasThatDidNotEnd() throws IOException {
        fork("killed", NOWHERE, 1).add(test("A#one", "HIT", 3, 0, 10));
        fork("killed", NOWHERE, 2).add(test("B#two", "LIVE", 0, 2, 20));

        assertThat(printed(() -> fork("now", HERE, 1)))
                .isEqualToIgnoringNewLines(
                        "[VCR WARNING] the run before did not end, because a JVM was killed or crashed:"
                                + " 2 tests: LIVE=1 HIT=1; provider calls 3 avoided, 2 live to api.example.com;"
                                + " the last test was B#two; see " + directory.resolve("unfinished.md"));
        assertThat(directory.resolve("unfinished.json")).content().contains("\"run_over\" : false", "A#one", "B#two");
        assertThat(Files.readAllLines(directory.resolve("history.jsonl")))
                .containsExactly("{\"run\":\"killed\",\"avoided\":3,\"live\":2}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void processThatGotTheIdOfAKilledOneIsNotTakenForIt(boolean isThisOne) throws IOException {
        long pid = isThisOne ? HERE : PARENT;
        fork("killed", pid, 1).add(test("A#one", "HIT", 3, 0));
        Path part = directory.resolve("parts/killed." + pid + ".1.jsonl");
        Files.writeString(part, Files.readString(part).replaceFirst("\"begin\":\\d+", "\"begin\":1000"));

        assertThat(printed(() -> fork("now", HERE, 2))).contains("the last test was A#one");
        assertThat(part).doesNotExist();
    }

    @Test
    void runThatDidNotEndIsNamedOnce() {
        fork("killed", NOWHERE, 1).add(test("A#one", "HIT", 3, 0));
        fork("now", HERE, 1);

        assertThat(printed(() -> fork("now", HERE, 2))).isEmpty();
        assertThat(directory.resolve("unfinished.md")).exists();
    }

    @Test
    void runAfterTheNextRemovesTheReportOfOneThatDidNotEnd() {
        fork("killed", NOWHERE, 1).add(test("A#one", "HIT", 3, 0));
        fork("now", HERE, 1);
        fork("then", HERE, 2);

        assertThat(directory.resolve("unfinished.md")).doesNotExist();
        assertThat(directory.resolve("unfinished.json")).doesNotExist();
    }

    @Test
    void runThatHasEndedIsNotNamedByTheNext() {
        RunReport ended = fork("ended", NOWHERE, 1);
        ended.add(test("A#one", "HIT", 3, 0));
        printed(ended::over);

        assertThat(printed(() -> fork("now", HERE, 1))).isEmpty();
    }

    @Test
    void runOfWhichAJvmIsAliveIsNotNamed() {
        fork("other", NOWHERE, 1).add(test("A#one", "HIT", 3, 0));
        fork("other", PARENT, 2).add(test("B#two", "HIT", 3, 0));

        assertThat(printed(() -> fork("now", HERE, 1))).isEmpty();
    }

    @Test
    void runThatWasKilledBeforeItsFirstTestEndedIsNotNamed() {
        fork("killed", NOWHERE, 1);

        assertThat(printed(() -> fork("now", HERE, 1))).isEmpty();
    }

    @Test
    void reportSaysWhetherTheRunIsOver() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.add(test("A#one", "HIT", 3, 0));
        printed(one::over);
        assertThat(directory.resolve("report.json")).content().contains("\"run_over\" : false");
        printed(two::over);
        assertThat(directory.resolve("report.json")).content().contains("\"run_over\" : true");
        assertThat(directory.resolve("report.md")).content().doesNotContain("had not ended");
    }

    @Test
    void reportOfAnEarlierRunIsNoReportOfThisOne() {
        RunReport earlier = fork("earlier", HERE, 1);
        earlier.add(test("A#one", "HIT", 3, 0));
        earlier.planOver();
        fork("now", HERE, 2);

        assertThat(directory.resolve("report.json")).doesNotExist();
        assertThat(directory.resolve("report.md")).doesNotExist();
    }

    @Test
    void secondForkLeavesTheReportOfTheFirstWhereItIs() {
        RunReport one = fork("run", HERE, 1);
        one.add(test("A#one", "HIT", 3, 0));
        one.planOver();
        fork("run", HERE, 2);

        assertThat(directory.resolve("report.json")).exists();
    }

    @Test
    void runBeginsWithTheFirstOfItsForks() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);

        assertThat(two.began()).isEqualTo(one.began().truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void runDoesNotBeginWithAForkThatHasEndedOrWithAnotherRun() {
        fork("run", NOWHERE, 1);
        fork("another", HERE, 2);
        Instant then = Instant.now();
        RunReport now = fork("run", HERE, 3);

        assertThat(now.began()).isAfterOrEqualTo(then);
    }

    @Test
    void attemptsInDifferentForksAreOneTest() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        two.add(test("A#one", "MISS:RECORDED", 0, 1, 20));
        one.add(test("A#one", "MISS:NOT_PERSISTED", 0, 1, 10));
        one.over();

        assertThat(printed(two::over))
                .contains("[VCR SUMMARY] 1 test: MISS:RECORDED=1", "  provider calls  0 avoided, 2 live");
    }

    @Test
    void whatStoresSayIsInTheWhole() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.add(test("A#one", "HIT", 3, 0));
        one.addStore(List.of("2 failures", "memory at 90 %"));
        one.over();
        two.addStore(List.of("memory at 90 %"));

        assertThat(printed(two::over).lines().filter(line -> line.startsWith("  store ")))
                .containsExactlyInAnyOrder("  store            2 failures", "  store            memory at 90 %");
    }

    @Test
    void withoutADirectoryEachPlanPrintsItsOwn() {
        RunReport report = new RunReport(Optional.empty(), false, Prices.NONE, Optional.empty());
        report.add(test("A#one", "HIT", 3, 0));

        assertThat(printed(report::planOver)).contains("[VCR SUMMARY] 1 test: HIT=1");
    }

    @Test
    void directoryThatCannotBeWrittenFailsNothingAndIsNamed() throws IOException {
        Files.writeString(directory.resolve("parts"), "a file where a directory should be");

        String printed = printed(() -> {
            RunReport report = fork("run", HERE, 1);
            report.add(test("A#one", "HIT", 3, 0));
            report.over();
        });

        assertThat(printed)
                .containsOnlyOnce("[VCR WARNING] the report cannot be written to " + directory)
                .contains("[VCR SUMMARY] 1 test: HIT=1");
    }

    @Test
    void nothingIsPrintedOrPublishedIfThereIsNothingToSay() {
        assertThat(printed(fork("run", HERE, 1)::over)).isEmpty();
        assertThat(directory.resolve("report.json")).doesNotExist();
    }

    @Test
    void liveCallsOfAllForksAreCountedTogether() {
        RunReport one = fork("run", HERE, 1);
        RunReport two = fork("run", HERE, 2);
        one.countLive("A#one", 2, 3);

        assertThat(two.countLive("B#two", 1, 3)).isEmpty();
        assertThat(two.countLive("B#two", 1, 3)).containsExactly(Map.entry("A#one", 2), Map.entry("B#two", 2));
    }

    @Test
    void testWithoutLiveCallsIsNotFailedForThoseOfOthers() {
        RunReport report = fork("run", HERE, 1);
        report.countLive("A#one", 5, 3);

        assertThat(report.countLive("B#two", 0, 3)).isEmpty();
    }

    @Test
    void rerunThatReplaysDoesNotHideTheLiveCallsOfTheFirstAttempt() {
        RunReport report = fork("run", HERE, 1);
        report.countLive("A#one", 5, 3);

        assertThat(report.countLive("A#one", 0, 3)).containsExactly(Map.entry("A#one", 5));
    }

    @ParameterizedTest
    @CsvSource({"pom.xml, target/vcr", "build.gradle, build/vcr", "build.gradle.kts, build/vcr", "WORKSPACE, target/vcr"
    })
    void reportLiesWhereTheBuildPutsItsFiles(String buildFile, String path) throws IOException {
        Files.createFile(directory.resolve(buildFile));

        assertThat(ReportDirectory.path(Optional.empty(), directory)).contains(directory.resolve(path));
    }

    @Test
    void reportLiesWhereTheSettingSaysOrNowhere() {
        assertThat(ReportDirectory.path(Optional.of("out/vcr"), directory)).contains(directory.resolve("out/vcr"));
        assertThat(ReportDirectory.path(Optional.of("none"), directory)).isEmpty();
    }

    @Test
    void pageForPeopleLiesBesideTheOthersWhenAForkHasEnded() throws IOException {
        RunReport one = fork("run", HERE, 1);
        one.add(test("A#one", "HIT", 3, 0));
        printed(one::over);

        assertThat(directory.resolve("report.html")).content().contains("A#one");
        assertThat(Files.readAllLines(directory.resolve("history.jsonl")))
                .containsExactly("{\"run\":\"run\",\"avoided\":3,\"live\":0}");
    }

    @Test
    void lastForkAppendsTheReportToTheSummaryOfTheJob() throws IOException {
        Path job = Files.writeString(directory.resolve("job.md"), "before\n");
        RunReport one = fork("run", HERE, 1, job);
        RunReport two = fork("run", HERE, 2, job);
        one.add(test("A#one", "HIT", 3, 0));
        printed(one::over);
        assertThat(job).hasContent("before");
        printed(two::over);

        assertThat(Files.readString(job))
                .startsWith("before\n<!-- vcr run -->\n# VCR report\n")
                .contains("| HIT | 1 |");
    }

    @Test
    void forksThatFollowEachOtherLeaveOneReportInTheSummaryOfTheJob() throws IOException {
        Path job = Files.writeString(directory.resolve("job.md"), "before\n");
        RunReport one = fork("run", HERE, 1, job);
        one.add(test("A#one", "HIT", 3, 0));
        printed(one::over);
        RunReport two = fork("run", HERE, 2, job);
        two.add(test("B#two", "HIT", 1, 0));
        printed(two::over);
        RunReport other = fork("other", HERE, 1, job);
        other.add(test("C#three", "HIT", 1, 0));
        printed(other::over);

        assertThat(Files.readString(job)).startsWith("before\n").containsOnlyOnce("| HIT | 2 |");
        assertThat(Files.readString(job).split("# VCR report", -1)).hasSize(3);
    }

    @Test
    void summaryOfTheJobThatCannotBeWrittenFailsNothing() {
        RunReport one = fork("run", HERE, 1, directory.resolve("missing").resolve("job.md"));
        one.add(test("A#one", "HIT", 3, 0));

        assertThat(printed(one::over))
                .contains("[VCR SUMMARY] 1 test", "[VCR WARNING] the report cannot be appended to");
    }

    private RunReport fork(String run, long pid, int part, Path jobSummary) {
        return new RunReport(
                Optional.of(new ReportDirectory(directory, new RunIdentity(run, pid, part))),
                true,
                Prices.NONE,
                Optional.of(jobSummary));
    }

    private RunReport fork(String run, long pid, int part) {
        return new RunReport(
                Optional.of(new ReportDirectory(directory, new RunIdentity(run, pid, part))),
                true,
                Prices.NONE,
                Optional.empty());
    }

    private static TestReport test(String name, String verdict, int replayed, int live) {
        return test(name, verdict, replayed, live, 0);
    }

    private static TestReport test(String name, String verdict, int replayed, int live, long endedAt) {
        TreeMap<String, Integer> hosts = new TreeMap<>();
        if (live > 0) {
            hosts.put("api.example.com", live);
        }
        String leak = verdict.equals("LIVE") ? "why" : "";
        return test(name, verdict, replayed, live, endedAt, hosts, new TreeMap<>(), leak);
    }

    private static TestReport redacting(String name, String what, int places) {
        return test(name, "MISS:RECORDED", 0, 1, 0, new TreeMap<>(), new TreeMap<>(Map.of(what, places)), "");
    }

    private static TestReport test(
            String name,
            String verdict,
            int replayed,
            int live,
            long endedAt,
            TreeMap<String, Integer> hosts,
            TreeMap<String, Integer> redacted,
            String leak) {
        long saved = replayed * 1000L;
        return new TestReport(
                endedAt,
                name,
                verdict,
                true,
                replayed,
                0,
                live,
                live,
                saved,
                hosts,
                redacted,
                leak,
                "",
                List.of(),
                new TestDetail("a", "PASSED", 1, 0, List.of(), List.of(), USAGE));
    }

    private static String printed(Runnable step) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            step.run();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
