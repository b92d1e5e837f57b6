package io.vcr.examples.sdk;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.jdk.VcrHttpClient;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client that lists the tools of an MCP server and calls one, in this JVM or in another. */
enum McpConversation {
    JAVA_SDK {
        @Override
        List<String> hold(Optional<Session> attached, String url) {
            HttpClientStreamableHttpTransport transport = attached.map(session -> attached(session, url))
                    .orElseGet(
                            () -> HttpClientStreamableHttpTransport.builder(url).build());
            List<String> said = new ArrayList<>();
            try (McpSyncClient client =
                    McpClient.sync(transport).requestTimeout(TIMEOUT).build()) {
                client.initialize();
                client.listTools().tools().forEach(tool -> said.add(tool.name()));
                for (String text : TEXTS) {
                    said.add(client.callTool(McpSchema.CallToolRequest.builder("shout")
                                    .arguments(Map.of("text", text))
                                    .build())
                            .content()
                            .toString());
                }
                client.closeGracefully();
            }
            return said;
        }

        private static HttpClientStreamableHttpTransport attached(Session session, String url) {
            HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(url)
                    .clientBuilder(VcrHttpClient.of(session, HttpClient.newBuilder()))
                    .build();
            return transport;
        }
    },

    LANGCHAIN4J {
        @Override
        List<String> hold(Optional<Session> attached, String url) throws Exception {
            StreamableHttpMcpTransport transport = StreamableHttpMcpTransport.builder()
                    .url(url + "/mcp")
                    .timeout(TIMEOUT)
                    .build();
            if (attached.isPresent()) {
                attach(attached.get(), transport);
            }
            List<String> said = new ArrayList<>();
            try (DefaultMcpClient client = DefaultMcpClient.builder()
                    .transport(transport)
                    .autoHealthCheck(false)
                    .build()) {
                client.listTools().forEach(tool -> said.add(tool.name()));
                for (String text : TEXTS) {
                    ToolExecutionRequest call = ToolExecutionRequest.builder()
                            .name("shout")
                            .arguments("{\"text\":\"" + text + "\"}")
                            .build();
                    said.add(client.executeTool(call).resultText());
                }
            }
            return said;
        }

        /** The transport makes its HTTP client itself and has no method to change it. */
        private static void attach(Session session, StreamableHttpMcpTransport transport) throws Exception {
            Field field = StreamableHttpMcpTransport.class.getDeclaredField("httpClient");
            field.setAccessible(true);
            field.set(transport, VcrHttpClient.of(session, (HttpClient) field.get(transport)));
        }
    };

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> TEXTS = List.of("one", "two", "one");

    /** What was said, and what the session reports. */
    record Held(List<String> said, Report report) {}

    abstract List<String> hold(Optional<Session> attached, String url) throws Exception;

    /** Attaches the client to the session. */
    Held in(Path directory, RecordMode mode, String url) throws Exception {
        return in(directory, mode, url, false);
    }

    private Held in(Path directory, RecordMode mode, String url, boolean isByAgent) throws Exception {
        Vcr vcr = Vcr.builder(FilePersister.of(directory))
                .mode(mode)
                .environment(Map.of())
                .ignoreLocalhost(false)
                .build();
        Session session = vcr.open("conversation");
        List<String> said = hold(isByAgent ? Optional.empty() : Optional.of(session), url);
        return new Held(said, session.finish(Outcome.PASSED));
    }

    /**
     * Holds a conversation and prints what was said, and the verdict: directory of the cassettes, mode, URL, and whether the agent
     * attaches the client.
     */
    public static void main(String... arguments) throws Exception {
        Held held = valueOf(arguments[0])
                .in(
                        Path.of(arguments[1]),
                        RecordMode.of(arguments[2]),
                        arguments[3],
                        Boolean.parseBoolean(arguments[4]));
        System.out.println(held.said + " " + held.report.verdict() + " " + held.report.refusals());
        System.exit(0);
    }
}
