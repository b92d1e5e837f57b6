package io.vcr.redis;

import com.redis.testcontainers.RedisContainer;

/** A server in a container, removed when the JVM ends. Loaded only where Docker is. */
final class RedisContainers {

    private static final String IMAGE = "redis:7.4-alpine";

    private RedisContainers() {}

    static String url() {
        RedisContainer container = new RedisContainer(IMAGE);
        container.start();
        System.out.println("Redis of the tests: container " + IMAGE);
        return container.getRedisURI();
    }
}
