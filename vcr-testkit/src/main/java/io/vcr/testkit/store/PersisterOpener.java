package io.vcr.testkit.store;

import io.vcr.spi.Persister;

/**
 * Opens a store in another process, for P5 of {@link PersisterContract}.
 *
 * <p>Needs a constructor without arguments, of any visibility, because the other process gets only the name of the
 * class.
 */
public interface PersisterOpener {

    /**
     * Opens the store.
     *
     * @param place the place of the store, as passed to {@link OtherProcess#using}
     * @return a persister over the store of the test
     * @throws Exception if it cannot be opened
     */
    Persister open(String place) throws Exception;
}
