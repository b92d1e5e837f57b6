package io.vcr.testkit;

import io.vcr.spi.Persister;

/**
 * Opens a store in another process, for P5 of {@link PersisterContract}.
 *
 * <p>Needs a constructor without arguments, of any visibility: the other process knows the name of the class only.
 */
public interface PersisterOpener {

    /**
     * Opens the store.
     *
     * @param place where it is, as the test gave it to {@link OtherProcess#using}
     * @return a persister over the store of the test
     * @throws Exception if it cannot be opened
     */
    Persister open(String place) throws Exception;
}
