package io.vcr.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of episodes under one id, which a store loads and saves as a whole. Immutable.
 *
 * @param id the name
 * @param episodes the episodes in recorded order
 * @param revision the token by which the store detects that another session has saved since; null for a cassette that
 *     was not loaded from a store
 */
public record Cassette(
        CassetteId id, List<Episode> episodes, @Nullable String revision) {

    /** Copies the episodes. */
    public Cassette {
        episodes = List.copyOf(episodes);
    }

    /**
     * Returns a cassette that is not stored yet.
     *
     * @param id the name
     * @param episodes the episodes in recorded order
     * @return the cassette, without a revision
     */
    public static Cassette of(CassetteId id, List<Episode> episodes) {
        return new Cassette(id, episodes, null);
    }

    /**
     * Returns this cassette with other episodes and the same revision.
     *
     * @param newEpisodes the episodes in recorded order
     * @return the changed cassette
     */
    public Cassette withEpisodes(List<Episode> newEpisodes) {
        return new Cassette(id, newEpisodes, revision);
    }

    /**
     * Returns this cassette with a revision.
     *
     * @param newRevision the store's token
     * @return the changed cassette
     */
    public Cassette withRevision(String newRevision) {
        return new Cassette(id, episodes, newRevision);
    }

    /** Shows the name and the number of episodes. */
    @Override
    public String toString() {
        return id + " (" + episodes.size() + " episodes)";
    }
}
