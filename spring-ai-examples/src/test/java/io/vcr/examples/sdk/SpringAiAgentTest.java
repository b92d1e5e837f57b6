package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Models that are built as their users build them, in a JVM with the agent. */
class SpringAiAgentTest {

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyCallIsRecordedWithOneCallReplayedWithNoneAndRefusedInNone() throws Exception {
        try (LlmProvider provider = LlmProvider.start()) {
            String url = "http://127.0.0.1:" + provider.address().getPort();
            Map<String, String[]> recorded = run("cassettes", "once", url);
            int calls = provider.calls();
            Map<String, String[]> replayed = run("cassettes", "none", url);
            Map<String, String[]> refused = run("empty", "none", url);
            int after = provider.calls();
            return Stream.concat(
                    Stream.of(dynamicTest("calls of the provider", () -> {
                        assertThat(calls).isEqualTo(PlainSpringAi.all().size());
                        assertThat(after).isEqualTo(calls);
                    })),
                    PlainSpringAi.all().keySet().stream()
                            .map(call -> dynamicTest(call, () -> {
                                assertThat(recorded.get(call)).startsWith("MISS:RECORDED");
                                assertThat(replayed.get(call)).containsExactly("HIT", recorded.get(call)[1]);
                                assertThat(refused.get(call)).startsWith("REFUSED");
                            })));
        }
    }

    /** The verdict, and the hash of the answer. */
    private Map<String, String[]> run(String cassettes, String mode, String url) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + System.getProperty("vcr.test.agent"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PlainSpringAi.class.getName(),
                        directory.resolve(cassettes).toString(),
                        mode,
                        url)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as(text).isTrue();
        assertThat(text).doesNotContain("[VCR WARNING]");
        return text.lines()
                .filter(line -> line.startsWith("RESULT "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(line -> line[1], line -> new String[] {line[2], line[3]}));
    }
}
