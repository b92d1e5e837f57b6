package io.vcr.redis;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.testkit.store.OtherProcess;
import io.vcr.testkit.store.PersisterContract;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** P1 to P15 on one server, with and without a near cache, on one that is full, and on a cluster. */
class RedisPersisterContractTest {

    /** For JVMs that start beside others, on a machine with few cores. */
    private static final String PATIENT = "?timeout=PT30S";

    @Nested
    class WithoutNearCache extends OnOneServer {
        WithoutNearCache() {
            super(0);
        }
    }

    @Nested
    class WithNearCache extends OnOneServer {
        WithNearCache() {
            super(1 << 20);
        }
    }

    abstract static class OnOneServer extends PersisterContract {

        private final String prefix = SharedRedis.newPrefix();
        private final long nearCacheBytes;

        OnOneServer(long nearCacheBytes) {
            this.nearCacheBytes = nearCacheBytes;
        }

        @Override
        protected Persister open() {
            return RedisPersister.builder(SharedRedis.url())
                    .prefix(prefix)
                    .nearCacheBytes(nearCacheBytes)
                    .connect();
        }

        @Override
        protected OtherProcess otherProcess() {
            return OtherProcess.opening(URI.create(
                    SharedRedis.url() + PATIENT + "&prefix=" + prefix + "&near-cache-bytes=" + nearCacheBytes));
        }

        @Override
        protected void saveAndFail(Persister persister, Cassette cassette) {
            throw notApplicable("the server that tests share is never full; see OnAFullServer");
        }

        @Override
        protected void storeRaw(CassetteId id, byte[] bytes) {
            Raw.store(SharedRedis.url(), prefix + id, bytes);
        }
    }

    @Nested
    class OnAFullServer extends PersisterContract {

        private final RedisServer server = RedisServer.start("--maxmemory-policy", "noeviction");

        OnAFullServer() throws IOException {}

        @AfterEach
        void stop() {
            server.close();
        }

        @Override
        protected Persister open() {
            return RedisPersister.connect(server.url());
        }

        @Override
        protected OtherProcess otherProcess() {
            return OtherProcess.opening(URI.create(server.url() + PATIENT));
        }

        @Override
        protected void saveAndFail(Persister persister, Cassette cassette) throws IOException {
            server.ask(redis -> redis.configSet("maxmemory", "1"));
            try {
                persister.save(cassette);
            } finally {
                server.ask(redis -> redis.configSet("maxmemory", "0"));
            }
        }

        @Override
        protected void storeRaw(CassetteId id, byte[] bytes) {
            Raw.store(server.url(), RedisPersister.DEFAULT_PREFIX + id, bytes);
        }
    }

    @Nested
    class OnACluster extends PersisterContract {

        private static RedisCluster cluster;

        private final String prefix = SharedRedis.newPrefix();

        @BeforeAll
        static void start() throws Exception {
            cluster = RedisCluster.start();
        }

        @AfterAll
        static void stop() {
            cluster.close();
        }

        @Override
        protected Persister open() {
            return RedisPersister.builder(cluster.url()).prefix(prefix).connect();
        }

        @Override
        protected OtherProcess otherProcess() {
            return OtherProcess.opening(URI.create(cluster.url() + PATIENT + "&prefix=" + prefix));
        }

        @Override
        protected void saveAndFail(Persister persister, Cassette cassette) {
            throw notApplicable("the cluster that tests share is never full; see OnAFullServer");
        }

        @Override
        protected void storeRaw(CassetteId id, byte[] bytes) {
            cluster.store(prefix + id, bytes);
        }
    }
}
