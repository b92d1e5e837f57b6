package io.vcr.benchmarks.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.vcr.benchmarks.work.Samples;
import io.vcr.codec.CassetteCodec;
import io.vcr.redis.RedisPersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A save and a load, and bare SET and GET of the same cassette as JSON: with a Redis on this machine, and over a link. */
public class RedisRoundTrip {

    private static final CassetteId ID = CassetteId.of("bench/redis");
    private static final byte[] BARE_KEY = "bench:bare".getBytes(StandardCharsets.UTF_8);
    private static final long DAY = 86_400;

    /** A server of its own, with the cassette in it. */
    @State(Scope.Thread)
    public static class Stored {

        /** The size of the cassette as JSON. */
        @Param({"5", "50", "1000"})
        public int kilobytes;

        /** What is between the client and the server: {@code loopback}, or {@code link}, see {@link SlowLink}. */
        @Param({"loopback", "link"})
        public String between = "";

        private final RedisServer server = RedisServer.start();
        private final SlowLink link = SlowLink.to(server.port());
        private @Nullable RedisClient client;
        private @Nullable StatefulRedisConnection<byte[], byte[]> bare;
        private @Nullable RedisPersister store;
        private byte[] value = {};

        /** Stores the cassette once, and checks the result of a load. */
        @Setup
        public void save() throws IOException {
            boolean slow = between.equals("link");
            String url = slow ? "redis://127.0.0.1:" + link.port() : server.url();
            client = RedisClient.create(url);
            bare = client.connect(ByteArrayCodec.INSTANCE);
            store = RedisPersister.builder(url).nearCacheBytes(0).compress(slow).connect();
            Cassette cassette = Samples.ofKilobytes(ID, kilobytes);
            store.save(cassette);
            value = CassetteCodec.JSON.encode(cassette);
            bare.sync().set(BARE_KEY, value);
            if (!store.load(ID).orElseThrow().episodes().equals(cassette.episodes())) {
                throw new IllegalStateException("a wrong answer");
            }
        }

        StatefulRedisConnection<byte[], byte[]> bare() {
            return Objects.requireNonNull(bare);
        }

        RedisPersister store() {
            return Objects.requireNonNull(store);
        }

        byte[] value() {
            return value;
        }

        /** Closes the connections and the server. */
        @TearDown
        public void close() throws IOException {
            store().close();
            Objects.requireNonNull(client).shutdown();
            link.close();
            server.close();
        }
    }

    /** A cassette that was loaded, because a save needs its revision. The load is not measured. */
    @State(Scope.Thread)
    public static class Loaded extends Stored {

        private Cassette cassette = Cassette.of(ID, List.of());

        /** Loads the cassette before each call. */
        @Setup(Level.Invocation)
        public void load() throws IOException {
            cassette = store().load(ID).orElseThrow();
        }
    }

    /** GET of the same cassette, uncompressed: the limit of a load. */
    @Benchmark
    public byte[] get(Stored stored) {
        return stored.bare().sync().get(BARE_KEY);
    }

    /** SET EX of the same cassette, uncompressed: the limit of a save. */
    @Benchmark
    public String setEx(Loaded loaded) {
        return loaded.bare().sync().set(BARE_KEY, loaded.value(), SetArgs.Builder.ex(DAY));
    }

    /** This library: GET, and the decoding of the cassette. */
    @Benchmark
    public Cassette load(Stored stored) throws IOException {
        return stored.store().load(ID).orElseThrow();
    }

    /** This library: the encoding of the cassette, and the script. */
    @Benchmark
    public void save(Loaded loaded) throws IOException {
        loaded.store().save(loaded.cassette);
    }
}
