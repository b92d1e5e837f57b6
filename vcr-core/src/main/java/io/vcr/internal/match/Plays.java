package io.vcr.internal.match;

import io.vcr.spi.Episode;

/** An episode of an index, and how often it was played. Guarded by who counts. */
public final class Plays {

    private final Episode episode;
    private int times;

    public Plays(Episode episode) {
        this.episode = episode;
    }

    public Episode episode() {
        return episode;
    }

    /** How often it was played, this time included. */
    public int next() {
        return ++times;
    }

    public int times() {
        return times;
    }
}
