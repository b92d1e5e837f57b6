package io.vcr.benchmarks.stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A provider in a JVM without clients: events at a steady pace, and large bodies. */
public final class StreamServer implements AutoCloseable {

    static final int EVENTS = 40;
    static final int MEGABYTES = 200;

    private static final long FIRST_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private StreamServer(HttpServer server) {
        this.server = server;
    }

    public static StreamServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StreamServer stream = new StreamServer(server);
        server.setExecutor(stream.threads);
        server.createContext("/events", exchange -> events(exchange, FIRST_AFTER_NANOS, PAUSE_NANOS));
        server.createContext("/first", exchange -> events(exchange, FIRST_AFTER_NANOS, 0));
        server.createContext("/quick", exchange -> events(exchange, 0, 0));
        server.createContext("/large", StreamServer::large);
        server.start();
        return stream;
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static void events(HttpExchange exchange, long firstAfterNanos, long pauseNanos) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.flush();
            long due = System.nanoTime() + firstAfterNanos;
            for (int i = 0; i < EVENTS; i++) {
                sleepUntil(due);
                out.write(event(i));
                out.flush();
                due += pauseNanos;
            }
            out.write(DONE);
        }
    }

    private static byte[] event(int number) {
        return ("data: {\"delta\":\"word " + number + "\"}\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The length of a whole response of events. */
    static int bytesOfEvents() {
        return IntStream.range(0, EVENTS).map(i -> event(i).length).sum() + DONE.length;
    }

    private static void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void large(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] megabyte = new byte[1 << 20];
            new Random(MEGABYTES).nextBytes(megabyte);
            exchange.sendResponseHeaders(
                    200, 0); // in chunks, because a recorder does not copy a body whose length is over the limit
            for (int i = 0; i < MEGABYTES; i++) {
                exchange.getResponseBody().write(megabyte);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
