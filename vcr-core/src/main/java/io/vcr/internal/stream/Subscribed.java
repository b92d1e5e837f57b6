package io.vcr.internal.stream;

import io.vcr.spi.Episode.Subscription;
import java.util.List;

/**
 * When the events of a live subscription came.
 *
 * @param after for each event, how many requests the session had sent after that of the subscription
 * @param open whether the server had not ended the stream
 */
public record Subscribed(List<Long> after, boolean open) {

    /**
     * The same among the exchanges that are stored.
     *
     * @param exchanges the positions of their requests in the session
     * @param own that of the subscription
     */
    public Subscription among(List<Long> exchanges, long own) {
        List<Integer> stored = after.stream()
                .map(requests -> (int) exchanges.stream()
                        .filter(each -> each > own && each <= own + requests)
                        .count())
                .toList();
        return new Subscription(stored, open);
    }
}
