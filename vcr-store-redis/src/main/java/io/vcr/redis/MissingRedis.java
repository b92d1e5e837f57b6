package io.vcr.redis;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The store for a missing Redis URL: it is empty, stores nothing and reports why. Thread-safe. */
final class MissingRedis implements Persister {

    private static final String REASON = "Redis is off, every call is live: " + RedisPersisterFactory.VARIABLE
            + " is not set; set it to redis://host:6379, or VCR_STORE to another store";

    private volatile boolean closed;

    @Override
    public Optional<Cassette> load(CassetteId id) {
        checkOpen();
        return Optional.empty();
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        checkOpen();
        throw new IOException(REASON);
    }

    @Override
    public boolean delete(CassetteId id) {
        checkOpen();
        return false;
    }

    @Override
    public List<CassetteId> list(String prefix) {
        checkOpen();
        return List.of();
    }

    @Override
    public Optional<Duration> defaultTtl() {
        return Optional.of(Duration.ofDays(1));
    }

    @Override
    public List<String> health() {
        return List.of(REASON);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The store is closed");
        }
    }

    @Override
    public String toString() {
        return "no Redis";
    }
}
