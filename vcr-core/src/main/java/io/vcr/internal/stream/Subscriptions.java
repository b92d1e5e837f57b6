package io.vcr.internal.stream;

import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Echo;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a stored cassette in one session: which of the exchanges have been played that events of a subscription
 * come after, and the values of this run that the events repeat. Thread-safe.
 */
public final class Subscriptions {

    /** The exchanges with one host that are no subscription, in their order, and what their streams repeat of them. */
    private static final class Host {
        private final BitSet played = new BitSet();
        private Echo echo = Echo.NOTHING;
        private int count;
    }

    /** The number of an exchange with its host; for a subscription that of the next one. */
    private record Place(Host host, int number) {}

    private final IdentityHashMap<Episode, Place> places = new IdentityHashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;

    private Subscriptions(List<Episode> stored, Predicate<Episode> expired) {
        Map<String, Host> hosts = new HashMap<>();
        for (Episode episode : stored) {
            Host host = hosts.computeIfAbsent(Subscribed.host(episode), name -> new Host());
            places.put(episode, new Place(host, host.count));
            if (episode.subscription() == null) {
                host.played.set(host.count++, expired.test(episode));
            }
        }
    }

    /**
     * Null if no episode is a subscription, which is nearly always.
     *
     * @param expired whether an episode is never played, so that no event waits for it
     */
    public static @Nullable Subscriptions of(List<Episode> stored, Predicate<Episode> expired) {
        return stored.stream().allMatch(episode -> episode.subscription() == null)
                ? null
                : new Subscriptions(stored, expired);
    }

    /**
     * Notes that a stored exchange is played. Events that have waited for it come.
     *
     * @param stored the episode
     * @param sent what a stream may repeat of the request that it answers
     */
    public void played(Episode stored, Echo sent) {
        Place place = places.get(stored);
        if (place == null || stored.subscription() != null) {
            return; // recorded in this session
        }
        change(() -> {
            place.host.played.set(place.number);
            place.host.echo = place.host.echo.and(sent);
        });
    }

    /** Ends all streams: the session ends. */
    public void end() {
        change(() -> ended = true);
    }

    private void change(Runnable change) {
        List<Runnable> ready;
        lock.lock();
        try {
            change.run();
            changed.signalAll();
            ready = List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
        ready.forEach(Runnable::run);
    }

    /**
     * Opens the stream of a subscription.
     *
     * @param stored the episode
     * @param response the response that the client gets
     */
    public EventFeed open(Episode stored, HttpResponse response) {
        return new EventFeed(this, stored, response);
    }

    ReentrantLock lock() {
        return lock;
    }

    Condition changed() {
        return changed;
    }

    List<Runnable> waiting() {
        return waiting;
    }

    boolean isEnded() {
        return ended;
    }

    /** What the events of a subscription repeat. */
    Echo echo(Episode stored) {
        Place place = places.get(stored);
        return place == null ? Echo.NOTHING : place.host.echo;
    }

    /** Whether so many exchanges with its host have been played of those that follow an episode; all, if there are no more. */
    boolean isPlayed(Episode stored, int exchanges) {
        Place place = places.get(stored);
        if (place == null) {
            return true; // not in this cassette, so nothing follows it
        }
        Host host = place.host;
        return host.played.nextClearBit(place.number) >= place.number + Math.min(exchanges, host.count - place.number);
    }
}
