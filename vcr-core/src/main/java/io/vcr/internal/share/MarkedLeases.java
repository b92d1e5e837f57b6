package io.vcr.internal.share;

import io.vcr.internal.thread.StoreCalls;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister.Lease;
import io.vcr.spi.Persister.Leases;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Leases whose calls are {@linkplain StoreCalls calls of the store}, on whichever thread. */
record MarkedLeases(Leases leases) implements Leases {

    @Override
    public Lease acquire(CassetteId id, String call, Duration term) throws IOException {
        return StoreCalls.run(() -> leases.acquire(id, call, term));
    }

    @Override
    public void extend(Lease lease, @Nullable Episode answer, Duration term) throws IOException {
        StoreCalls.tell(() -> leases.extend(lease, answer, term));
    }

    @Override
    public void release(Lease lease) throws IOException {
        StoreCalls.tell(() -> leases.release(lease));
    }
}
