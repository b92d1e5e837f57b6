package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launcher session that a test opens while that of the run is open. */
class NestedRunTest {

    @TempDir
    Path directory;

    @Test
    void endOfTheOuterSessionIsThatOfTheRun() throws Exception {
        String printed = run("-Dvcr.report=" + directory.resolve("report"));

        assertThat(printed).containsOnlyOnce("[VCR SUMMARY]").doesNotContain("did not end");
        assertThat(printed.substring(printed.indexOf("INNER SESSION IS CLOSED")))
                .contains("[VCR SUMMARY] 3 tests: MISS:RECORDED=2 NOOP=1");
        assertThat(directory.resolve("report/report.json"))
                .content()
                .contains("\"run_over\" : true", "NestedRun$Inner#inner", "NestedRun$Outer#two");
    }

    @Test
    void withoutAReportEachPlanPrintsItsOwn() throws Exception {
        assertThat(run("-Dvcr.report=none"))
                .contains("[VCR SUMMARY] 1 test: MISS:RECORDED=1", "[VCR SUMMARY] 2 tests: MISS:RECORDED=1 NOOP=1");
    }

    private String run(String setting) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dvcr.store=" + directory.resolve("cassettes").toUri(),
                setting,
                NestedRun.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).contains("END");
        return printed;
    }
}
