package io.vcr.examples.sdk;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.HttpMcpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrInterceptor;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/** A client that lists the tools of an MCP server and calls one, in this JVM or in another. */
enum McpConversation {
    JAVA_SDK {
        @Override
        List<String> hold(Optional<Session> attached, String url) throws Exception {
            return talk(streamable(attached, url), false);
        }
    },

    /** The server has a stream of its own, over which it tells of each call. */
    JAVA_SDK_STREAM {
        @Override
        List<String> hold(Optional<Session> attached, String url) throws Exception {
            return talk(streamable(attached, url), true);
        }
    },

    JAVA_SDK_SSE {
        @Override
        @SuppressWarnings("deprecation") // as the transport of MCP is that it speaks
        List<String> hold(Optional<Session> attached, String url) throws Exception {
            HttpClientSseClientTransport.Builder transport = HttpClientSseClientTransport.builder(url);
            attached.ifPresent(session -> transport.clientBuilder(VcrHttpClient.of(session, HttpClient.newBuilder())));
            return talk(transport.build(), false);
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
                replace(transport, "httpClient", http -> VcrHttpClient.of(attached.get(), (HttpClient) http));
            }
            return talk(transport);
        }
    },

    LANGCHAIN4J_SSE {
        @Override
        @SuppressWarnings("removal") // as above
        List<String> hold(Optional<Session> attached, String url) throws Exception {
            HttpMcpTransport transport = HttpMcpTransport.builder()
                    .sseUrl(url + "/sse")
                    .timeout(TIMEOUT)
                    .build();
            if (attached.isPresent()) {
                replace(
                        transport,
                        "client",
                        http -> ((OkHttpClient) http)
                                .newBuilder()
                                .addInterceptor(VcrInterceptor.of(attached.get()))
                                .build());
            }
            return talk(transport);
        }
    };

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> TEXTS = List.of("one", "two", "one");

    private static McpClientTransport streamable(Optional<Session> attached, String url) {
        return attached.map(session -> attached(session, url))
                .orElseGet(() -> HttpClientStreamableHttpTransport.builder(url).build());
    }

    private static HttpClientStreamableHttpTransport attached(Session session, String url) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(url)
                .clientBuilder(VcrHttpClient.of(session, HttpClient.newBuilder()))
                .build();
        return transport;
    }

    private static List<String> talk(McpClientTransport transport, boolean isToldOfCalls) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        List<String> said = new ArrayList<>();
        try (McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(TIMEOUT)
                .loggingConsumer(message -> told.add(message.data().toString()))
                .build()) {
            client.initialize();
            client.listTools().tools().forEach(tool -> said.add(tool.name()));
            for (String text : TEXTS) {
                said.add(client.callTool(McpSchema.CallToolRequest.builder("shout")
                                .arguments(Map.of("text", text))
                                .build())
                        .content()
                        .toString());
                if (isToldOfCalls) {
                    said.add(String.valueOf(told.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)));
                }
            }
            client.closeGracefully();
        }
        return said;
    }

    private static List<String> talk(McpTransport transport) throws Exception {
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

    /** The transports of LangChain4j make their HTTP client themselves and have no method to change it. */
    private static void replace(McpTransport transport, String name, UnaryOperator<Object> attachment)
            throws ReflectiveOperationException {
        Field field = transport.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(transport, attachment.apply(field.get(transport)));
    }

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
