package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * A suite of 60 tests with two calls each, one test after the other, against a provider that takes 600 ms for a call. Runs
 * cold and warm, each in a JVM of its own. Exits with 0 only if all tests pass and the warm run calls nobody.
 */
final class SuiteDemo {

    private static final int TESTS = 60;

    private SuiteDemo() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            System.exit(runSuite(arguments[0]) ? 0 : 1);
        }
        Path store = Files.createTempDirectory("vcr-demo");
        try (ExampleProvider provider = ExampleProvider.start(Duration.ofMillis(600))) {
            boolean recorded = inNewJvm("cold", store, provider, 2 * TESTS);
            boolean replayed = inNewJvm("warm", store, provider, 0);
            System.exit(recorded && replayed ? 0 : 1);
        }
    }

    private static boolean inNewJvm(String name, Path store, ExampleProvider provider, int expectedCalls)
            throws IOException, InterruptedException {
        int before = provider.calls();
        Process suite = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dhttp.proxyHost=" + provider.address().getHostString(),
                        "-Dhttp.proxyPort=" + provider.address().getPort(),
                        "-Dvcr.store=" + store.toUri(),
                        "-Dvcr.report=" + store.resolve(name),
                        "-Dvcr.verbose=0",
                        SuiteDemo.class.getName(),
                        name)
                .inheritIO()
                .start();
        boolean passed = suite.waitFor() == 0;
        int calls = provider.calls() - before;
        System.out.printf("   %d provider calls%n%n", calls);
        return passed && calls == expectedCalls;
    }

    private static boolean runSuite(String name) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        long start = System.nanoTime();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Suite.class))
                                .build(),
                        listener);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        long passed = listener.getSummary().getTestsSucceededCount();
        System.out.printf("== %s: %d of %d tests passed in %.1f s%n", name, passed, TESTS, millis / 1000.0);
        return passed == TESTS;
    }

    /** Not found by the build: run by the demo only. */
    @UseCassette
    static final class Suite {

        private static final MessagesClient CLIENT = Providers.client(new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.ambient())
                .build());

        @RepeatedTest(TESTS)
        void asksTwice(RepetitionInfo repetition) throws IOException {
            String question = "What is " + repetition.getCurrentRepetition() + " times two?";
            assertThat(CLIENT.ask(question)).contains(question);
            assertThat(CLIENT.ask(question + " Are you sure?")).contains("sure");
        }
    }
}
