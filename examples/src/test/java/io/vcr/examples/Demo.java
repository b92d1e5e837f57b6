package io.vcr.examples;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.RecordMode;
import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The quick start on an empty store: cold with a provider that takes its time, warm after the provider was shut down,
 * and a failing test that must not touch what was recorded. Exits with 0 only if all of it came true.
 */
final class Demo {

    private static final Duration FIRST_TOKEN_DELAY = Duration.ofMillis(600);

    private final List<String> results = new ArrayList<>();
    private boolean failed;

    private Demo() {}

    public static void main(String[] arguments) throws IOException {
        Path store = Files.createTempDirectory("vcr-demo");
        System.setProperty("vcr.store", store.toUri().toString());
        System.setProperty("vcr.verbose", "1");
        Demo demo = new Demo();
        demo.run(store);
        System.out.println("\n== Summary");
        demo.results.forEach(System.out::println);
        System.out.println("  cassettes are in " + store);
        System.exit(demo.failed ? 1 : 0);
    }

    private void run(Path store) throws IOException {
        ExampleProvider provider = provider();
        long coldMillis = test("1 Cold: nothing is recorded, the provider answers", QuickStartTest.class, 0);
        provider.close();
        check(provider.calls() == 2, "cold    %d provider calls, %d ms".formatted(provider.calls(), coldMillis));
        SortedMap<String, String> good = bytes(store);
        check(good.size() == 2, "        %d cassettes recorded: %s".formatted(good.size(), good.keySet()));

        long warmMillis = test("2 Warm: the provider is shut down, the cassettes answer", QuickStartTest.class, 0);
        int warmCalls = provider.calls() - 2;
        check(warmCalls == 0, "warm    %d provider calls, %d ms".formatted(warmCalls, warmMillis));

        try (ExampleProvider again = provider()) {
            test("3 A test that fails on purpose: what it recorded is discarded", FailsOnPurpose.class, 1);
            String state = bytes(store).equals(good) ? "untouched" : "CHANGED";
            check(
                    again.calls() == 1 && state.equals("untouched"),
                    "failing %d provider call, good cassettes %s".formatted(again.calls(), state));
        }
    }

    private static ExampleProvider provider() throws IOException {
        ExampleProvider provider = ExampleProvider.start(FIRST_TOKEN_DELAY);
        System.setProperty("http.proxyHost", provider.address().getHostString());
        System.setProperty("http.proxyPort", "" + provider.address().getPort());
        return provider;
    }

    /** Runs a test class as a build would, and returns how long that took in milliseconds. */
    private long test(String title, Class<?> type, int expectedFailures) {
        System.out.println("\n== " + title);
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        long start = System.nanoTime();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(type))
                        .build(),
                listener);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(failure -> System.out.println(
                        "  " + failure.getTestIdentifier().getDisplayName() + " failed: " + failure.getException()));
        check(
                summary.getTestsFoundCount() > 0 && summary.getTestsFailedCount() == expectedFailures,
                "        %d of %d tests passed%s"
                        .formatted(
                                summary.getTestsSucceededCount(),
                                summary.getTestsFoundCount(),
                                expectedFailures > 0 ? ", as intended" : ""));
        return millis;
    }

    private void check(boolean holds, String result) {
        results.add((holds ? "  ok    " : "  WRONG ") + result);
        failed |= !holds;
    }

    private static SortedMap<String, String> bytes(Path store) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(store)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(path.getFileName().toString(), Arrays.toString(Files.readAllBytes(path)));
            }
        }
        return files;
    }

    /** Not found by the build: run by the demo only. */
    static final class FailsOnPurpose {

        private final OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.ambient())
                .build();

        @Test
        @UseCassette(value = "io/vcr/examples/QuickStartTest/answers", mode = RecordMode.NEW_EPISODES)
        void recordsANewEpisodeAndFails() throws IOException {
            Providers.client(http).ask("A question that nobody has asked before");
            Assertions.fail("on purpose");
        }
    }
}
