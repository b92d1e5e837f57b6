package io.vcr.testkit.store;

import io.vcr.Persisters;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;

class InMemoryPersisterTest extends PersisterContract {

    @Override
    protected Persister open() {
        return Persisters.inMemory();
    }

    @Override
    protected Persister reopen() {
        throw notApplicable("it lives as long as the object");
    }

    @Override
    protected OtherProcess otherProcess() {
        throw notApplicable("its memory is that of one process");
    }

    @Override
    protected void saveAndFail(Persister persister, Cassette cassette) {
        throw notApplicable("nothing can go wrong once the revision is compared");
    }

    @Override
    protected void storeRaw(CassetteId id, byte[] bytes) {
        throw notApplicable("it keeps objects, not bytes");
    }
}
