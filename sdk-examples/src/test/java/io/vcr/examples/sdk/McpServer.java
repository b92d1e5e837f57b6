package io.vcr.examples.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of MCP with one tool. Thread-safe. */
final class McpServer implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|[0-9]+)");
    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern TEXT = Pattern.compile("\"text\"\\s*:\\s*\"([^\"]*)\"");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Form form;

    /** The messages that go over the stream that a client has opened. */
    private final BlockingQueue<String> stream = new LinkedBlockingQueue<>();

    /** How the server answers. */
    enum Form {
        /** Streamable HTTP, in JSON. It declines streams of its own. */
        JSON,
        /** Streamable HTTP, in events. It declines streams of its own. */
        EVENTS,
        /** Streamable HTTP, in JSON. Over a stream of its own it tells of each call. */
        STREAM,
        /** HTTP+SSE: all responses come over the stream that the client opens first. */
        SSE
    }

    /** The ids of the requests. */
    final List<String> ids = new CopyOnWriteArrayList<>();

    private McpServer(Form form) {
        this.form = form;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(form == Form.SSE ? "/messages" : "/mcp", this::answer);
        server.createContext("/sse", exchange -> stream(exchange, "event: endpoint\ndata: /messages?sessionId=7\n\n"));
        server.start();
    }

    static McpServer start(Form form) {
        return new McpServer(form);
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher id = ID.matcher(call);
            Matcher method = METHOD.matcher(call);
            if (exchange.getRequestMethod().equals("GET") && form == Form.STREAM) {
                stream(exchange, ": open\n\n");
            } else if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (id.find() && method.find()) {
                ids.add(id.group(1));
                send(exchange, method.group(1), id.group(1), call);
            } else {
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private void stream(HttpExchange exchange, String first) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        write(exchange.getResponseBody(), first);
        try {
            while (true) {
                write(exchange.getResponseBody(), event(stream.take()));
            }
        } catch (InterruptedException e) {
            exchange.close(); // the server is closed
        }
    }

    private void send(HttpExchange exchange, String method, String id, String call) throws IOException {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result(method, call) + "}";
        if (form == Form.SSE) {
            exchange.sendResponseHeaders(202, -1);
            stream.add(message);
            return;
        }
        if (form == Form.STREAM && method.equals("tools/call")) {
            stream.add(log(call.contains("two") ? "two is called" : "one is called"));
        }
        if (method.equals("initialize")) {
            exchange.getResponseHeaders()
                    .set("Mcp-Session-Id", UUID.randomUUID().toString());
        }
        boolean events = form == Form.EVENTS;
        exchange.getResponseHeaders().set("Content-Type", events ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        if (events) {
            write(body, event(log("working")));
            write(body, event(message));
        } else {
            write(body, message);
        }
    }

    private static String log(String text) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\""
                + text + "\"}}";
    }

    private static String event(String data) {
        return "event: message\ndata: " + data + "\n\n";
    }

    private static void write(OutputStream body, String text) throws IOException {
        body.write(text.getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    private String result(String method, String call) {
        Matcher text = TEXT.matcher(call);
        return switch (method) {
            case "initialize" ->
                "{\"protocolVersion\":\"" + (form == Form.SSE ? "2024-11-05" : "2025-06-18")
                        + "\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
                        + "\"serverInfo\":{\"name\":\"server\",\"version\":\"1\"}}";
            case "tools/list" ->
                "{\"tools\":[{\"name\":\"shout\",\"description\":\"Shouts\",\"inputSchema\":{\"type\":\"object\","
                        + "\"properties\":{\"text\":{\"type\":\"string\"}}}}]}";
            case "tools/call" ->
                "{\"content\":[{\"type\":\"text\",\"text\":\"" + (text.find() ? text.group(1) : "?")
                        + "!\"}],\"isError\":false}";
            default -> "{}";
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
