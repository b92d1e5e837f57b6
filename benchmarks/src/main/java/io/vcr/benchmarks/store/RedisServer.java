package io.vcr.benchmarks.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** The {@code redis-server} of the PATH, on a port of its own. */
public record RedisServer(Process process, int port) implements AutoCloseable {

    public static RedisServer start() {
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process process = new ProcessBuilder(
                            List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", ""))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // also when a subject fails
            awaitReady(process, port);
            return new RedisServer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("this row needs a redis-server on the PATH", e);
        }
    }

    private static void awaitReady(Process process, int port) throws IOException {
        while (true) {
            try (Socket ready = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
