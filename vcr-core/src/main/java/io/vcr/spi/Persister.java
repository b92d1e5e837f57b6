package io.vcr.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A store of cassettes.
 *
 * <ul>
 *   <li>Called by a session: {@link #load} at most once, at its first request; {@link #save} at most once, at its end.
 *   <li>Thread-safe: many sessions share one persister. It is closed by whoever opened it.
 *   <li>Saving is atomic: a reader, also in another process, sees the old cassette or the new one; after a failure the
 *       old one is still there. A cassette is durable when {@code save} has returned.
 *   <li>Absent is {@link Optional#empty()}; unreadable is {@link CassetteFormatException}, never empty; a store that is
 *       down, full, slow or read-only is any other {@link IOException}. None of them fails a test of itself: the
 *       session treats a failed load as nothing stored and counts a failed save.
 *   <li>Expired episodes need not be returned; the session checks again.
 * </ul>
 */
public interface Persister extends AutoCloseable {

    /**
     * Returns a stored cassette.
     *
     * @param id the name
     * @return the cassette with its revision; empty if nothing is stored under the name
     * @throws CassetteFormatException if something is stored that cannot be read
     * @throws IOException if the store cannot be asked
     * @throws IllegalStateException if this persister is closed
     */
    Optional<Cassette> load(CassetteId id) throws IOException;

    /**
     * Stores a cassette in place of the one that it was made from.
     *
     * @param cassette the whole cassette; its revision is that of the cassette which it replaces, null if there was
     *     none
     * @throws CassetteConflictException if the stored revision is another one; nothing is changed then
     * @throws IOException if the cassette cannot be stored; the old one is still there
     * @throws IllegalStateException if this persister is closed
     */
    void save(Cassette cassette) throws IOException;

    /**
     * Removes a cassette.
     *
     * @param id the name
     * @return true if there was one
     * @throws IOException if it cannot be removed
     * @throws IllegalStateException if this persister is closed
     */
    boolean delete(CassetteId id) throws IOException;

    /**
     * Returns the ids of the stored cassettes that begin with a prefix.
     *
     * @param prefix the beginning of the names, empty for all
     * @return the ids, sorted
     * @throws IOException if the store cannot be asked
     * @throws UnsupportedOperationException if the store cannot list, which is the default
     */
    default List<CassetteId> list(String prefix) throws IOException {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot list its cassettes");
    }

    /**
     * Tells the store which cassettes are about to be loaded, such as those of a test class.
     *
     * <p>A hint: a store that is far away may fetch them all in one round trip. Changes nothing; a failure is left to
     * {@link #load} to report. Called on a thread that no test waits for, and not at all where nobody knows what comes
     * next.
     *
     * @param ids the names; there may be nothing under them
     * @throws IllegalStateException if this persister is closed
     */
    default void prefetch(Collection<CassetteId> ids) {}

    /**
     * Returns how long an episode lives in this store unless configured otherwise.
     *
     * <p>A store whose episodes expire is a cache: its default mode is {@code new_episodes}, and a cassette that cannot
     * be read is a miss. A store whose episodes do not is a collection that people look after: its default mode is
     * {@code once}, and a cassette that cannot be read fails the test.
     *
     * @return the time to live, empty for ever, which is the default
     */
    default Optional<Duration> defaultTtl() {
        return Optional.empty();
    }

    /**
     * Returns what the reader of a build log should know about the store, such as failures, the last error, or memory
     * that is nearly full.
     *
     * <p>Called once, at the end of a run, before {@link #close}. Throws nothing, and takes no longer than one command
     * of the store may take. The lines are printed and written to files as they are: filtered, with no secret in them.
     *
     * @return lines for people, empty if there is nothing to say, which is the default
     */
    default List<String> health() {
        return List.of();
    }

    /**
     * Releases what the persister holds; a second call does nothing.
     *
     * @throws IOException if something could not be released
     */
    @Override
    default void close() throws IOException {}
}
