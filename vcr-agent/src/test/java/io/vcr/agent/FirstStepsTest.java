package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a build log shows to somebody whose first run with the agent records nothing. */
class FirstStepsTest {

    /** A test that knows nothing of the recorder. */
    @EnabledIfSystemProperty(named = "test.url", matches = ".+")
    static class Ordinary {

        @Test
        void calls() {
            OwnAnswer.call("calls");
        }
    }

    private static ForkedJvm.Output run(ForkedJvm jvm, String... options) throws Exception {
        try (LoopbackServer server = LoopbackServer.start()) {
            server.on("/", (request, wire) -> wire.respond("200 OK", "", "answer to " + request.target()));
            ForkedJvm.Output output = jvm.with("-Dtest.url=" + server.url(""), "-Dvcr.report=none")
                    .with(options)
                    .run(Launched.class, Ordinary.class.getName());
            assertThat(output.text()).contains("TEST calls() SUCCESSFUL");
            return output;
        }
    }

    @Test
    void anAgentWithoutATestThatHasACassetteSaysWhatToAdd() throws Exception {
        assertThat(run(ForkedJvm.withAgent()).lines("[VCR "))
                .containsExactly("AGENT] records nothing, because no test has a cassette; annotate tests with"
                        + " @UseCassette, or set vcr.auto = com.acme.. and"
                        + " junit.jupiter.extensions.autodetection.enabled = true");
    }

    @Test
    void aJvmWithoutTheAgentSaysNothing() throws Exception {
        assertThat(run(ForkedJvm.withoutAgent()).lines("[VCR ")).isEmpty();
    }

    @Test
    void aRecorderThatIsOffSaysNothing() throws Exception {
        assertThat(run(ForkedJvm.withAgent(), "-Dvcr.disable=1").lines("[VCR ")).isEmpty();
    }

    @Test
    void testsThatCallOnlyThisMachineSayHowThatIsRecorded() throws Exception {
        assertThat(run(
                                ForkedJvm.withAgent(),
                                "-Dvcr.auto=io.vcr.agent",
                                "-Djunit.jupiter.extensions.autodetection.enabled=true")
                        .text())
                .contains("  this machine    1 request passed through, nothing was recorded;"
                        + " vcr.ignore-localhost = false records them");
    }
}
