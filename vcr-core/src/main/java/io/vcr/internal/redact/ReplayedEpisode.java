package io.vcr.internal.redact;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.body.BodyEdits;
import io.vcr.internal.body.Echo;
import io.vcr.internal.body.EchoRule;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Episode.Timing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives stored episodes the form that the client gets: decoded, without a delay before a retry, with the values that it
 * has sent and the response repeats, and with the values of placeholders. Immutable.
 *
 * @param echoes the values that responses repeat
 * @param placeholders the placeholders of the user's
 */
public record ReplayedEpisode(List<EchoRule> echoes, OwnPlaceholders placeholders) {

    /**
     * Returns an episode for the client.
     *
     * @param sent the request before the filters, whose values only the client gets
     * @param filtered the request after the filters
     * @param stored the episode that the request matches
     * @param mayEcho whether its body may hold a value that the response repeats
     */
    @SuppressWarnings("ReferenceEquality") // what is not the same object was changed
    public Episode of(HttpRequest sent, HttpRequest filtered, Episode stored, boolean mayEcho) {
        HttpResponse response = stored.failure() == null
                ? Framing.replayed(filtered.method(), stored.response())
                : Framing.withoutDelay(stored.response());
        Timing timing = stored.timing();
        if (mayEcho) {
            BodyEdits edits = Echo.between(stored.request(), sent, echoes).in(response);
            if (!edits.isEmpty()) {
                timing = timing == null ? null : edits.applyTo(timing, response.body());
                HttpResponse edited = response.withBody(edits.applyTo(response.body()));
                response = stored.failure() == null ? Framing.fitting(edited) : Framing.fittingPart(response, edited);
            }
        }
        if (response == stored.response() && placeholders.isEmpty()) {
            return stored;
        }
        HttpResponse restored = placeholders.restored(filtered, response);
        timing = FilterChain.timing(timing, response, restored);
        return new Episode(
                stored.request(),
                restored,
                stored.recordedAt(),
                stored.expiresAt(),
                timing,
                stored.failure(),
                route(filtered, stored.route()),
                conversation(filtered, restored, stored.conversation()),
                stored.subscription());
    }

    /** What a stream may repeat of a request that is sent now, before the filters, and is answered by a stored episode. */
    public Echo echo(HttpRequest sent, Episode stored) {
        return Echo.all(stored.request(), sent, echoes);
    }

    private @Nullable Conversation conversation(
            HttpRequest filtered, HttpResponse handshake, @Nullable Conversation stored) {
        if (stored == null || placeholders.isEmpty()) {
            return stored;
        }
        List<Message> messages = stored.messages().stream()
                .map(message -> message.sent()
                        ? message
                        : message.withData(placeholders
                                .restored(filtered, handshake.withBody(message.data()))
                                .body()))
                .toList();
        return new Conversation(messages, stored.close());
    }

    private Route route(HttpRequest filtered, Route stored) {
        Uri last = stored.uri();
        if (stored.hops().isEmpty() && last == null) {
            return stored;
        }
        List<Hop> hops = stored.hops().stream()
                .map(hop -> new Hop(
                        hop.method(),
                        placeholders.restored(hop.uri()),
                        placeholders.restored(filtered, hop.response())))
                .toList();
        return new Route(hops, last == null ? null : placeholders.restored(last), stored.version());
    }
}
