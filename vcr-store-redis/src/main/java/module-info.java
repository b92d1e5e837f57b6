/** Stores cassettes in Redis. */
module io.vcr.redis {
    requires transitive io.vcr;
    requires transitive lettuce.core;
    requires com.github.benmanes.caffeine;
    requires io.netty.common;

    exports io.vcr.redis;

    provides io.vcr.spi.PersisterFactory with
            io.vcr.redis.RedisPersisterFactory;
}
