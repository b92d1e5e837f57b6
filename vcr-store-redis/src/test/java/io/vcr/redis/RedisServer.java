package io.vcr.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server process of a test, which can be killed, frozen and started again. Confined to the thread of a test. */
final class RedisServer implements AutoCloseable {

    static {
        // What is awaited comes; on a busy machine it takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    /** Neither these nor those ten thousand higher, on which nodes of a cluster talk, does a system give to clients. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(11_000, 16_000));

    private final int port;
    private final List<String> options;
    private final Path directory;
    private int loggedBefore;
    private Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = new ArrayList<>(options);
        this.directory = Files.createTempDirectory("vcr-redis");
        this.process = launch();
    }

    /** Starts a server on a free port, without persistence unless the options say otherwise. */
    static RedisServer start(String... options) throws IOException {
        while (true) {
            RedisServer server = new RedisServer(freePort(), List.of(options));
            try {
                server.awaitReady();
                return server;
            } catch (IOException e) {
                server.close();
                if (!String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                } // another process has taken the port since it was free
            }
        }
    }

    static RedisServer onPort(int port, String... options) throws IOException {
        RedisServer server = new RedisServer(port, List.of(options));
        server.awaitReady();
        return server;
    }

    /** A server that speaks TLS only. */
    static RedisServer encrypted(String... options) throws IOException {
        int port = freePort();
        List<String> all = new ArrayList<>(List.of("--port", "0", "--tls-port", Integer.toString(port)));
        all.addAll(List.of(options));
        return onPort(port, all.toArray(String[]::new));
    }

    /** A server with a file of its own, which it may rewrite. */
    static RedisServer configured(int port, Path configuration, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(configuration.toString()));
        all.addAll(List.of(options));
        return onPort(port, all.toArray(String[]::new));
    }

    /**
     * Never the same one twice, for a server that comes too late ends, and its test would meet that of another test. And
     * none that a system gives to clients: who tries a port of those until a server listens may be connected to himself.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = NEXT_PORT.getAndIncrement();
            if (isFree(port)) {
                return port;
            }
        }
    }

    static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    Path directory() {
        return directory;
    }

    /** As a crash does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same port, with more options. */
    void restart(String... more) throws IOException {
        options.addAll(List.of(more));
        process = launch();
        awaitReady();
    }

    /** From here on the server keeps its connections and answers nothing. */
    void freeze() {
        run("kill", "-STOP", pid());
        Awaitility.await().until(() -> run("ps", "-o", "state=", "-p", pid()).startsWith("T"));
    }

    void thaw() {
        run("kill", "-CONT", pid());
    }

    private String pid() {
        return Long.toString(process.pid());
    }

    private static String run(String... command) {
        try {
            Process running =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks the server itself, past the store. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        return ask(RedisURI.create(url()), question);
    }

    static <T> T ask(RedisURI uri, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private Process launch() throws IOException {
        loggedBefore = log().length();
        List<String> command = new ArrayList<>(List.of(RedisBinary.path().toString()));
        boolean configured = !options.isEmpty() && !options.get(0).startsWith("--");
        if (!configured) {
            command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--dir", "" + directory));
        }
        command.addAll(options);
        if (!configured) {
            command.addAll(List.of("--logfile", "" + directory.resolve("log")));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()))
                .start();
    }

    /** Without the driver, and by what the server itself says: another process may listen on its port. */
    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens(log().substring(loggedBefore))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("redis-server does not start:\n" + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean listens(String log) {
        return log.contains("Server initialized") || log.contains("Sentinel ID is");
    }

    private String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("out", "log")) {
            Path file = directory.resolve(name);
            log.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return log.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
