package io.vcr;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store in memory; the revision is a counter. Thread-safe. */
final class InMemoryPersister implements Persister {

    private final SortedMap<CassetteId, Cassette> cassettes = new TreeMap<>();
    private long revision;
    private boolean closed;

    @Override
    public synchronized Optional<Cassette> load(CassetteId id) {
        checkOpen();
        return Optional.ofNullable(cassettes.get(id));
    }

    @Override
    public synchronized void save(Cassette cassette) throws CassetteConflictException {
        checkOpen();
        Cassette stored = cassettes.get(cassette.id());
        if (!Objects.equals(stored == null ? null : stored.revision(), cassette.revision())) {
            throw new CassetteConflictException(cassette.id());
        }
        cassettes.put(cassette.id(), cassette.withRevision(Long.toString(++revision)));
    }

    @Override
    public synchronized boolean delete(CassetteId id) {
        checkOpen();
        return cassettes.remove(id) != null;
    }

    @Override
    public synchronized List<CassetteId> list(String prefix) {
        checkOpen();
        return cassettes.keySet().stream()
                .filter(id -> id.value().startsWith(prefix))
                .toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The in-memory store is closed");
        }
    }
}
