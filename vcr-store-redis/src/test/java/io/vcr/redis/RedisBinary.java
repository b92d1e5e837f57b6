package io.vcr.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code redis-server} that tests run: the one on the PATH, or the one that a test dependency carries, which {@code
 * VCR_TEST_REDIS=bundled} asks for. So a machine with nothing installed tests against a real server too.
 */
final class RedisBinary {

    private static final Path FOUND = find();

    private RedisBinary() {}

    static Path path() {
        return FOUND;
    }

    private static Path find() {
        boolean bundled = "bundled".equals(System.getenv("VCR_TEST_REDIS"));
        Optional<Path> installed = bundled ? Optional.empty() : onThePath();
        Path binary = installed.orElseGet(RedisBinary::extracted);
        System.out.println("Redis of the tests: " + (installed.isPresent() ? "installed " : "bundled ") + binary);
        return binary;
    }

    private static Optional<Path> onThePath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path extracted() {
        String name = "/" + resource();
        try (InputStream in = Objects.requireNonNull(RedisBinary.class.getResourceAsStream(name), name)) {
            Path file = Files.createTempFile("redis-server", "");
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            if (!file.toFile().setExecutable(true)) {
                throw new IOException(file + " cannot be made executable");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        if (os.contains("mac")) {
            return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        if (os.contains("linux")) {
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
        throw new IllegalStateException("No redis-server for " + os + "; install one, or set VCR_TEST_REDIS_URL");
    }
}
