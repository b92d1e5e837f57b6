package io.vcr.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.vcr.redis.RedisPersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A cassette to and from a Redis on this machine, and bare GET and SET of the very bytes that it takes there. */
@State(Scope.Thread)
public class RedisRoundTrip {

    private static final byte[] KEY = "bench:bare".getBytes(StandardCharsets.UTF_8);
    private static final CassetteId ID = CassetteId.of("bench/redis");

    /** How many episodes: 1 is a cassette of 4 kB, 14 of 50 kB, 280 of 1 MB. */
    @Param({"1", "14", "280"})
    public int episodes;

    private final RedisServer server = RedisServer.start();
    private final RedisClient client = RedisClient.create(server.url());
    private final StatefulRedisConnection<byte[], byte[]> bare = client.connect(ByteArrayCodec.INSTANCE);
    private final RedisPersister store =
            RedisPersister.builder(server.url()).nearCacheBytes(0).connect();
    private byte[] value = {};

    /** Stores the cassette once. */
    @Setup
    public void save() throws IOException {
        store.save(Cassette.of(ID, Samples.cassette(episodes).episodes()));
        value = Objects.requireNonNull(
                bare.sync().get((RedisPersister.DEFAULT_PREFIX + ID).getBytes(StandardCharsets.UTF_8)));
        bare.sync().set(KEY, value);
    }

    /** Ends everything. */
    @TearDown
    public void close() {
        store.close();
        client.shutdown();
        server.close();
    }

    /** GET of the same bytes: the limit of a load. */
    @Benchmark
    public byte[] get() {
        return bare.sync().get(KEY);
    }

    /** GET and SET EX of the same bytes: the limit of a load and a save. */
    @Benchmark
    public String getAndSetEx() {
        return bare.sync().get(KEY).length == 0 ? "" : bare.sync().set(KEY, value, SetArgs.Builder.ex(86_400));
    }

    /** This library: GET, and the cassette read from it. */
    @Benchmark
    public Cassette load() throws IOException {
        return store.load(ID).orElseThrow();
    }

    /** This library: the cassette written, and the script; loaded first, for the revision. */
    @Benchmark
    public void loadAndSave() throws IOException {
        store.save(store.load(ID).orElseThrow());
    }
}
