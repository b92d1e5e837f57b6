package io.vcr;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that counts its calls and fails as told. */
final class StubPersister implements Persister {

    /** Runs before a save; what it throws is what the save throws. */
    interface Step {
        void run() throws IOException;
    }

    final Persister memory = Persisters.inMemory();
    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger saves = new AtomicInteger();
    final List<CassetteId> prefetched = new ArrayList<>();
    final Deque<Step> beforeSaves = new ArrayDeque<>();

    @Nullable
    Exception loadFailure;

    @Nullable
    Duration ttl;

    @Override
    public Optional<Cassette> load(CassetteId id) throws IOException {
        loads.incrementAndGet();
        if (loadFailure instanceof IOException e) {
            throw e;
        }
        if (loadFailure instanceof RuntimeException e) {
            throw e;
        }
        return memory.load(id);
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        saves.incrementAndGet();
        if (!beforeSaves.isEmpty()) {
            beforeSaves.remove().run();
        }
        memory.save(cassette);
    }

    @Override
    public boolean delete(CassetteId id) throws IOException {
        return memory.delete(id);
    }

    @Override
    public void prefetch(Collection<CassetteId> ids) {
        prefetched.addAll(ids);
    }

    @Override
    public Optional<Duration> defaultTtl() {
        return Optional.ofNullable(ttl);
    }
}
