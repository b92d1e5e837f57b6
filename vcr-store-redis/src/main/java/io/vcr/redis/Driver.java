package io.vcr.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Lettuce client of a store. It opens connections, and is shut down with the store unless the caller owns it.
 * Thread-safe.
 */
final class Driver implements AutoCloseable {

    private static final Duration RECONNECT_DELAY = Duration.ofMillis(50);
    private static final Duration IDLE_UNTIL_PROBED = Duration.ofSeconds(30);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
    private static final long SHUTDOWN_SECONDS = 2;

    /** A connection and its commands, for a single server or a cluster. */
    record Connected(
            StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> commands) {

        /** Tells whether the connection is lost and does not reconnect automatically. */
        boolean isLost() {
            return !connection.isOpen() && !connection.getOptions().isAutoReconnect();
        }
    }

    private final Supplier<CompletionStage<Connected>> connect;
    private final @Nullable AbstractRedisClient owned;

    private Driver(Supplier<CompletionStage<Connected>> connect, @Nullable AbstractRedisClient owned) {
        this.connect = connect;
        this.owned = owned;
    }

    /** Creates a client. This is slow, because it loads the classes of Lettuce. */
    static Driver open(RedisAddress address, Duration timeout, Optional<Path> authorities) {
        List<RedisURI> uris = address.uris(timeout);
        // Two threads each is the minimum of Lettuce; its default is one for each core.
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // The guard of the agent knows the connections of the store by the names of these threads.
                .threadFactoryProvider(pool -> new DefaultThreadFactory("vcr-redis-" + pool, true))
                .reconnectDelay(Delay.constant(RECONNECT_DELAY))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        if (address.kind() == RedisAddress.Kind.CLUSTER) {
            RedisClusterClient client = RedisClusterClient.create(resources, uris);
            client.setOptions(clusterOptions(timeout, authorities));
            return new Driver(() -> connect(client), client);
        }
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder(), timeout, authorities).build());
        return new Driver(() -> connect(client, uris.get(0)), client);
    }

    static Driver using(RedisClient client, RedisURI uri) {
        return new Driver(() -> connect(client, uri), null);
    }

    static Driver using(RedisClusterClient client) {
        return new Driver(() -> connect(client), null);
    }

    private static CompletionStage<Connected> connect(RedisClient client, RedisURI uri) {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .thenApply(connection -> new Connected(connection, connection.async()));
    }

    private static CompletionStage<Connected> connect(RedisClusterClient client) {
        // connectAsync needs the partitions and, unlike connect, does not load them.
        return client.refreshPartitionsAsync()
                .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
                .thenApply(connection -> new Connected(connection, connection.async()));
    }

    /**
     * Without automatic reconnection: the next caller replaces a lost connection and waits for it. Without a connection
     * commands are rejected: Lettuce would queue them and, after a lost connection, send commands again that the server
     * has already executed.
     */
    private static <B extends ClientOptions.Builder> B options(
            B options, Duration timeout, Optional<Path> authorities) {
        options.autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(IDLE_UNTIL_PROBED)
                                .interval(PROBE_INTERVAL)
                                .count(2)
                                .build())
                        .build());
        authorities.ifPresent(file -> options.sslOptions(SslOptions.builder()
                .jdkSslProvider()
                .trustManager(file.toFile())
                .build()));
        return options;
    }

    private static ClusterClientOptions clusterOptions(Duration timeout, Optional<Path> authorities) {
        return options(ClusterClientOptions.builder(), timeout, authorities)
                .autoReconnect(true) // Lettuce manages the connections to the nodes of a cluster
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .build())
                .build();
    }

    /** Begins to connect. */
    CompletionStage<Connected> connect() {
        return connect.get();
    }

    boolean isOwned() {
        return owned != null;
    }

    @Override
    public void close() {
        if (owned != null) {
            ClientResources resources = owned.getResources();
            owned.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
