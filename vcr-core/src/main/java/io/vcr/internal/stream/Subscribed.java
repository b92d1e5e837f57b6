package io.vcr.internal.stream;

import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When the events of a live subscription came.
 *
 * @param after for each event, how many requests the session had sent after that of the subscription
 * @param open whether the server had not ended the stream
 */
public record Subscribed(List<Long> after, boolean open) {

    /** The host and port of a request. An event waits only for requests to those of its subscription. */
    public static String host(Episode episode) {
        Uri uri = episode.request().uri();
        return uri.host() + ":" + uri.port();
    }

    /**
     * Leaves exchanges out of a cassette. The events of its subscriptions come after those that are left.
     *
     * @param kept is asked once for each episode
     */
    public static List<Episode> kept(List<Episode> episodes, Predicate<Episode> kept) {
        BitSet places = new BitSet();
        for (int i = 0; i < episodes.size(); i++) {
            places.set(i, kept.test(episodes.get(i)));
        }
        List<Episode> left = new ArrayList<>();
        for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
            Subscription events = episodes.get(i).subscription();
            boolean isSame = places.cardinality() == episodes.size();
            left.add(events == null || isSame ? episodes.get(i) : renumbered(episodes, i, events, places));
        }
        return left;
    }

    private static Episode renumbered(List<Episode> episodes, int own, Subscription events, BitSet kept) {
        String host = host(episodes.get(own));
        List<Integer> left = new ArrayList<>(List.of(0)); // of the first 0, 1, 2, ... exchanges that follow
        for (int i = own + 1; i < episodes.size(); i++) {
            Episode each = episodes.get(i);
            if (each.subscription() == null && host(each).equals(host)) {
                left.add(left.get(left.size() - 1) + (kept.get(i) ? 1 : 0));
            }
        }
        List<Integer> after = events.after().stream()
                .map(exchanges -> left.get(Math.max(0, Math.min(exchanges, left.size() - 1))))
                .toList();
        return episodes.get(own).withSubscription(new Subscription(after, events.open()));
    }

    /**
     * The same among the exchanges that are stored.
     *
     * @param exchanges the positions of their requests in the session, by {@link #host}
     * @param own the episode of the subscription
     * @param position that of its request
     */
    public Subscription among(Map<String, List<Long>> exchanges, Episode own, long position) {
        List<Long> waited = exchanges.getOrDefault(host(own), List.of());
        List<Integer> stored = after.stream()
                .map(requests -> (int) waited.stream()
                        .filter(each -> each > position && each <= position + requests)
                        .count())
                .toList();
        return new Subscription(stored, open);
    }
}
