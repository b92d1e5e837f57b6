package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.body.BodyEdits;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Episode.Timing;
import io.vcr.spi.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All filters of a session in their order. Immutable. */
public final class FilterChain {

    /** Thrown when a filter throws; its message names the filter. */
    public static final class FilterFailedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        FilterFailedException(Filter filter, Throwable cause) {
            super(
                    "filter " + filter.getClass().getSimpleName() + " failed with "
                            + cause.getClass().getSimpleName(),
                    cause);
        }
    }

    private static final long MAX_DECODED = 64L << 20;

    private final List<Filter> filters;
    private final Redaction redaction;
    private final UnaryOperator<HttpRequest> limit;

    /** The filters, and behind them what must not be missed. */
    public FilterChain(List<Filter> filters, Redaction redaction) {
        this(filters, redaction, UnaryOperator.identity());
    }

    /** The same, and behind them what is kept of requests that are too large. */
    public FilterChain(List<Filter> filters, Redaction redaction, UnaryOperator<HttpRequest> limit) {
        this.filters = List.copyOf(filters);
        this.redaction = redaction;
        this.limit = limit;
    }

    public Redaction redaction() {
        return redaction;
    }

    public HttpRequest request(HttpRequest request) {
        return limit.apply(redaction.request(filtered(request)));
    }

    /** The requests of stored episodes, which may have been recorded with other filters. */
    public List<HttpRequest> stored(List<Episode> episodes) {
        return redaction
                .stored(episodes.stream()
                        .map(episode -> filtered(episode.request()))
                        .toList())
                .stream()
                .map(limit)
                .toList();
    }

    /** Decodes the body first, so that filters look into it. */
    private HttpRequest filtered(HttpRequest request) {
        HttpRequest filtered = Framing.decoded(request);
        for (Filter filter : filters) {
            try {
                filtered = Objects.requireNonNull(filter.request(filtered), "it returned null");
            } catch (RuntimeException | Error e) {
                throw new FilterFailedException(filter, e);
            }
        }
        return filtered;
    }

    public HttpResponse response(HttpRequest request, HttpResponse response) {
        return redaction.response(filtered(request, response), response.headers());
    }

    private HttpResponse filtered(HttpRequest request, HttpResponse response) {
        HttpResponse filtered = response;
        for (Filter filter : filters) {
            try {
                filtered = Objects.requireNonNull(filter.response(request, filtered), "it returned null");
            } catch (RuntimeException | Error e) {
                throw new FilterFailedException(filter, e);
            }
        }
        return filtered;
    }

    /** An episode of another recorder, as it would have been recorded with these filters. */
    public Episode episode(Episode episode) {
        HttpRequest request = request(episode.request());
        HttpResponse decoded = decoded(episode);
        HttpResponse filtered = response(request, decoded);
        Failure failure = episode.failure();
        return new Episode(
                request,
                failure == null ? Framing.fitting(filtered) : Framing.fittingPart(decoded, filtered),
                episode.recordedAt(),
                episode.expiresAt(),
                timing(episode.timing(), decoded, filtered),
                failure == null ? null : redaction.failure(failure),
                route(episode.route()),
                conversation(request, filtered, episode.conversation()),
                episode.subscription());
    }

    /** When the bytes of a response came, with those of a filtered one in their place. */
    public static @Nullable Timing timing(@Nullable Timing timing, HttpResponse response, HttpResponse filtered) {
        return timing == null
                ? null
                : BodyEdits.between(response.body(), filtered.body()).applyTo(timing, response.body());
    }

    /** The response in the form to store. */
    static HttpResponse decoded(Episode episode) {
        try {
            return episode.failure() == null
                    ? Framing.stored(episode.response(), MAX_DECODED)
                    : Framing.storedPart(episode.response(), MAX_DECODED);
        } catch (Framing.TooLargeException e) {
            return episode.response();
        }
    }

    /** The requests and responses of the hops pass the filters like others. */
    public Route route(Route route) {
        List<Hop> hops = new ArrayList<>();
        for (Hop hop : route.hops()) {
            HttpRequest request = request(bare(hop.method(), hop.uri()));
            HttpResponse response = response(request, hop.response());
            hops.add(new Hop(request.method(), request.uri(), response.withBody(Body.EMPTY)));
        }
        Uri last = route.uri();
        return new Route(hops, last == null ? null : request(bare("GET", last)).uri(), route.version());
    }

    /**
     * The messages of a WebSocket pass the filters as the bodies of their handshake: those of the client as its request, those
     * of the server as its response. What several messages of the server say together is looked at as in a stream.
     */
    public @Nullable Conversation conversation(
            HttpRequest request, HttpResponse response, @Nullable Conversation conversation) {
        if (conversation == null) {
            return null;
        }
        List<Message> messages = new ArrayList<>();
        for (Message message : conversation.messages()) {
            messages.add(message.sent() ? message(request, message) : message(request, response, message));
        }
        return redaction.conversation(new Conversation(messages, conversation.close()));
    }

    /** A message of the client, as it is stored. */
    public Message message(HttpRequest handshake, Message message) {
        return message.withData(request(asRequest(handshake, message.data())).body());
    }

    private Message message(HttpRequest request, HttpResponse response, Message message) {
        HttpResponse whole =
                response.withHeaders(typed(response.headers(), message.data())).withBody(message.data());
        return message.withData(filtered(request, whole).body());
    }

    /** The request of a handshake with a message in the place of its body. */
    public static HttpRequest asRequest(HttpRequest handshake, Body message) {
        return handshake.withHeaders(typed(handshake.headers(), message)).withBody(message);
    }

    private static Headers typed(Headers headers, Body message) {
        boolean isJson = message.text()
                .map(String::stripLeading)
                .filter(text -> text.startsWith("{") || text.startsWith("["))
                .isPresent();
        return headers.with("Content-Type", isJson ? "application/json" : "text/plain");
    }

    private static HttpRequest bare(String method, Uri uri) {
        return new HttpRequest(method, uri, Headers.EMPTY, Body.EMPTY);
    }

    public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
        for (Filter filter : filters) {
            try {
                Optional<String> reason = filter.dropReason(request, response);
                if (reason.isPresent()) {
                    return reason;
                }
            } catch (RuntimeException | Error e) {
                throw new FilterFailedException(filter, e);
            }
        }
        return Optional.empty();
    }
}
