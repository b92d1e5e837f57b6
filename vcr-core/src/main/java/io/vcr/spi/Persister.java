package io.vcr.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store of cassettes.
 *
 * <ul>
 *   <li>A session calls {@link #load} at its first request and {@link #save} at its end. After a
 *       {@link CassetteConflictException} it loads and saves again.
 *   <li>Thread-safe: many sessions share one persister. The code that opened it closes it.
 *   <li>A save is atomic: a reader, also in another process, sees the old cassette or the new one. After a failure the
 *       old cassette is still stored. A cassette is durable when {@code save} has returned.
 *   <li>Absent is {@link Optional#empty()}; unreadable is {@link CassetteFormatException}, never empty; a store that is
 *       down, full, slow or read-only is any other {@link IOException}. None of them alone fails a test: the session
 *       treats a failed load as nothing stored, and reports a failed save. If the save finds a cassette then, that counts as
 *       loaded.
 *   <li>A load may leave out expired episodes; the session checks the expiry too.
 *   <li>HTTP requests of a store, through a client that has an adapter, pass and are not recorded if they are made on the thread
 *       that calls the store. Those on other threads are requests of a session, and a load that waits for them never ends: such
 *       a store needs a client without an adapter.
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
     * Stores a cassette. It replaces the cassette from which it was made.
     *
     * @param cassette the whole cassette; its revision is that of the cassette that it replaces, or null if nothing was
     *     stored
     * @throws CassetteConflictException if the stored revision is a different one; nothing is changed
     * @throws IOException if the cassette cannot be stored; the old one is kept
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
     * @throws UnsupportedOperationException if the store cannot list; the default
     */
    default List<CassetteId> list(String prefix) throws IOException {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot list its cassettes");
    }

    /**
     * Tells the store which cassettes are about to be loaded, such as those of a test class.
     *
     * <p>This is a hint: a remote store may fetch all of them in one round trip. It changes nothing, and {@link #load}
     * reports failures. It is called on a background thread, and only if the next cassettes are known.
     *
     * @param ids the names; they need not exist
     * @throws IllegalStateException if this persister is closed
     */
    default void prefetch(Collection<CassetteId> ids) {}

    /**
     * Returns the default time to live of an episode in this store.
     *
     * <p>A store whose episodes expire is a cache: its default mode is {@code new_episodes}, and an unreadable cassette
     * is a miss. A store without a time to live is a collection that people maintain: its default mode is {@code once},
     * and an unreadable cassette fails the test.
     *
     * @return the time to live; empty for no expiry, the default
     */
    default Optional<Duration> defaultTtl() {
        return Optional.empty();
    }

    /**
     * Returns the state of the store for the build log, such as failures, the last error, or memory that is nearly
     * full.
     *
     * <p>Called once, at the end of a run, before {@link #close}. Must not throw, and must not take longer than one
     * command of the store. The lines are printed and written to files unchanged, so they must not contain secrets.
     *
     * @return lines for people; empty if there is nothing to report, the default
     */
    default List<String> health() {
        return List.of();
    }

    /**
     * Returns the leases of this store, by which processes make a call once that each of them would make at the same time.
     *
     * @return the same leases for each call; empty if the store has none, the default
     */
    default Optional<Leases> leases() {
        return Optional.empty();
    }

    /**
     * Tells processes that share a store who makes a call, and keeps its answer until they have it.
     *
     * <p>A session asks before it makes a call that no stored episode answers. A lease is not durable: it ends with its term,
     * so that nobody waits for a process that has died, and no cassette holds it. Thread-safe. If a method throws, the
     * session makes the call itself.
     */
    interface Leases {

        /**
         * Takes the lease of a call if nobody has it. Atomic.
         *
         * @param id the cassette that would hold the episode
         * @param call names the call in this cassette, at most 64 characters of {@code [0-9a-f]}
         * @param term how long the lease lasts, positive
         * @return the lease, the answer of another process, or neither if another process has the lease
         * @throws IOException if the store cannot be asked
         * @throws IllegalStateException if the persister is closed
         */
        Lease acquire(CassetteId id, String call, Duration term) throws IOException;

        /**
         * Extends a lease, and gives its answer to the processes that wait. Does nothing if the lease has ended.
         *
         * @param lease a lease that is this process's own
         * @param answer the filtered episode; null if there is none yet
         * @param term how long the lease or the answer lasts from now, positive
         * @throws IOException if the store cannot be asked
         * @throws IllegalStateException if the persister is closed
         */
        void extend(Lease lease, @Nullable Episode answer, Duration term) throws IOException;

        /**
         * Ends a lease, and takes its answer back. Does nothing if the lease has ended.
         *
         * @param lease a lease that is this process's own
         * @throws IOException if the store cannot be asked
         * @throws IllegalStateException if the persister is closed
         */
        void release(Lease lease) throws IOException;
    }

    /**
     * Who makes a call. Immutable.
     *
     * @param id the cassette
     * @param call names the call
     * @param token tells this lease from others of the same call
     * @param isMine true if the process that has asked makes the call
     * @param answer what the call of another process was answered; null if it is not known yet
     */
    record Lease(
            CassetteId id,
            String call,
            String token,
            boolean isMine,
            @Nullable Episode answer) {}

    /**
     * Releases the resources of the persister; a second call does nothing.
     *
     * @throws IOException if a resource cannot be released
     */
    @Override
    default void close() throws IOException {}
}
