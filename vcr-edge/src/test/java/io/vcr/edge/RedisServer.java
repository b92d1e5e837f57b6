package io.vcr.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The {@code redis-server} of the PATH, on a port of its own. */
record RedisServer(Process process, int port) implements AutoCloseable {

    static RedisServer start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--logfile", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!isReady(port)) {
            if (!process.isAlive()) {
                throw new IOException("redis-server does not start");
            }
            Thread.onSpinWait();
        }
        return new RedisServer(process, port);
    }

    private static boolean isReady(int port) {
        try (Socket ready = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
