package io.vcr.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Function;

/**
 * The server that tests share which break nothing: {@code VCR_TEST_REDIS_URL}, else a container where Docker is, else a
 * process of {@link RedisBinary}. Each test has a prefix of its own.
 */
final class SharedRedis {

    private static final String URL = find();

    private SharedRedis() {}

    private static String find() {
        String named = System.getenv("VCR_TEST_REDIS_URL");
        if (named != null && !named.isBlank()) {
            System.out.println("Redis of the tests: VCR_TEST_REDIS_URL " + RedisAddress.masked(named));
            return named;
        }
        if (DockerSocket.isThere() && !"bundled".equals(System.getenv("VCR_TEST_REDIS"))) {
            return RedisContainers.url();
        }
        try {
            RedisServer server = RedisServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String url() {
        return URL;
    }

    static String newPrefix() {
        return "vcr:test:" + UUID.randomUUID() + ":";
    }

    static <T> T ask(Function<RedisCommands<String, String>, T> question) {
        return RedisServer.ask(RedisURI.create(URL), question);
    }
}
