package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent as a library of the program, which attaches it to its own JVM. */
class AttachTest {

    private static final String WARNING_OF_THE_JVM = "A Java agent has been loaded dynamically";

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    static List<Path> homes() throws Exception {
        return ForkedJvm.homes();
    }

    private static ForkedJvm jvm() {
        return ForkedJvm.withoutAgent().without("vcr-agent/target/classes").and(ForkedJvm.agent());
    }

    private ForkedJvm.Output run(ForkedJvm jvm) throws Exception {
        for (String client : List.of("okhttp", "jdk", "url")) {
            server.on("/" + client, (request, wire) -> wire.respond("200 OK", "", "live"));
        }
        return jvm.with("-Dtest.attach=true", "-Dtest.clients=okhttp,jdk,url")
                .run(Clients.class, directory, "once", server.url(""));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void theProgramAttachesTheAgentToItsOwnJvm(Path home) throws Exception {
        ForkedJvm.Output output = run(jvm().on(home));

        assertThat(output.lines("RESULT "))
                .as(output.text())
                .containsExactly("okhttp MISS:RECORDED 1 live", "jdk MISS:RECORDED 1 live", "url MISS:RECORDED 1 live");
        assertThat(output.lines("[VCR WARNING]")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void theJvmDoesNotWarnIfItIsAllowed(Path home) throws Exception {
        ForkedJvm.Output output = run(jvm().on(home).with("-XX:+EnableDynamicAgentLoading"));

        assertThat(output.text()).contains("okhttp MISS:RECORDED").doesNotContain(WARNING_OF_THE_JVM);
    }

    @Test
    void optionsOfThisJvmAreNotThoseOfTheOther() throws Exception {
        ForkedJvm.Output output = run(jvm().withVariable("JAVA_TOOL_OPTIONS", "-Dtest=1"));

        assertThat(output.text()).contains("okhttp MISS:RECORDED").containsOnlyOnce("Picked up JAVA_TOOL_OPTIONS");
    }

    @Test
    void aJvmThatDoesNotAllowItIsAnErrorWithTheOption() throws Exception {
        ForkedJvm.Output output = run(jvm().with("-XX:+DisableAttachMechanism"));

        assertThat(output.status()).isNotZero();
        assertThat(output.text())
                .contains("IllegalStateException: The agent cannot be attached to this JVM")
                .contains("  why  ")
                .contains("  fix  start the JVM with -javaagent:/path/to/vcr-agent.jar");
    }

    @Test
    void classesThatAreInNoJarAreAnErrorWithTheOption() throws Exception {
        ForkedJvm.Output output = run(ForkedJvm.withoutAgent());

        assertThat(output.status()).isNotZero();
        assertThat(output.text())
                .contains("The agent cannot be attached to this JVM")
                .contains("  why  it is no file but file:");
    }

    private ForkedJvm.Output tests(ForkedJvm jvm) throws Exception {
        return jvm.with(
                        "-Dtest.guarded=true",
                        "-Dvcr.agent=attach",
                        "-Dvcr.guard=refuse",
                        "-Dvcr.mode=none",
                        "-Dvcr.report=none",
                        "-Dvcr.store=file:" + directory)
                .run(Launched.class, GuardTest.Guarded.class.getName());
    }

    @ParameterizedTest
    @MethodSource("homes")
    void aSettingAttachesTheAgentBeforeTheFirstTest(Path home) throws Exception {
        assertThat(tests(jvm().on(home)).text())
                .contains("[VCR AGENT] attaches clients for io.vcr.apache, io.vcr.apache4, io.vcr.jdk, io.vcr.okhttp")
                .contains("FAILURE java.net.ConnectException: A connection to api.example.com:443 was refused")
                .contains("TEST socket() FAILED");
    }

    @Test
    void aSettingThatFindsNoAgentFailsTheRunAndNamesTheDependency() throws Exception {
        assertThat(tests(ForkedJvm.withoutAgent().without("vcr-agent/target/classes"))
                        .text())
                .contains("The setting vcr.agent attaches the agent, and the class path has none")
                .contains("add io.vcr:vcr-agent as a test dependency")
                .doesNotContain("SUCCESSFUL");
    }

    @Test
    void aSettingThatCannotAttachTheAgentFailsTheRun() throws Exception {
        assertThat(tests(jvm().with("-XX:+DisableAttachMechanism")).text())
                .contains("The agent cannot be attached to this JVM")
                .doesNotContain("SUCCESSFUL");
    }
}
