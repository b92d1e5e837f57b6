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
 * Cassettes that were loaded, kept in memory for as long as the server tells us when they change (client tracking, Redis
 * 6 and later). Without that, and while there is no connection, it is empty. Thread-safe.
 *
 * <p>Not Lettuce's own client-side cache: that one does not survive a FLUSHDB or a reconnect.
 */
final class NearCache {

    private static final int ENTRY_BYTES = 512;

    private final String prefix;
    private final Cache<String, Cassette> cassettes;
    private final boolean wanted;
    /** Grows with each invalidation, so that a value which was read before is not put in after it. */
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

    /** Whether what is put in can be found again. */
    boolean isOn() {
        return tracking;
    }

    Optional<Cassette> get(String key) {
        return tracking ? Optional.ofNullable(cassettes.getIfPresent(key)) : Optional.empty();
    }

    /** To be asked for before a cassette is read from the server, and to be given back with it. */
    long now() {
        return invalidations.get();
    }

    void put(String key, Cassette cassette, long readSince) {
        if (!tracking) {
            return;
        }
        // Under the lock of the key: what may have changed on its way is at no moment there for others to find.
        cassettes.asMap().compute(key, (same, kept) -> invalidations.get() == readSince ? cassette : null);
        if (invalidations.get() != readSince) {
            cassettes.invalidate(key); // clear() may have passed the key already
        }
    }

    /** Counts first: a put that counts after it puts nothing in, and one that counted before it is undone. */
    void remove(String key) {
        invalidations.incrementAndGet();
        cassettes.invalidate(key);
    }

    void clear() {
        invalidations.incrementAndGet();
        cassettes.invalidateAll();
    }

    /** Asks for invalidations on a new connection, and again whenever one of a borrowed client is back. Never fails. */
    CompletionStage<Connected> track(Connected connected) {
        if (!wanted || !(connected.connection() instanceof StatefulRedisConnection<byte[], byte[]> connection)) {
            return CompletableFuture.completedFuture(connected); // each node of a cluster would have to be tracked
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
            tracking = failure == null; // a server before 6, or a user who must not
            return null;
        });
    }

    private void received(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        Object keys = message.getContent().get(1);
        if (!(keys instanceof List<?> list)) {
            clear(); // FLUSHDB names none
            return;
        }
        for (Object key : list) {
            remove(StandardCharsets.UTF_8.decode(((ByteBuffer) key).duplicate()).toString());
        }
    }

    /** What was kept is worth nothing once invalidations may have been missed. */
    private final class Reconnection implements RedisConnectionStateListener {

        private final Connected connected;

        Reconnection(Connected connected) {
            this.connected = connected;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            if (connected.equals(current)) { // else another one has taken its place already
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
