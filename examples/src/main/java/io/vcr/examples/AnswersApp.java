package io.vcr.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import okhttp3.OkHttpClient;

/**
 * A small service that calls an API: {@code GET /ask?question} answers with what the model says. Its base URL is a
 * setting, {@code ANTHROPIC_BASE_URL}. It knows neither cassettes nor tests. It prints its port when it listens.
 */
public final class AnswersApp {

    private final MessagesClient client;

    private AnswersApp(MessagesClient client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        AnswersApp app = new AnswersApp(new MessagesClient(
                new OkHttpClient(),
                environment.getOrDefault("ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
                environment.getOrDefault("ANTHROPIC_API_KEY", "")));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ask", app::ask);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private void ask(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer = answer(exchange.getRequestURI().getQuery()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String answer(String question) {
        try {
            return client.ask(question);
        } catch (IOException e) {
            return "The model does not answer. " + e.getMessage();
        }
    }
}
