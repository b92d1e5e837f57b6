package io.vcr.cli;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of a test: the {@code redis-server} on the PATH, or the one that a test dependency carries. */
final class RedisServer implements AutoCloseable {

    private final int port;
    private final Path directory;
    private final Process process;

    private RedisServer(int port, Path directory, Process process) {
        this.port = port;
        this.directory = directory;
        this.process = process;
    }

    static RedisServer start() throws IOException {
        Path directory = Files.createTempDirectory("vcr-redis");
        int port = freePort();
        Process process = new ProcessBuilder(
                        binary(directory).toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        RedisServer server = new RedisServer(port, directory, process);
        server.awaitReady();
        return server;
    }

    String url() {
        return "redis://127.0.0.1:" + port + "/0";
    }

    /** How often a command was executed, as the server counts. */
    String calls(String command) {
        RedisClient client = RedisClient.create(url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection
                    .sync()
                    .info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                    .map(line -> line.replaceFirst(",.*", ""))
                    .findFirst()
                    .orElse("");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** None that a system gives to clients: who tries such a port until a server listens may be connected to himself. */
    private static int freePort() throws IOException {
        Random random = new Random();
        while (true) {
            try (ServerSocket socket =
                    new ServerSocket(random.nextInt(26_000, 32_000), 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // another one
            }
        }
    }

    private static Path binary(Path directory) throws IOException {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(path -> Path.of(path, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> carried(directory));
    }

    private static Path carried(Path directory) {
        boolean isMac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean isArm = System.getProperty("os.arch").matches("aarch64|arm64");
        String name = isMac
                ? "/redis-server-6.2.6-v5-darwin-" + (isArm ? "arm64" : "amd64")
                : isArm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
        Path file = directory.resolve("redis-server");
        try (InputStream in = Objects.requireNonNull(RedisServer.class.getResourceAsStream(name), name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IllegalStateException(file + " cannot be made executable");
        }
        return file;
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(
                            "redis-server does not start:\n" + Files.readString(directory.resolve("out")), e);
                }
                Thread.onSpinWait();
            }
        }
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
