package io.vcr.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.vcr.redis.Driver.Connected;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps loaded cassettes in memory while the server reports their changes (client tracking, Redis 6 and later). It is
 * empty without client tracking and without a connection. Thread-safe.
 *
 * <p>Lettuce's own client-side cache does not handle a FLUSHDB or a reconnect.
 */
final class NearCache {

    private static final int ENTRY_BYTES = 512;

    private final String prefix;
    private final Cache<String, Cassette> cassettes;
    private final boolean wanted;
    /**
     * Incremented by each invalidation, so that a value that was read before an invalidation is not cached after it.
     */
    private final AtomicLong invalidations = new AtomicLong();

    private volatile @Nullable Connected current;
    private volatile boolean tracking;

    NearCache(String prefix, long maxBytes) {
        this.prefix = prefix;
        this.wanted = maxBytes > 0;
        this.cassettes = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, Cassette cassette) -> weight(cassette))
                .executor(Runnable::run)
                .build();
    }

    private static int weight(Cassette cassette) {
        long bytes = ENTRY_BYTES;
        for (Episode episode : cassette.episodes()) {
            bytes += ENTRY_BYTES + episode.sizeBytes();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** Tells whether the cache keeps values. */
    boolean isOn() {
        return tracking;
    }

    Optional<Cassette> get(String key) {
        return tracking ? Optional.ofNullable(cassettes.getIfPresent(key)) : Optional.empty();
    }

    /** The time to pass with a cassette; to be read before the cassette is read from the server. */
    long now() {
        return invalidations.get();
    }

    void put(String key, Cassette cassette, long readSince) {
        if (!tracking) {
            return;
        }
        // Under the lock of the key, so that no thread ever finds a value that may have changed since it was read.
        cassettes.asMap().compute(key, (same, kept) -> invalidations.get() == readSince ? cassette : null);
        if (invalidations.get() != readSince) {
            cassettes.invalidate(key); // clear() may already have passed this key
        }
    }

    /** Increments the counter first: a later put caches nothing, and the value of an earlier put is removed. */
    void remove(String key) {
        invalidations.incrementAndGet();
        cassettes.invalidate(key);
    }

    void clear() {
        invalidations.incrementAndGet();
        cassettes.invalidateAll();
    }

    /**
     * Enables client tracking on a new connection, and again whenever a connection of a borrowed client reconnects.
     * Never fails.
     */
    CompletionStage<Connected> track(Connected connected) {
        if (!wanted || !(connected.connection() instanceof StatefulRedisConnection<byte[], byte[]> connection)) {
            return CompletableFuture.completedFuture(connected); // each node of a cluster would need tracking
        }
        current = connected;
        connection.addListener(this::received);
        connection.addListener(new Reconnection(connected));
        return begin(connected).thenApply(done -> connected);
    }

    private CompletionStage<Void> begin(Connected connected) {
        TrackingArgs everything =
                TrackingArgs.Builder.enabled().bcast().noloop().prefixes(prefix);
        return connected.commands().clientTracking(everything).handle((ok, failure) -> {
            clear();
            tracking = failure == null; // false for a server before 6, or a user without the permission
            return null;
        });
    }

    private void received(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        Object keys = message.getContent().get(1);
        if (!(keys instanceof List<?> list)) {
            clear(); // FLUSHDB reports no keys
            return;
        }
        for (Object key : list) {
            remove(StandardCharsets.UTF_8.decode(((ByteBuffer) key).duplicate()).toString());
        }
    }

    /** Clears the cache after a lost connection, because invalidations may have been missed. */
    private final class Reconnection implements RedisConnectionStateListener {

        private final Connected connected;

        Reconnection(Connected connected) {
            this.connected = connected;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            if (connected.equals(current)) { // otherwise a newer connection is in use
                tracking = false;
            }
            clear();
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            begin(connected);
        }
    }
}
