package io.vcr.benchmarks.store;

import io.vcr.benchmarks.work.JsonWalk;
import io.vcr.benchmarks.work.Samples;
import io.vcr.codec.CassetteCodec;
import io.vcr.redis.RedisPersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A cassette of 10 MB, from bytes to episodes. */
public class LargeLoad {

    private static final CassetteId ID = CassetteId.of("bench/large");
    private static final int KILOBYTES = 10_000;

    /** The cassette in both formats. */
    @State(Scope.Thread)
    public static class Encoded {

        private final Cassette cassette = Samples.ofKilobytes(ID, KILOBYTES);
        private final byte[] json = CassetteCodec.JSON.encode(cassette);
        private final byte[] yaml = CassetteCodec.YAML.encode(cassette);
        private final String yamlText = new String(yaml, StandardCharsets.UTF_8);

        /** Checks the result of a load. */
        @Setup
        public void check() throws CassetteFormatException {
            for (byte[] bytes : new byte[][] {json, yaml}) {
                check(CassetteCodec.decode(ID, bytes, "memory"));
            }
        }

        private void check(Cassette read) {
            if (!read.episodes().equals(cassette.episodes())) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** The cassette in a Redis on this machine. */
    @State(Scope.Thread)
    public static class Stored {

        private final RedisServer server = RedisServer.start();
        private final RedisPersister store =
                RedisPersister.builder(server.url()).nearCacheBytes(0).connect();

        /** Stores the cassette once, and checks the result of a load. */
        @Setup
        public void save(Encoded encoded) throws IOException {
            store.save(encoded.cassette);
            encoded.check(store.load(ID).orElseThrow());
        }

        /** Closes the connections and the server. */
        @TearDown
        public void close() {
            store.close();
            server.close();
        }
    }

    /** A walk over the tokens and texts of the JSON: the lower limit. */
    @Benchmark
    public long walk(Encoded encoded) throws IOException {
        return JsonWalk.length(encoded.json);
    }

    /** This library, from the format of files. */
    @Benchmark
    public Cassette yaml(Encoded encoded) throws CassetteFormatException {
        return CassetteCodec.decode(ID, encoded.yaml, "memory");
    }

    /** This library, from the other format of files. */
    @Benchmark
    public Cassette json(Encoded encoded) throws CassetteFormatException {
        return CassetteCodec.decode(ID, encoded.json, "memory");
    }

    /** This library, from Redis, with the GET. */
    @Benchmark
    public Cassette redis(Stored stored) throws IOException {
        return stored.store.load(ID).orElseThrow();
    }

    /** SnakeYAML, which most tools use, to maps and lists. */
    @Benchmark
    public Object snakeYaml(Encoded encoded) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return new Yaml(new SafeConstructor(options)).load(encoded.yamlText);
    }
}
