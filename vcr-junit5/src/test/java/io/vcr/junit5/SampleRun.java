package io.vcr.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.TerminationInfo;

/** One run of a sample class by the Jupiter engine, and what it has printed. Immutable. */
public record SampleRun(EngineExecutionResults results, String printed) {

    public static SampleRun of(Class<?> sample) {
        return of(sample, Map.of());
    }

    /** Runs with settings as {@code junit-platform.properties} would hold them. */
    public static SampleRun of(Class<?> sample, Map<String, String> configuration) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Map<String, String> parameters = new HashMap<>(configuration);
        parameters.putIfAbsent("vcr.report", "none"); // it is no part of the run of our own tests
        try {
            EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(sample))
                    .configurationParameters(parameters)
                    .execute();
            return new SampleRun(results, printed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
        }
    }

    /** Runs with a system property, which goes before annotations. */
    static SampleRun withProperty(String key, String value, Class<?> sample) {
        System.setProperty(key, value);
        try {
            return of(sample);
        } finally {
            System.clearProperty(key);
        }
    }

    /** How each test ended, in the order of their ends. */
    List<TestExecutionResult> ends() {
        return results.testEvents().executions().finished().stream()
                .map(execution -> execution.getTerminationInfo())
                .filter(TerminationInfo::executed)
                .map(TerminationInfo::getExecutionResult)
                .toList();
    }

    /** How the only test ended. */
    TestExecutionResult end() {
        if (ends().size() != 1) {
            throw new AssertionError("Not one test but " + ends());
        }
        return ends().get(0);
    }

    /** Why the only test, or its class, has failed. */
    public Throwable failure() {
        List<Throwable> failures = results.allEvents().failed().stream()
                .map(event -> event.getPayload(TestExecutionResult.class).flatMap(TestExecutionResult::getThrowable))
                .flatMap(Optional::stream)
                .toList();
        if (failures.size() != 1) {
            throw new AssertionError("Not one failure but " + failures);
        }
        return failures.get(0);
    }

    /** The verdict lines of all tests, whatever is printed. */
    public List<String> lines() {
        return results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getPayload(ReportEntry.class))
                .flatMap(Optional::stream)
                .map(entry -> entry.getKeyValuePairs().get("vcr"))
                .toList();
    }

    public String line() {
        if (lines().size() != 1) {
            throw new AssertionError("Not one verdict line but " + lines());
        }
        return lines().get(0);
    }

    /** The word in the verdict line of the only test. */
    public String verdict() {
        return line().replaceFirst("\\[VCR ([^]]*)].*", "$1");
    }

    public List<Event> failures() {
        return results.testEvents().failed().list();
    }
}
