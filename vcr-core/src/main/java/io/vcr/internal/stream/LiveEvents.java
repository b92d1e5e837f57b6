package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.JsonRpc;
import io.vcr.internal.body.StreamEnd;
import io.vcr.internal.body.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notes after how many further requests of its session each piece of a live stream of events came, and tells whether the stream
 * is a subscription: one that the client ends, not the server. Guarded by its response.
 */
final class LiveEvents {

    /** The piece that begins at a position, and those behind it, came after so many further requests. */
    private record Mark(long position, long requests) {}

    private final HttpResponse head;
    private final LongSupplier requests;
    private final List<Mark> marks = new ArrayList<>();

    private LiveEvents(HttpResponse head, LongSupplier requests) {
        this.head = head;
        this.requests = requests;
    }

    /** Empty for a response that cannot be a subscription. */
    static Optional<LiveEvents> of(String method, HttpResponse head, LongSupplier requests) {
        String type = head.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean mayBe = method.equals("GET")
                && head.status() == 200
                && type.startsWith("text/event-stream")
                && !head.headers().contains("Content-Length")
                && !head.headers().contains("Content-Encoding");
        return mayBe ? Optional.of(new LiveEvents(head, requests)) : Optional.empty();
    }

    void mark(long position) {
        long now = requests.getAsLong();
        if (marks.isEmpty() || marks.get(marks.size() - 1).requests != now) {
            marks.add(new Mark(position, now));
        }
    }

    /**
     * Whether the stream is whole although the server has not ended it. Half an answer of a language model is not. Nor is a
     * stream with an event that has no name and is not JSON-RPC, because it may be an answer in a form that nobody knows.
     */
    boolean isSubscription(Body received) {
        if (StreamEnd.isAnswer(head.headers(), received)) {
            return false;
        }
        Body whole = whole(received);
        List<StreamEvent> events = StreamEvent.of(head.headers(), whole);
        boolean hasSent = requests.getAsLong() > 0;
        if (events.isEmpty()) {
            return hasSent && isSilent(received, whole.length());
        }
        return events.stream()
                .allMatch(event -> !event.kind().isEmpty() || (hasSent && JsonRpc.isMessage(event.data())));
    }

    /** Whether an event is JSON-RPC, and none is a piece of an answer of a language model. */
    boolean isJsonRpc(Body received) {
        return StreamEvent.of(head.headers(), received).stream().anyMatch(event -> JsonRpc.isMessage(event.data()))
                && !StreamEnd.isAnswer(head.headers(), received);
    }

    /** Whether no event has begun at a position. */
    private static boolean isSilent(Body received, int from) {
        return StandardCharsets.UTF_8
                .decode(received.buffer().position(from))
                .toString()
                .lines()
                .allMatch(line -> line.isEmpty() || line.startsWith(":"));
    }

    /** For each whole event, after how many further requests it came. */
    List<Long> after(Body received) {
        List<Long> after = new ArrayList<>();
        int next = 0;
        long now = 0;
        for (int end : EventBlocks.ends(received)) {
            while (next < marks.size() && marks.get(next).position < end) {
                now = marks.get(next++).requests;
            }
            after.add(now);
        }
        return after;
    }

    /** The whole events. */
    static Body whole(Body received) {
        List<Integer> ends = EventBlocks.ends(received);
        int end = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
        if (end == received.length()) {
            return received;
        }
        byte[] events = new byte[end];
        received.buffer().get(events);
        return Body.of(events);
    }
}
