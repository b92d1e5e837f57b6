package io.vcr.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider for examples. It has the form of Anthropic's Messages API over a real socket, unary and streaming, and
 * gives the same response to the same question.
 *
 * <p>Clients use it as their HTTP proxy, so that a recorded URL does not depend on the free port. Thread-safe.
 */
public final class ExampleProvider implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Duration firstTokenDelay;
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();

    private ExampleProvider(HttpServer server, Duration firstTokenDelay) {
        this.server = server;
        this.firstTokenDelay = firstTokenDelay;
    }

    /** Starts a provider on a free port of the loopback interface. */
    public static ExampleProvider start(Duration firstTokenDelay) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExampleProvider provider = new ExampleProvider(server, firstTokenDelay);
        server.setExecutor(provider.threads);
        server.createContext("/v1/messages", provider::answer);
        server.start();
        return provider;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Returns the number of calls that it has received. */
    public int calls() {
        return calls.get();
    }

    /** Answers the next call with an error: 429 for too many requests, 529 for an overloaded provider. */
    public void failNext(int status) {
        failures.add(status);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int call = calls.incrementAndGet();
            exchange.getResponseHeaders().set("request-id", "req_" + call);
            exchange.getResponseHeaders().set("anthropic-ratelimit-requests-limit", "4000");
            exchange.getResponseHeaders().set("anthropic-ratelimit-requests-remaining", "" + (4000 - call));
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            Integer failure = failures.poll();
            if (failure != null) {
                fail(exchange, failure);
            } else if (!exchange.getRequestHeaders().containsKey("x-api-key")) {
                fail(exchange, 401);
            } else if (request.path("stream").asBoolean()) {
                stream(exchange, request);
            } else {
                TimeUnit.NANOSECONDS.sleep(firstTokenDelay.toNanos());
                send(exchange, 200, JSON.writeValueAsBytes(message(request, text(request), "end_turn")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(JsonNode request) {
        return "You said: " + request.at("/messages/0/content").asText();
    }

    private static ObjectNode message(JsonNode request, String text, String stopReason) {
        ObjectNode message = JSON.createObjectNode()
                .put("id", "msg_" + Integer.toHexString(request.path("messages").hashCode()))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.path("model").asText());
        message.putArray("content").addObject().put("type", "text").put("text", text);
        message.put("stop_reason", stopReason).putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 12).put("output_tokens", words(text).length);
        return message;
    }

    private static String[] words(String text) {
        return text.split("(?= )", -1);
    }

    private void stream(HttpExchange exchange, JsonNode request) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        ObjectNode start = JSON.createObjectNode().put("type", "message_start");
        ObjectNode message = message(request, "", "end_turn");
        message.putNull("stop_reason").putArray("content");
        start.set("message", message);
        event(out, start);
        event(out, block("content_block_start"), "content_block", "text", "");
        event(out, JSON.createObjectNode().put("type", "ping"));
        TimeUnit.NANOSECONDS.sleep(firstTokenDelay.toNanos());
        String text = text(request);
        for (String word : words(text)) {
            event(out, block("content_block_delta"), "delta", "text_delta", word);
            TimeUnit.NANOSECONDS.sleep(firstTokenDelay.toNanos() / 20);
        }
        event(out, block("content_block_stop"));
        ObjectNode delta = JSON.createObjectNode().put("type", "message_delta");
        delta.putObject("delta").put("stop_reason", "end_turn").putNull("stop_sequence");
        delta.putObject("usage").put("output_tokens", words(text).length);
        event(out, delta);
        event(out, JSON.createObjectNode().put("type", "message_stop"));
    }

    private static ObjectNode block(String type) {
        return JSON.createObjectNode().put("type", type).put("index", 0);
    }

    private static void event(OutputStream out, ObjectNode event, String field, String type, String text)
            throws IOException {
        event.putObject(field).put("type", type).put("text", text);
        event(out, event);
    }

    private static void event(OutputStream out, ObjectNode event) throws IOException {
        String lines = "event: " + event.path("type").asText() + "\ndata: " + JSON.writeValueAsString(event) + "\n\n";
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void fail(HttpExchange exchange, int status) throws IOException {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
        exchange.getResponseHeaders().set("Retry-After", "3");
        ObjectNode error = JSON.createObjectNode().put("type", "error");
        error.putObject("error").put("type", type).put("message", "The example provider answers " + status);
        send(exchange, status, JSON.writeValueAsBytes(error));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
