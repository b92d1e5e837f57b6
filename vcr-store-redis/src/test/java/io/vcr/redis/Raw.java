package io.vcr.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Values that are put into a server past the store. */
final class Raw {

    private Raw() {}

    static void store(String url, String key, byte[] value) {
        RedisClient client = RedisClient.create(url);
        try {
            client.connect(ByteArrayCodec.INSTANCE).sync().set(key.getBytes(StandardCharsets.UTF_8), value);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** What the save script answers. */
    static long saveScript(String url, String key, String revision, byte[] value) throws Exception {
        RedisClient client = RedisClient.create(url);
        try {
            return Script.SAVE
                    .run(
                            client.connect(ByteArrayCodec.INSTANCE).async(),
                            bytes(key),
                            bytes(revision),
                            value,
                            bytes("60000"))
                    .toCompletableFuture()
                    .get();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
