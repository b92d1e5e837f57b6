package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of MCP replay in another JVM, in which their requests have other ids. */
class McpSdkTest {

    @TempDir
    private Path directory;

    /** Who talks, how the server answers, and how much the client gets to say. */
    static Stream<Arguments> conversations() {
        return Stream.of(
                Arguments.of(McpConversation.JAVA_SDK, McpServer.Form.JSON, 4),
                Arguments.of(McpConversation.JAVA_SDK, McpServer.Form.EVENTS, 4),
                Arguments.of(McpConversation.JAVA_SDK_STREAM, McpServer.Form.STREAM, 7),
                Arguments.of(McpConversation.JAVA_SDK_SSE, McpServer.Form.SSE, 4),
                Arguments.of(McpConversation.LANGCHAIN4J, McpServer.Form.JSON, 4),
                Arguments.of(McpConversation.LANGCHAIN4J, McpServer.Form.EVENTS, 4),
                Arguments.of(McpConversation.LANGCHAIN4J_SSE, McpServer.Form.SSE, 4));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void aConversationIsReplayedInAnotherJvm(McpConversation client, McpServer.Form form, int said) throws Exception {
        McpConversation.Held recorded;
        String url;
        try (McpServer server = McpServer.start(form)) {
            url = server.url();
            recorded = client.in(directory, RecordMode.ONCE, url);
            assertThat(Set.copyOf(server.ids)).hasSameSizeAs(server.ids);
        }
        assertThat(recorded.report().verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(recorded.said()).hasSize(said).first().isEqualTo("shout");

        assertThat(inAnotherJvm(client, "none", url)).endsWith(recorded.said() + " " + Verdict.HIT + " " + List.of());
    }

    /** Also a transport that makes its HTTP client itself. */
    @Tag("matrix")
    @ParameterizedTest
    @MethodSource("conversations")
    void theAgentAttachesAClientThatIsBuiltAsItsUsersBuildIt(McpConversation client, McpServer.Form form, int said)
            throws Exception {
        String agent = "-javaagent:" + System.getProperty("vcr.test.agent");
        String recorded;
        String url;
        try (McpServer server = McpServer.start(form)) {
            url = server.url();
            recorded = inAnotherJvm(client, "once", url, agent);
        }
        String replayed = inAnotherJvm(client, "none", url, agent);

        assertThat(recorded).contains("[shout, ").endsWith(" MISS:RECORDED []");
        assertThat(replayed).isEqualTo(recorded.replace("MISS:RECORDED", "HIT"));
    }

    private String inAnotherJvm(McpConversation client, String mode, String url, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                McpConversation.class.getName(),
                client.name(),
                directory.toString(),
                mode,
                url,
                String.valueOf(options.length > 0)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
