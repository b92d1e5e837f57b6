package io.vcr.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The {@code redis-server} of the PATH, on a port of its own. */
record RedisServer(Process process, int port) implements AutoCloseable {

    /** On a port that a system does not give to clients: who tries one of those may be connected to himself. */
    static RedisServer start() throws IOException, InterruptedException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(16_000, 21_000);
            Process process = new ProcessBuilder(
                            "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--logfile", "")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (process.isAlive() && !isReady(port)) {
                Thread.onSpinWait();
            }
            if (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                return new RedisServer(process, port);
            } // the port is taken
        }
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
