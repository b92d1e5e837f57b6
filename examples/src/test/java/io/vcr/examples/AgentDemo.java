package io.vcr.examples;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * A suite that knows nothing of the recorder, in JVMs with the agent: cold, and warm in mode {@code none}. Exits with 0 only if
 * all tests pass and the warm run calls nobody.
 */
final class AgentDemo {

    private static final int TESTS = 4;

    private AgentDemo() {}

    /** Takes the jar of the agent. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals("suite")) {
            System.exit(runSuite() ? 0 : 1);
        }
        Path store = Files.createTempDirectory("vcr-demo");
        try (ExampleProvider provider = ExampleProvider.start(Duration.ofMillis(600))) {
            boolean recorded = inNewJvm("cold", "once", arguments[0], store, provider, TESTS);
            boolean replayed = inNewJvm("warm", "none", arguments[0], store, provider, 0);
            System.out.println(recorded && replayed ? "ok" : "WRONG");
            System.exit(recorded && replayed ? 0 : 1);
        }
    }

    private static boolean inNewJvm(
            String name, String mode, String agent, Path store, ExampleProvider provider, int expectedCalls)
            throws IOException, InterruptedException {
        int before = provider.calls();
        System.out.println("== " + name + ", mode " + mode);
        Process suite = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-javaagent:" + agent,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dhttp.proxyHost=" + provider.address().getHostString(),
                        "-Dhttp.proxyPort=" + provider.address().getPort(),
                        "-Djunit.jupiter.extensions.autodetection.enabled=true",
                        "-Dvcr.auto=io.vcr.examples",
                        "-Dvcr.mode=" + mode,
                        "-Dvcr.guard=refuse",
                        "-Dvcr.store=" + store.toUri(),
                        "-Dvcr.report=" + store.resolve(name),
                        AgentDemo.class.getName(),
                        "suite")
                .inheritIO()
                .start();
        boolean passed = suite.waitFor() == 0;
        int calls = provider.calls() - before;
        System.out.printf("   %d provider calls%n%n", calls);
        return passed && calls == expectedCalls;
    }

    private static boolean runSuite() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(PlainSuite.class))
                                    .build(),
                            listener);
        }
        listener.getSummary().getFailures().forEach(failure -> System.out.println(failure.getException()));
        return listener.getSummary().getTestsSucceededCount() == TESTS;
    }
}
