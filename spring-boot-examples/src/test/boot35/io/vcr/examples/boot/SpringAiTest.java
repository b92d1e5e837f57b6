package io.vcr.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spring AI 1 takes the builders of Spring Boot, RestClient's for calls and WebClient's for streams. */
class SpringAiTest {

    private static final String ANSWER = """
            {"id":"1","object":"chat.completion","created":1,"model":"gpt","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hello there"}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";

    private static final String EVENT = """
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt","choices":[{"index":0,"delta":{"content":"%s"}}]}

            """;

    @TempDir
    Path directory;

    @Test
    void theSecondRunReplays() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            calls.incrementAndGet();
            boolean streams = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    .matches("(?s).*\"stream\"\\s*:\\s*true.*");
            String answer = streams
                    ? EVENT.formatted("Hello") + EVENT.formatted(" there") + "data: [DONE]\n\n"
                    : ANSWER;
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", streams ? "text/event-stream" : "application/json");
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        provider.start();
        System.setProperty(
                "spring.ai.openai.base-url",
                "http://localhost:" + provider.getAddress().getPort());
        try {
            Map<String, String> recordingLocalhost = Map.of("vcr.ignore-localhost", "false");
            SuiteRun first = SuiteRun.of(SpringAiSuites.ChatTest.class, directory, recordingLocalhost);
            provider.stop(0);
            SuiteRun second = SuiteRun.of(SpringAiSuites.ChatTest.class, directory, recordingLocalhost);

            assertThat(first.failures()).isEmpty();
            assertThat(first.verdicts()).containsExactly("MISS:RECORDED", "MISS:RECORDED");
            assertThat(second.failures()).isEmpty();
            assertThat(second.verdicts()).containsExactly("HIT", "HIT");
            assertThat(calls).hasValue(2);
        } finally {
            provider.stop(0);
            System.clearProperty("spring.ai.openai.base-url");
        }
    }
}
