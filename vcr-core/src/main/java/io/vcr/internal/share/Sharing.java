package io.vcr.internal.share;

import io.vcr.internal.match.Miss;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.spi.Persister.Lease;
import io.vcr.spi.Persister.Leases;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a session shares with the other open sessions of its cassette: the calls that they make since they have loaded it. The
 * nth request of a kind in one session has the same call as the nth in another. Thread-safe.
 */
public final class Sharing {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    /** The calls of each cassette that an open session has loaded. */
    private static final Map<Place, Calls> OPEN = new ConcurrentHashMap<>();

    /** What a session does with a request that no episode answers. */
    public sealed interface Turn {}

    /** It makes the call, and reports how it ended. */
    public record Lead(SharedCall call) implements Turn {}

    /** It replays and records what another session has got. The episode is not filtered. */
    public record Take(Episode episode) implements Turn {}

    /** It makes a call of its own. */
    public record Alone() implements Turn {}

    private static final Turn ALONE = new Alone();

    /**
     * A cassette in a store, under one configuration. Stores are told apart by identity. Compares by hand also because the
     * methods that a record gets, here of the id, take a new JVM tens of milliseconds to link.
     */
    private record Place(Persister store, CassetteId id, Object configuration) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Place that
                    && store == that.store
                    && id.value().equals(that.id.value())
                    && configuration.equals(that.configuration);
        }

        @Override
        public int hashCode() {
            return id.value().hashCode();
        }
    }

    private record Numbered(Miss miss, int number) {}

    /** The calls of a cassette. Its number of sessions is guarded by {@link #OPEN}. */
    private static final class Calls {

        private final Map<Numbered, SharedCall> byName = new ConcurrentHashMap<>();
        private int sessions;
    }

    private final Place place;
    private final Duration longestWait;
    private final CompletableFuture<?> ended;
    private final Map<Miss, Integer> misses = new HashMap<>();
    private final List<SharedCall> led = new ArrayList<>();
    private @Nullable Calls calls;
    private boolean hasLeft;

    /**
     * Shares the calls of a cassette.
     *
     * @param configuration equal in sessions that compare, filter and record alike; only these share
     * @param longestWait how long a request waits; zero to share nothing
     * @param ended done when the session ends, so that no request waits any more
     */
    public Sharing(
            Persister store, CassetteId id, Object configuration, Duration longestWait, CompletableFuture<?> ended) {
        this.place = new Place(store, id, configuration);
        this.longestWait = longestWait;
        this.ended = ended;
    }

    /** To be called before the cassette is loaded, so that no call is missed that is not stored yet. */
    public synchronized void enter() {
        if (!longestWait.isZero() && calls == null && !hasLeft) {
            calls = OPEN.compute(place, (at, known) -> {
                Calls all = known == null ? new Calls() : known;
                all.sessions++;
                return all;
            });
        }
    }

    /**
     * Ends the sharing, after the save.
     *
     * @param isGood false if the test has failed, so that nobody else gets what it got
     */
    public void leave(boolean isGood) {
        end(isGood);
        SharedCall.awaitSent(led);
    }

    private synchronized void end(boolean isGood) {
        hasLeft = true;
        Calls left = calls;
        if (left == null) {
            return;
        }
        calls = null;
        if (!isGood) {
            left.byName.values().removeAll(led);
            led.forEach(SharedCall::withdraw);
        }
        OPEN.compute(place, (at, known) -> --left.sessions == 0 ? null : known);
    }

    /**
     * Tells whether this session makes a call. Waits for nobody, but what it returns may.
     *
     * <p>An example: one episode of request A is stored, and two tests send A three times each. Both replay their first A. Their
     * second A is number 2 of its kind in both: the test that asks first leads the call, the other one takes its answer. So it
     * is with number 3, whichever test asks first then. Across processes the lease has the name of request and number.
     *
     * @param episodes the number of stored episodes that match, all of them played
     * @param mayBlock whether the thread of the caller works for one test, and waits for the result
     * @return what to do; to be waited for by {@link #await} or {@link #within}
     */
    public CompletableFuture<Turn> turn(Miss miss, int episodes, boolean mayBlock) {
        SharedCall mine;
        Numbered name;
        synchronized (this) {
            Calls all = calls;
            if (all == null) {
                return CompletableFuture.completedFuture(ALONE);
            }
            name = new Numbered(miss, episodes + misses.merge(miss, 1, Integer::sum));
            mine = new SharedCall(call -> all.byName.remove(name, call));
            SharedCall other = all.byName.putIfAbsent(name, mine);
            if (other != null) {
                return mayBlock && other.isOfThisThread()
                        ? CompletableFuture.completedFuture(ALONE)
                        : other.answer()
                                .thenApply(answer -> answer.<Turn>map(Take::new).orElse(ALONE));
            }
            led.add(mine);
        }
        Optional<Leases> leases = place.store.leases().map(MarkedLeases::new);
        Optional<String> shared = leases.isPresent() ? miss.name(place.id, name.number) : Optional.empty();
        return shared.isPresent()
                ? new Election(leases.get(), shared.get(), mine).held()
                : CompletableFuture.completedFuture(new Lead(mine));
    }

    /** Waits for a turn on this thread. */
    public Turn await(CompletableFuture<Turn> turn) {
        boolean interrupted = false;
        try {
            if (!turn.isDone()) {
                endWithSession(turn);
                turn.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            turn.complete(ALONE);
        } catch (InterruptedException e) {
            turn.complete(ALONE);
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn.getNow(ALONE);
    }

    /**
     * Bounds the wait for a turn.
     *
     * @return completes on a thread of its own, because what follows may run code of the user and wait
     */
    public CompletableFuture<Turn> within(CompletableFuture<Turn> turn) {
        if (!turn.isDone()) {
            endWithSession(turn);
            Later.complete(turn, ALONE, longestWait);
        }
        return turn.thenApplyAsync(done -> done, Later.ownThread());
    }

    private void endWithSession(CompletableFuture<Turn> turn) {
        var unused = ended.thenRun(() -> turn.complete(ALONE));
    }

    /** Asks the store until this process has the lease of a call, or the answer of another process. */
    private final class Election {

        private final Leases leases;
        private final String name;
        private final SharedCall call;
        private final CompletableFuture<Turn> turn = new CompletableFuture<>();
        private final long deadline = System.nanoTime() + longestWait.toNanos();

        Election(Leases leases, String name, SharedCall call) {
            this.leases = leases;
            this.name = name;
            this.call = call;
        }

        /** Asks for the first time on this thread. */
        CompletableFuture<Turn> held() {
            ask(FIRST_PAUSE_MILLIS);
            return turn;
        }

        private void ask(long pauseMillis) {
            if (turn.isDone()) {
                call.fail(); // whoever has waited for it has gone
                return;
            }
            try {
                Lease lease = leases.acquire(place.id, name, SharedCall.TERM);
                Episode answer = lease.answer();
                if (lease.isMine()) {
                    call.hold(leases, lease, longestWait);
                    lead();
                } else if (answer != null) {
                    call.answer(answer, null);
                    turn.complete(new Take(answer));
                } else if (System.nanoTime() - deadline >= 0) {
                    lead();
                } else {
                    var unused = Later.run(pauseMillis, () -> ask(Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis)));
                }
            } catch (IOException | RuntimeException | LinkageError e) {
                lead(); // a store that is down keeps nobody from a call
            }
        }

        private void lead() {
            if (!turn.complete(new Lead(call))) {
                call.fail();
            }
        }
    }
}
