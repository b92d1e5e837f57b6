package io.vcr.testkit.store;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps bytes that expire in a map, as a store does behind a network. Passes the contract; the broken ones override a
 * step. Thread-safe.
 */
class SoundPersister implements Persister {

    /** What is stored under a key. */
    record Stored(byte[] bytes, String revision) {}

    /** A lease, and until when it lasts. */
    record Held(Lease lease, Instant until) {}

    /** The store, which outlives its persisters. Only so many bytes fit, for a save that fails. */
    static final class Disk {
        final Map<String, Stored> contents = new ConcurrentHashMap<>();
        final Map<String, Held> leases = new ConcurrentHashMap<>();
        volatile int capacity = Integer.MAX_VALUE;
    }

    final Disk disk;
    private volatile boolean closed;

    SoundPersister(Disk disk) {
        this.disk = disk;
    }

    String key(CassetteId id) {
        return id.value();
    }

    @Override
    public Optional<Cassette> load(CassetteId id) throws IOException {
        checkOpen();
        Stored stored = disk.contents.get(key(id));
        return stored == null ? absent(id) : Optional.of(decoded(id, stored));
    }

    Optional<Cassette> absent(CassetteId id) throws IOException {
        return Optional.empty();
    }

    Cassette decoded(CassetteId id, Stored stored) throws IOException {
        Cassette cassette = read(id, stored);
        List<Episode> fresh = new ArrayList<>(cassette.episodes());
        fresh.removeIf(this::isExpired);
        return cassette.withEpisodes(fresh);
    }

    Cassette read(CassetteId id, Stored stored) throws IOException {
        try {
            return CassetteCodec.decode(id, stored.bytes, id.value()).withRevision(stored.revision);
        } catch (CassetteFormatException e) {
            throw e.withRevision(stored.revision);
        }
    }

    boolean isExpired(Episode episode) {
        return episode.expiresAt() != null && !Instant.now().isBefore(episode.expiresAt());
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        checkOpen();
        synchronized (disk) {
            compareAndWrite(cassette);
        }
    }

    void compareAndWrite(Cassette cassette) throws IOException {
        Stored stored = disk.contents.get(key(cassette.id()));
        if (!Objects.equals(stored == null ? null : stored.revision, cassette.revision())) {
            throw new CassetteConflictException(cassette.id());
        }
        write(cassette);
    }

    void write(Cassette cassette) throws IOException {
        byte[] bytes = encoded(cassette);
        if (bytes.length > disk.capacity) {
            full(cassette);
        }
        disk.contents.put(key(cassette.id()), new Stored(bytes, nextRevision(cassette)));
    }

    byte[] encoded(Cassette cassette) {
        return CassetteCodec.JSON.encode(cassette);
    }

    void full(Cassette cassette) throws IOException {
        throw new IOException("The disk is full");
    }

    String nextRevision(Cassette cassette) {
        return UUID.randomUUID().toString();
    }

    @Override
    public boolean delete(CassetteId id) {
        checkOpen();
        return disk.contents.remove(key(id)) != null;
    }

    @Override
    public List<CassetteId> list(String prefix) {
        checkOpen();
        return disk.contents.keySet().stream()
                .filter(key -> isListed(key, prefix))
                .map(CassetteId::of)
                .sorted()
                .toList();
    }

    boolean isListed(String key, String prefix) {
        return key.startsWith(prefix);
    }

    @Override
    public Optional<Leases> leases() {
        return Optional.of(new Leases() {
            @Override
            public Lease acquire(CassetteId id, String call, Duration term) {
                synchronized (disk) {
                    Held held = disk.leases.get(id + "/" + call);
                    if (held != null && isHeld(held)) {
                        return new Lease(id, call, "", false, held.lease.answer());
                    }
                    Lease mine = new Lease(id, call, UUID.randomUUID().toString(), true, null);
                    disk.leases.put(
                            id + "/" + call, new Held(mine, Instant.now().plus(term)));
                    return mine;
                }
            }

            @Override
            public void extend(Lease lease, Episode answer, Duration term) {
                synchronized (disk) {
                    Lease answered = new Lease(lease.id(), lease.call(), lease.token(), true, answer);
                    disk.leases.computeIfPresent(
                            lease.id() + "/" + lease.call(),
                            (key, held) -> isOf(lease, held)
                                    ? new Held(answered, Instant.now().plus(term))
                                    : held);
                }
            }

            @Override
            public void release(Lease lease) {
                synchronized (disk) {
                    disk.leases.computeIfPresent(
                            lease.id() + "/" + lease.call(), (key, held) -> isOf(lease, held) ? null : held);
                }
            }
        });
    }

    boolean isHeld(Held held) {
        return Instant.now().isBefore(held.until);
    }

    private static boolean isOf(Lease lease, Held held) {
        return held.lease.token().equals(lease.token());
    }

    @Override
    public Optional<Duration> defaultTtl() {
        return Optional.of(Duration.ofHours(24));
    }

    @Override
    public void close() {
        closed = true;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
