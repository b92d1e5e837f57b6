package io.vcr.internal.stream;

import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import java.util.List;
import java.util.Map;

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
