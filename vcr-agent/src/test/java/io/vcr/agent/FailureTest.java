package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can go wrong leaves the client as it is without the agent, with one warning. */
class FailureTest {

    private static final String BUILD =
            "jdk.internal.net.http.HttpClientBuilderImpl build()Ljava/net/http/HttpClient; ";

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void answer(String path) {
        server.on(path, (request, wire) -> wire.respond("200 OK", "", "live"));
    }

    /** A program with the hooks of one more adapter, and without that of the JDK's clients. */
    private ForkedJvm.Output run(String hook) throws Exception {
        Clients.all().keySet().forEach(client -> answer("/" + client));
        Path hooks = Files.createDirectories(directory.resolve("adapter/META-INF/vcr"));
        Files.writeString(hooks.resolve("attach"), hook);
        return ForkedJvm.withAgent()
                .and(directory.resolve("adapter"))
                .with("-Dtest.https=" + server.url(""))
                .run(Clients.class, directory.resolve("cassettes"), "once", server.url(""));
    }

    private static List<String> warnings(ForkedJvm.Output output) {
        return output.lines("[VCR WARNING] ");
    }

    @ParameterizedTest
    @CsvSource({
        "result com.acme.Missing#attach, 'jdk.internal.net.http.HttpClientFacade: no class loader finds com.acme.Missing'",
        "result io.vcr.agent.Failing#attach, 'jdk.internal.net.http.HttpClientFacade by io.vcr.agent.Failing:"
                + " java.lang.AssertionError: I always fail'",
        "result io.vcr.agent.Failing#gone, 'jdk.internal.net.http.HttpClientFacade by io.vcr.agent.Failing:"
                + " java.lang.IllegalStateException: java.lang.NoSuchMethodException:"
                + " io.vcr.agent.Failing.gone(java.lang.Object)'"
    })
    void anAdapterThatIsMissingOrFailsIsOneWarningAndTheOthersAttach(String hook, String warning) throws Exception {
        ForkedJvm.Output output = run(BUILD + hook);

        assertThat(warnings(output)).singleElement().asString().startsWith("not attached: " + warning);
        assertThat(output.lines("RESULT ")).contains("jdk MISS:RECORDED 1 live", "okhttp MISS:RECORDED 1 live");
    }

    @Test
    void aClientWhoseMethodHasGoneIsOneWarningAndWorks() throws Exception {
        ForkedJvm.Output output = run("okhttp3.OkHttpClient gone()V receiver io.vcr.agent.Failing#attach");

        assertThat(warnings(output))
                .containsExactly("not attached: okhttp3.OkHttpClient has no method gone()V: this version cannot be"
                        + " attached by io.vcr.agent.Failing#attach");
        assertThat(output.lines("RESULT ")).contains("okhttp MISS:RECORDED 1 live");
    }

    @Test
    void aLineThatIsNoHookIsOneWarningAndTheProgramRunsUnattached() throws Exception {
        ForkedJvm.Output output = run("no hook");

        assertThat(warnings(output)).singleElement().asString().contains("the agent has not started");
        assertThat(output.lines("RESULT ")).contains("okhttp NOOP 0 live", "okhttp-by-hand MISS:RECORDED 1 live");
    }

    @Test
    void twoVersionsInTwoLoadersAreAttachedByTheirOwnAdapters() throws Exception {
        answer("/");
        ForkedJvm.Output output = ForkedJvm.withAgent()
                .with("-Dtest.url=" + server.url("/"))
                .run(TwoLoaders.class, System.getProperty("vcr.test.okhttp5"));

        assertThat(output.lines("RESULT "))
                .as(output.text())
                .containsExactly("own 1 4 live", "with 1 5 live", "without 0 5 live");
        assertThat(warnings(output)).hasSize(2).allMatch(warning -> warning.contains("ClassCastException"));
    }
}
