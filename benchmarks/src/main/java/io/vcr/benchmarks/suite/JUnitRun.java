package io.vcr.benchmarks.suite;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs the tests of a method in this JVM, as a build does in a fork, and fails if the number of passed tests is wrong.
 */
public final class JUnitRun {

    private JUnitRun() {}

    /** Arguments: the class, the method with its parameter types, and the number of tests. */
    public static void main(String[] args) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectMethod(args[0] + "#" + args[1]))
                                .build(),
                        listener);
        listener.getSummary().getFailures().forEach(failure -> System.out.println(failure.getException()));
        System.exit(listener.getSummary().getTestsSucceededCount() == Integer.parseInt(args[2]) ? 0 : 1);
    }
}
