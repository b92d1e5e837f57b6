package io.vcr.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.RedisClusterClient;
import io.vcr.redis.Driver.Connected;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in Redis that builds and laptops share. It has one key for each cassette, {@code <prefix><id>}. It needs
 * Redis 5 or later, as a single server, with Sentinels or as a cluster. If the server is down, tests continue without
 * it.
 *
 * <p>The store is a cache: by default an episode lives for a day after its own recording. Neither a load nor the
 * recording of another episode extends its life. The key of a cassette lives as long as its longest living episode. A
 * load is one GET. A save is one script that compares the revision and sets the value and the time to live atomically.
 *
 * <p>It connects in the background when it is opened. A command waits at most {@code timeout} for the connection and at
 * most {@code timeout} for its response. After three attempts without a response, all commands fail at once until the
 * server is back, which one probe a second checks. Loaded cassettes stay in memory while the server reports their
 * changes (client tracking: Redis 6, not in a cluster). Thread-safe.
 */
public final class RedisPersister implements Persister {

    /** The default prefix of the keys. */
    public static final String DEFAULT_PREFIX = "vcr:cassette:";

    private static final Duration DEFAULT_TTL = Duration.ofDays(1);
    private static final Duration LONGEST_TTL = Duration.ofDays(36_500);
    private static final int SCAN_BATCH = 500;
    /** The shortest time to live that the server accepts; it rejects 0 and times beyond the range of its clock. */
    private static final Duration SHORTEST_TTL = Duration.ofMillis(1);

    private final Failures failures;
    private final String prefix;
    private final boolean compress;
    private final Clock clock;
    private final NearCache near;
    private final RedisLink link;
    private final Health health;
    private final RedisLeases leases;

    private RedisPersister(Builder options, Supplier<Driver> opener) {
        this.failures = new Failures("Redis " + options.address, options.timeout);
        this.prefix = options.prefix;
        this.compress = options.compress.orElseGet(() -> !options.address.isThisMachine());
        this.clock = options.clock;
        this.near = new NearCache(prefix, options.nearCacheBytes);
        this.health = new Health();
        this.link = new RedisLink(failures, options.timeout, opener, this::begin);
        this.leases = new RedisLeases(link, prefix, failures.name(), compress, clock);
    }

    private CompletionStage<Connected> begin(Connected connected) {
        return near.track(connected).thenApply(health::begun);
    }

    /**
     * Opens a store with the usual options.
     *
     * @param url such as {@code redis://:password@host:6379/1}, see {@link #builder}
     * @return a persister that owns its connection
     * @throws IllegalArgumentException if it is no URL of a Redis; the message shows no password
     */
    public static RedisPersister connect(String url) {
        return builder(url).connect();
    }

    /**
     * Returns a builder for a store with options.
     *
     * @param url {@code redis://[user:password@]host[:port][/database]}, {@code rediss://} for TLS,
     *     {@code redis-sentinel://host:port,host:port#master}, or {@code redis-cluster://host:port,host:port}; special
     *     characters in a user or password are percent-encoded
     * @return a builder
     * @throws IllegalArgumentException if it is no URL of a Redis; the message shows no password
     */
    public static Builder builder(String url) {
        return new Builder(RedisAddress.of(url));
    }

    @Override
    public Optional<Cassette> load(CassetteId id) throws IOException {
        checkOpen();
        String key = prefix + id;
        Optional<Cassette> kept =
                near.get(key).map(this::alive).filter(alive -> !alive.episodes().isEmpty());
        if (kept.isPresent()) {
            return kept;
        }
        long since = near.now();
        byte @Nullable [] value =
                health.load(() -> link.call(redis -> redis.commands().get(bytes(key))));
        return value == null ? Optional.empty() : Optional.of(decoded(id, key, value, since));
    }

    private Cassette decoded(CassetteId id, String key, byte[] value, long since) throws CassetteFormatException {
        Cassette cassette = Payload.decode(id, value, "under " + key + " in " + failures.name());
        near.put(key, cassette, since);
        return alive(cassette);
    }

    /** Removes expired episodes; keeps the revision, because the stored cassette is unchanged. */
    private Cassette alive(Cassette cassette) {
        Instant now = clock.instant();
        List<Episode> alive = cassette.episodes().stream()
                .filter(episode -> episode.expiresAt() == null || now.isBefore(episode.expiresAt()))
                .toList();
        return alive.size() == cassette.episodes().size() ? cassette : cassette.withEpisodes(alive);
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        checkOpen();
        String key = prefix + cassette.id();
        Instant now = clock.instant();
        byte[] value = Payload.encode(cassette, Payload.revision(now), compress);
        byte[] read = Payload.bytes(cassette.revision());
        byte[] ttl = bytes(Long.toString(timeToLive(cassette, now).toMillis()));
        near.remove(key);
        try {
            long saved = health.save(
                    () -> link.call(redis -> Script.SAVE.run(redis.commands(), bytes(key), read, value, ttl)));
            if (saved == 0) {
                throw new CassetteConflictException(cassette.id());
            }
        } finally {
            near.remove(key); // also without a response: it may be saved, and the server does not report our own saves
        }
    }

    /** The time until the last episode expires. Episodes without an expiry do not extend it. */
    private static Duration timeToLive(Cassette cassette, Instant now) {
        Optional<Instant> last = cassette.episodes().stream()
                .map(Episode::expiresAt)
                .filter(expiresAt -> expiresAt != null)
                .max(Instant::compareTo);
        Duration ttl = last.map(expiresAt -> Duration.between(now, expiresAt)).orElse(DEFAULT_TTL);
        return ttl.compareTo(SHORTEST_TTL) < 0 ? SHORTEST_TTL : ttl.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : ttl;
    }

    /** Loads several cassettes into memory in one round trip, if client tracking keeps them up to date. */
    @Override
    public void prefetch(Collection<CassetteId> ids) {
        checkOpen();
        List<CassetteId> wanted = List.copyOf(ids);
        try {
            Fetched fetched = link.call(redis -> fetch(redis, wanted));
            for (int i = 0; i < fetched.values().size(); i++) {
                CassetteId id = wanted.get(i);
                fetched.values().get(i).ifHasValue(value -> keep(id, value, fetched.since()));
            }
        } catch (IOException e) {
            // A later load reports the failure.
        }
    }

    /** The values of several keys, and the invalidation count of the near cache before they were read. */
    private record Fetched(List<KeyValue<byte[], byte[]>> values, long since) {}

    /** Reads the invalidation count only now, because the near cache is off until there is a connection. */
    private CompletionStage<Fetched> fetch(Connected redis, List<CassetteId> ids) {
        long since = near.now();
        if (!near.isOn() || ids.isEmpty()) {
            return CompletableFuture.completedFuture(new Fetched(List.of(), since));
        }
        byte[][] keys = ids.stream().map(id -> bytes(prefix + id)).toArray(byte[][]::new);
        return redis.commands().mget(keys).thenApply(values -> new Fetched(values, since));
    }

    private void keep(CassetteId id, byte[] value, long since) {
        try {
            decoded(id, prefix + id, value, since);
        } catch (CassetteFormatException e) {
            // A later load of this cassette reports the failure.
        }
    }

    @Override
    public boolean delete(CassetteId id) throws IOException {
        checkOpen();
        String key = prefix + id;
        near.remove(key);
        try {
            return health.save(() -> link.call(redis -> redis.commands().unlink(bytes(key)))) > 0;
        } finally {
            near.remove(key);
        }
    }

    @Override
    public List<CassetteId> list(String idPrefix) throws IOException {
        checkOpen();
        Set<CassetteId> ids = new TreeSet<>();
        ScanArgs pattern = ScanArgs.Builder.limit(SCAN_BATCH).match(bytes(Glob.literal(prefix + idPrefix) + "*"));
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            ScanCursor from = cursor;
            KeyScanCursor<byte[]> page =
                    health.load(() -> link.call(redis -> redis.commands().scan(from, pattern)));
            for (byte[] key : page.getKeys()) {
                id(new String(key, StandardCharsets.UTF_8).substring(prefix.length()))
                        .ifPresent(ids::add);
            }
            cursor = page;
        }
        return List.copyOf(ids);
    }

    /** The id of a key; empty for a key of another application. */
    private static Optional<CassetteId> id(String name) {
        try {
            return Optional.of(CassetteId.of(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Leases> leases() {
        return Optional.of(leases);
    }

    @Override
    public Optional<Duration> defaultTtl() {
        return Optional.of(DEFAULT_TTL);
    }

    @Override
    public List<String> health() {
        return health.lines(failures.name(), link);
    }

    @Override
    public void close() {
        link.close();
        near.clear();
    }

    private void checkOpen() {
        if (link.isClosed()) {
            throw new IllegalStateException(failures.name() + " is closed");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Shows the server without its password. */
    @Override
    public String toString() {
        return failures.name();
    }

    /** Options of a store. Confined to one thread. */
    public static final class Builder {

        private final RedisAddress address;
        private String prefix = DEFAULT_PREFIX;
        private Duration timeout = Duration.ofSeconds(5);
        private long nearCacheBytes = 64L << 20;
        private Optional<Boolean> compress = Optional.empty();
        private Optional<Path> authorities = Optional.empty();
        private Clock clock = Clock.systemUTC();

        private Builder(RedisAddress address) {
            this.address = address;
        }

        /**
         * Sets the prefix of the keys. Default: {@value #DEFAULT_PREFIX}.
         *
         * @param newPrefix the prefix, not blank
         * @return this builder
         * @throws IllegalArgumentException if it is blank, because the store would share its keys with other
         *     applications
         */
        public Builder prefix(String newPrefix) {
            if (newPrefix.isBlank()) {
                throw new IllegalArgumentException("The prefix of the keys is blank; the default is " + DEFAULT_PREFIX);
            }
            this.prefix = newPrefix;
            return this;
        }

        /**
         * Sets the longest wait for a connection, and for the response to a command. Default: 5 seconds.
         *
         * @param newTimeout the timeout, positive
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration newTimeout) {
            if (newTimeout.isNegative() || newTimeout.isZero()) {
                throw new IllegalArgumentException("The timeout is " + newTimeout + "; it must be positive");
            }
            this.timeout = newTimeout;
            return this;
        }

        /**
         * Sets the memory for loaded cassettes. Default: 64 MiB.
         *
         * @param bytes the approximate size, 0 for no near cache
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder nearCacheBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("The near cache has " + bytes + " bytes; it must be 0 or positive");
            }
            this.nearCacheBytes = bytes;
            return this;
        }

        /**
         * Sets whether cassettes of more than 1 KiB are compressed; a store reads both. Default: unless the URL is of this
         * machine, where moving the bytes takes less time.
         *
         * @param newCompress true for a server behind a tunnel, or one with little memory
         * @return this builder
         */
        public Builder compress(boolean newCompress) {
            this.compress = Optional.of(newCompress);
            return this;
        }

        /**
         * Sets the certificate authorities that are trusted for the server, instead of those of the JDK.
         *
         * @param pem a file of certificates
         * @return this builder
         */
        public Builder certificateAuthorities(Path pem) {
            this.authorities = Optional.of(pem);
            return this;
        }

        Builder clock(Clock newClock) {
            this.clock = newClock;
            return this;
        }

        /**
         * Opens the store and begins to connect in the background.
         *
         * @return a persister that owns its connection and threads, until it is closed
         */
        public RedisPersister connect() {
            return new RedisPersister(this, () -> Driver.open(address, timeout, authorities));
        }

        /**
         * Opens the store with a client of the caller, for options of Lettuce that this builder does not have.
         *
         * @param client the client; the store does not close it. It should reject commands while it is disconnected,
         *     because commands that it queues and sends again are executed twice
         * @return a persister that owns one connection of the client
         */
        public RedisPersister using(RedisClient client) {
            return new RedisPersister(
                    this, () -> Driver.using(client, address.uris(timeout).get(0)));
        }

        /**
         * Opens the store with a cluster client of the caller.
         *
         * @param client the client, as for {@link #using(RedisClient)}; the store connects to its nodes instead of
         *     those of the URL
         * @return a persister that owns one connection of the client
         */
        public RedisPersister using(RedisClusterClient client) {
            return new RedisPersister(this, () -> Driver.using(client));
        }
    }
}
