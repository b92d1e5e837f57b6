package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vcr.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are more than one process, or encrypted. */
class RedisTopologiesTest {

    /** Longer than all retries, shorter than the timeout of the cluster. */
    private static final Duration FROZEN = Duration.ofMillis(500);

    @TempDir
    private Path temporary;

    /** Sentinels take half a minute. */
    @Test
    @Tag("slow")
    @Tag("matrix")
    void afterAFailoverTheSentinelsNameTheNewMaster() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", "" + master.port());
                RedisServer sentinel = sentinel(master)) {
            await().until(() -> replica.ask(redis -> redis.info("replication")).contains("master_link_status:up"));
            await().until(() -> sentinel.ask(redis -> redis.info("sentinel")).contains("slaves=1"));
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main";
            try (RedisPersister store = RedisPersister.connect(url)) {
                assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
                await().until(() -> replica.ask(redis -> redis.dbsize()) == 1);
                master.kill();

                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(
                                () -> assertThat(RedisFaultsTest.run(store, "b").verdict())
                                        .isIn(Verdict.MISS_RECORDED, Verdict.HIT));
                assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.HIT);
            }
        }
    }

    private RedisServer sentinel(RedisServer master) throws IOException {
        Path configuration = temporary.resolve("sentinel.conf");
        int port = RedisServer.freePort();
        Files.writeString(configuration, """
                port %d
                bind 127.0.0.1
                sentinel monitor main 127.0.0.1 %d 1
                sentinel down-after-milliseconds main 500
                sentinel failover-timeout main 5000
                """.formatted(port, master.port()));
        return RedisServer.configured(port, configuration, "--sentinel");
    }

    @Test
    void oneNodeOfAClusterSaysThatItIsOne() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            List<String> warnings = new ArrayList<>();
            for (RedisServer master : cluster.masters()) {
                try (RedisPersister store = RedisPersister.connect(master.url())) {
                    warnings.addAll(RedisFaultsTest.run(store, "a").warnings());
                }
            }

            // A load and a save on each of the two that the key is not on.
            assertThat(warnings)
                    .hasSize(4)
                    .allMatch(warning ->
                            warning.endsWith("is a node of a cluster; use a URL that begins with redis-cluster://"));
        }
    }

    @Test
    void aSlotThatMovesIsFollowed() throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                RedisPersister store = RedisPersister.connect(cluster.url())) {
            assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            cluster.move(RedisPersister.DEFAULT_PREFIX + Cassettes.ID, () -> {
                assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.HIT);
                assertThat(RedisFaultsTest.run(store, "b").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            });

            assertThat(RedisFaultsTest.run(store, "b").verdict()).isEqualTo(Verdict.HIT);
            assertThat(RedisFaultsTest.run(store, "c").verdict()).isEqualTo(Verdict.MISS_RECORDED);
        }
    }

    @Test
    void theFirstCommandToANodeOfAClusterWaitsForItsConnection() throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                RedisPersister store = RedisPersister.connect(cluster.url())) {
            String key = RedisPersister.DEFAULT_PREFIX + Cassettes.ID;
            assertThat(store.load(cluster.idOnAnotherNode(RedisPersister.DEFAULT_PREFIX, key)))
                    .isEmpty();
            RedisServer owner = cluster.owner(key);
            owner.freeze();
            CompletableFuture<Void> saved = CompletableFuture.runAsync(() -> save(store));
            // Not on a pool: with two processors its only thread is the one that saves.
            TimeUnit.MILLISECONDS.sleep(FROZEN.toMillis());
            owner.thaw();

            saved.join();
            assertThat(store.load(Cassettes.ID)).isPresent();
        }
    }

    private static void save(RedisPersister store) {
        try {
            store.save(Cassettes.cassette("a"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTrustedCertificateIsAccepted() throws Exception {
        Certificate certificate = Certificate.make(temporary, "localhost");
        try (RedisServer server = certificate.server();
                RedisPersister store = RedisPersister.builder("rediss://localhost:" + server.port())
                        .certificateAuthorities(certificate.pem())
                        .connect()) {
            assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(RedisFaultsTest.run(store, "a").verdict()).isEqualTo(Verdict.HIT);
        }
    }

    @Test
    void anUntrustedCertificateIsRefusedAndSaysWhatToDo() throws Exception {
        Certificate certificate = Certificate.make(temporary, "localhost");
        try (RedisServer server = certificate.server();
                RedisPersister store = RedisPersister.connect("rediss://localhost:" + server.port())) {
            assertThat(RedisFaultsTest.run(store, "a").warnings().get(0))
                    .startsWith("the store cannot be read: Redis rediss://localhost:" + server.port()
                            + " has a certificate that is not trusted: ")
                    .endsWith("; set the option ca to a file with its authority");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        Certificate certificate = Certificate.make(temporary, "elsewhere.example");
        try (RedisServer server = certificate.server();
                RedisPersister store = RedisPersister.builder("rediss://localhost:" + server.port())
                        .certificateAuthorities(certificate.pem())
                        .connect()) {
            assertThat(RedisFaultsTest.run(store, "a").warnings().get(0))
                    .contains("has a certificate that is not trusted: ");
        }
    }
}
