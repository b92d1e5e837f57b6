package io.vcr.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three masters on this machine, each with a third of the slots. */
final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final List<RedisServer> masters = new ArrayList<>();

    private RedisCluster() {}

    static RedisCluster start() throws IOException {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < MASTERS; i++) {
                int port = portWithBus();
                cluster.masters.add(
                        RedisServer.onPort(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
            }
            cluster.join();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The nodes talk to each other ten thousand ports higher. */
    private static int portWithBus() throws IOException {
        int port;
        do {
            port = RedisServer.freePort();
        } while (!RedisServer.isFree(port + 10_000));
        return port;
    }

    private void join() {
        for (int i = 0; i < MASTERS; i++) {
            int[] slots = IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                    .toArray();
            RedisServer next = masters.get((i + 1) % MASTERS);
            masters.get(i).ask(redis -> redis.clusterAddSlots(slots) + redis.clusterMeet("127.0.0.1", next.port()));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> masters.stream()
                        .allMatch(master ->
                                master.ask(redis -> redis.clusterInfo()).contains("cluster_state:ok")
                                        && master.ask(redis -> redis.clusterInfo())
                                                .contains("cluster_known_nodes:" + MASTERS)));
    }

    List<RedisServer> masters() {
        return masters;
    }

    String url() {
        return "redis-cluster://"
                + masters.stream().map(master -> "127.0.0.1:" + master.port()).collect(Collectors.joining(","));
    }

    void store(String key, byte[] value) {
        RedisClusterClient client =
                RedisClusterClient.create(RedisURI.create(masters.get(0).url()));
        try {
            client.connect(ByteArrayCodec.INSTANCE).sync().set(key.getBytes(StandardCharsets.UTF_8), value);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    RedisServer owner(String key) {
        int slot = SlotHash.getSlot(key);
        return masters.stream().filter(master -> owns(master, slot)).findFirst().orElseThrow();
    }

    CassetteId idOnAnotherNode(String prefix, String key) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "elsewhere/" + i)
                .filter(id -> owner(prefix + id) != owner(key))
                .map(CassetteId::of)
                .findFirst()
                .orElseThrow();
    }

    /** Work that may fail. */
    interface Step {
        void run() throws Exception;
    }

    /** Moves the slot of a key to the next master, and does something while it is half way: ASK before, MOVED after. */
    void move(String key, Step meanwhile) throws Exception {
        int slot = SlotHash.getSlot(key);
        RedisServer source = owner(key);
        RedisServer target = masters.get((masters.indexOf(source) + 1) % MASTERS);
        String sourceId = source.ask(redis -> redis.clusterMyId());
        String targetId = target.ask(redis -> redis.clusterMyId());
        target.ask(redis -> redis.clusterSetSlotImporting(slot, sourceId));
        source.ask(redis -> redis.clusterSetSlotMigrating(slot, targetId));
        source.ask(redis -> redis.migrate("127.0.0.1", target.port(), key, 0, 5000));
        meanwhile.run();
        for (RedisServer master : masters) {
            master.ask(redis -> redis.clusterSetSlotNode(slot, targetId));
        }
    }

    private static boolean owns(RedisServer master, int slot) {
        return master.ask(redis -> ClusterPartitionParser.parse(redis.clusterNodes())).stream()
                .anyMatch(node -> node.is(RedisClusterNode.NodeFlag.MYSELF) && node.hasSlot(slot));
    }

    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }
}
