package io.vcr.examples.boot;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The verdict lines and failures of one run of a suite. Thread-safe. */
public record SuiteRun(List<String> lines, List<Throwable> failures) implements TestExecutionListener {

    /** Runs a suite with settings as {@code junit-platform.properties} would hold them. */
    public static SuiteRun of(Class<?> suite, Path cassettes, Map<String, String> settings) {
        SuiteRun run = new SuiteRun(
                Collections.synchronizedList(new ArrayList<>()), Collections.synchronizedList(new ArrayList<>()));
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(suite))
                                .configurationParameters(settings)
                                .configurationParameter("vcr.store", "file:" + cassettes)
                                .configurationParameter("vcr.verbose", "0")
                                .configurationParameter("vcr.report", "none")
                                .build(),
                        run);
        return run;
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        Optional.ofNullable(entry.getKeyValuePairs().get("vcr")).ifPresent(lines::add);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable().ifPresent(failures::add);
    }

    List<String> verdicts() {
        return lines.stream()
                .map(line -> line.replaceFirst("\\[VCR ([^]]*)].*", "$1"))
                .toList();
    }
}
