package io.vcr.testkit.store;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.testkit.store.SoundPersister.Disk;
import io.vcr.testkit.store.SoundPersister.Stored;
import java.io.IOException;

/** What the broken persisters are made from passes. */
class SoundPersisterTest extends PersisterContract {

    final Disk disk = new Disk();

    @Override
    protected Persister open() {
        return new SoundPersister(disk);
    }

    @Override
    protected OtherProcess otherProcess() {
        throw notApplicable("the disk is in the memory of one process");
    }

    @Override
    protected void saveAndFail(Persister persister, Cassette cassette) throws IOException {
        disk.capacity = 100_000;
        try {
            persister.save(cassette);
        } finally {
            disk.capacity = Integer.MAX_VALUE;
        }
    }

    @Override
    protected void storeRaw(CassetteId id, byte[] bytes) {
        disk.contents.put(id.value(), new Stored(bytes, "raw"));
    }
}
