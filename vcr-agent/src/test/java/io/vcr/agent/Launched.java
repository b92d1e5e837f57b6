package io.vcr.agent;

import java.io.PrintWriter;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of a class as a build tool does, and prints how each has ended. */
final class Launched {

    private Launched() {}

    /** Runs the tests of the classes that the arguments name. */
    public static void main(String[] args) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(Stream.of(args)
                                            .map(DiscoverySelectors::selectClass)
                                            .toList())
                                    .build(),
                            new Ends());
        }
        System.exit(0);
    }

    private static final class Ends implements TestExecutionListener {

        @Override
        public void executionFinished(TestIdentifier test, org.junit.platform.engine.TestExecutionResult result) {
            if (test.isTest() || result.getThrowable().isPresent()) {
                System.out.println("TEST " + test.getDisplayName() + " " + result.getStatus());
                result.getThrowable().ifPresent(failure -> failure.printStackTrace(new PrintWriter(System.out, true)));
            }
        }
    }
}
