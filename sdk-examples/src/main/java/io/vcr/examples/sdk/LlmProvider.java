package io.vcr.examples.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider with several LLM APIs and two others, over real sockets. The same question always gets the same response, with a text, a
 * tool call and the usage. SDKs use it as their HTTP proxy, so that no recorded URL depends on a port. Thread-safe.
 */
final class LlmProvider implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<WireShape> SHAPES = List.of(
            new OpenAiChatShape(),
            new OpenAiResponsesShape(),
            new AnthropicShape(),
            new GeminiShape(),
            new BedrockShape(),
            new PlainShape("/v1/balance", "{\"object\":\"balance\",\"livemode\":false}"),
            new PlainShape("/meta", "{\"git\":[\"192.0.2.0/24\"]}"));

    /** The treatment of the next call. */
    enum Treatment {
        RATE_LIMITED,
        BROKEN,
        UNAUTHORIZED,
        /** The connection is closed without a response. */
        SILENT,
        CUT_IN_MID_EVENT,
        /** All events are sent; the chunk that ends the response waits for {@link #release}. */
        ENDED_LATE
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger finishedStreams = new AtomicInteger();
    private final Queue<Treatment> treatments = new ConcurrentLinkedQueue<>();
    private final Queue<String> requestHeaders = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch released = new CountDownLatch(0);

    private LlmProvider(HttpServer server) {
        this.server = server;
    }

    static LlmProvider start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        LlmProvider provider = new LlmProvider(server);
        server.setExecutor(provider.threads);
        server.createContext("/", provider::answer);
        server.start();
        return provider;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    Proxy proxy() {
        return new Proxy(Proxy.Type.HTTP, address());
    }

    int calls() {
        return calls.get();
    }

    int finishedStreams() {
        return finishedStreams.get();
    }

    /** The names and values of all headers that have arrived. */
    List<String> requestHeaders() {
        return List.copyOf(requestHeaders);
    }

    void treatNext(Treatment treatment) {
        treatments.add(treatment);
    }

    /** From now on a stream stops after its first piece of text, until it is released. */
    void hold() {
        released = new CountDownLatch(1);
    }

    void release() {
        released.countDown();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> requestHeaders.add(name + ": " + value)));
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String path = exchange.getRequestURI().getPath();
        WireShape shape = SHAPES.stream()
                .filter(candidate -> candidate.speaks(path))
                .findFirst()
                .orElseThrow(() -> new IOException("No API has the path " + path));
        Treatment treatment = treatments.poll();
        if (treatment == Treatment.RATE_LIMITED) {
            exchange.getResponseHeaders().set("Retry-After", "3");
            send(exchange, 429, shape.error(429, "The provider has had enough"));
        } else if (treatment == Treatment.BROKEN) {
            send(exchange, 500, shape.error(500, "The provider is broken"));
        } else if (treatment == Treatment.UNAUTHORIZED) {
            send(exchange, 401, shape.error(401, "The key has expired"));
        } else if (treatment == Treatment.SILENT) {
            throw new IOException("Closed, as the test wants it");
        } else if (shape.streams(path, request)) {
            stream(exchange, shape, request, treatment);
        } else {
            send(exchange, 200, shape.answer(request));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, 0); // chunked, as providers do
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().close();
    }

    private void stream(HttpExchange exchange, WireShape shape, JsonNode request, Treatment treatment)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        boolean held = treatment == Treatment.ENDED_LATE;
        for (String event : shape.events(request)) {
            if (treatment == Treatment.CUT_IN_MID_EVENT && event.contains(WireShape.SECOND_PIECE)) {
                out.write(event.substring(0, event.length() / 2).getBytes(StandardCharsets.UTF_8));
                out.flush();
                throw new IOException("Cut, as the test wants it"); // the server closes the connection as it is
            }
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (!held && event.contains(shape.heldBehind())) {
                held = true;
                awaitRelease();
            }
        }
        if (treatment == Treatment.ENDED_LATE) {
            awaitRelease();
        }
        finishedStreams.incrementAndGet();
        out.close();
    }

    private void awaitRelease() throws IOException {
        try {
            if (!released.await(20, TimeUnit.SECONDS)) {
                throw new IOException("The test has not released the stream");
            }
        } catch (InterruptedException e) {
            throw new IOException("The provider is shut down", e);
        }
    }
}
