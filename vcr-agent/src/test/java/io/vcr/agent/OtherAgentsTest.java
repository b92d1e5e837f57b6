package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One JVM with another agent before or behind ours. */
@Tag("matrix")
class OtherAgentsTest {

    private static final List<String> CLIENTS = List.of("okhttp", "okhttp-async", "apache", "jdk", "jdk-async", "url");

    enum Order {
        OURS_FIRST,
        OURS_LAST
    }

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start();

    @BeforeEach
    void answer() {
        CLIENTS.forEach(client ->
                server.on("/" + client, (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "live")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void jacocoMeasuresTheProgram(Order order) throws Exception {
        Path execution = directory.resolve("jacoco.exec");
        ForkedJvm jvm = jvm(order, jar("org.jacoco.agent") + "=destfile=" + execution);

        assertRecordsAndReplays(jvm);

        assertThat(isCovered(execution.toFile(), "io/vcr/agent/Clients")).isTrue();
    }

    private static boolean isCovered(File execution, String type) throws IOException {
        ExecFileLoader loaded = new ExecFileLoader();
        loaded.load(execution);
        return loaded.getExecutionDataStore().getContents().stream()
                .anyMatch(data -> data.getName().equals(type) && data.hasHits());
    }

    @ParameterizedTest
    @EnumSource
    void mockitoMocksTheClientsThatAreWoven(Order order) throws Exception {
        ForkedJvm jvm = jvm(order, jar("mockito-core").toString()).with("-Dtest.mocks=true");

        assertThat(mocks(assertRecordsAndReplays(jvm))).containsExactly("answer", "answer");
    }

    /** On the JDKs of this machine: how an agent may attach itself differs. */
    @ParameterizedTest
    @EnumSource
    void mockitoThatAttachesItselfMocksTheClientsThatAreWoven(Order order) throws Exception {
        for (Path home : ForkedJvm.homes()) {
            ForkedJvm jvm = order == Order.OURS_FIRST
                    ? ForkedJvm.withAgent()
                    : ForkedJvm.withoutAgent()
                            .without("vcr-agent/target/classes")
                            .and(ForkedJvm.agent())
                            .with("-Dtest.attach=true", "-Dtest.mocks.first=true");

            assertThat(mocks(assertRecordsAndReplays(jvm.on(home).with("-Dtest.mocks=true"))))
                    .containsExactly("answer", "answer");
        }
    }

    /** It weaves the same clients and executors. */
    @ParameterizedTest
    @EnumSource
    void openTelemetryTracesTheCallsThatGoLive(Order order) throws Exception {
        ForkedJvm jvm = jvm(order, System.getProperty("vcr.test.opentelemetry"))
                .with(
                        "-Dotel.traces.exporter=console",
                        "-Dotel.metrics.exporter=none",
                        "-Dotel.logs.exporter=none",
                        "-Dotel.bsp.schedule.delay=10");

        String recorded = assertRecordsAndReplays(jvm).get(0).text();

        assertThat(recorded.lines().filter(line -> line.contains("LoggingSpanExporter")))
                .hasSize(CLIENTS.size());
    }

    private static ForkedJvm jvm(Order order, String other) {
        String ours = "-javaagent:" + ForkedJvm.agent();
        String theirs = "-javaagent:" + other;
        return order == Order.OURS_FIRST
                ? ForkedJvm.withoutAgent().with(ours, theirs)
                : ForkedJvm.withoutAgent().with(theirs, ours);
    }

    private static Path jar(String name) {
        return ForkedJvm.withoutAgent().classPath().stream()
                .map(Path::of)
                .filter(entry -> entry.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private ForkedJvm.Output run(ForkedJvm jvm, String mode) throws Exception {
        return jvm.with("-Dtest.clients=" + String.join(",", CLIENTS), "-Dtest.https=" + server.url(""))
                .run(Clients.class, directory.resolve("cassettes-" + jvm.hashCode()), mode, server.url(""));
    }

    /** Returns what the recording and the replaying program have printed. */
    private List<ForkedJvm.Output> assertRecordsAndReplays(ForkedJvm jvm) throws Exception {
        int before = server.requests().size();
        ForkedJvm.Output recorded = run(jvm, "once");
        int live = server.requests().size();
        ForkedJvm.Output replayed = run(jvm, "none");

        assertThat(recorded.lines("RESULT ")).as(recorded.text()).containsExactlyElementsOf(results("MISS:RECORDED"));
        assertThat(replayed.lines("RESULT ")).as(replayed.text()).containsExactlyElementsOf(results("HIT"));
        assertThat(live - before).isEqualTo(CLIENTS.size());
        assertThat(server.requests()).hasSize(live);
        assertThat(recorded.lines("[VCR WARNING]")).isEmpty();
        assertThat(replayed.lines("[VCR WARNING]")).isEmpty();
        return List.of(recorded, replayed);
    }

    /** What the programs say of their mocks. */
    private static List<String> mocks(List<ForkedJvm.Output> outputs) {
        return outputs.stream()
                .flatMap(output -> output.lines("MOCKS ").stream())
                .toList();
    }

    private static List<String> results(String verdict) {
        return CLIENTS.stream()
                .map(client -> client + " " + verdict + " 1 live")
                .toList();
    }
}
