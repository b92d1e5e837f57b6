package io.vcr.spi;

import java.io.IOException;

/** Thrown when another session has changed a cassette between its load and its save; nothing was stored. */
public final class CassetteConflictException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param id the cassette that was not saved
     */
    public CassetteConflictException(CassetteId id) {
        super("Cassette " + id + " was saved by another session since it was loaded");
    }
}
