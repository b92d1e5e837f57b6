package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

    /** The filters, and behind them what must not be missed. */
    public FilterChain(List<Filter> filters, Redaction redaction) {
        this.filters = List.copyOf(filters);
        this.redaction = redaction;
    }

    public Redaction redaction() {
        return redaction;
    }

    public HttpRequest request(HttpRequest request) {
        return redaction.request(filtered(request));
    }

    /** The requests of stored episodes, which may have been recorded with other filters. */
    public List<HttpRequest> stored(List<Episode> episodes) {
        return redaction.stored(
                episodes.stream().map(episode -> filtered(episode.request())).toList());
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
        HttpResponse filtered = response;
        for (Filter filter : filters) {
            try {
                filtered = Objects.requireNonNull(filter.response(request, filtered), "it returned null");
            } catch (RuntimeException | Error e) {
                throw new FilterFailedException(filter, e);
            }
        }
        return redaction.response(filtered);
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
                episode.timing(),
                failure == null ? null : redaction.failure(failure),
                route(episode.route()));
    }

    private static HttpResponse decoded(Episode episode) {
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
