package io.vcr.benchmarks.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.vcr.redis.RedisPersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The first load of a JVM from Redis, without a test. */
public final class FirstRedis {

    public static final String NAME = "first";

    private FirstRedis() {}

    /** Arguments: the subject, and the URL of the server. */
    public static void main(String[] args) throws IOException {
        boolean right = switch (args[0]) {
            case "vcr" -> Ours.read(args[1]);
            case "lettuce" -> Bare.read(args[1]);
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.exit(right ? 0 : 1);
    }

    private static final class Ours {
        static boolean read(String url) throws IOException {
            Cassette cassette =
                    RedisPersister.connect(url).load(CassetteId.of(NAME)).orElseThrow();
            return !cassette.episodes().isEmpty();
        }
    }

    private static final class Bare {
        static boolean read(String url) {
            byte[] key = (RedisPersister.DEFAULT_PREFIX + NAME).getBytes(StandardCharsets.UTF_8);
            RedisClient client = RedisClient.create(url);
            return client.connect(ByteArrayCodec.INSTANCE).sync().get(key).length > 0;
        }
    }
}
