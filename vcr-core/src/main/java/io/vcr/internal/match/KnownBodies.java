package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.Json;
import io.vcr.spi.Matcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of recorded requests: by their bytes, so that a body that is sent with the same bytes is not read again, and by
 * their content. Thread-safe.
 */
final class KnownBodies {

    /** Of bodies that are not recorded byte by byte. A client has few spellings of a body. */
    private static final int MAX_SPELLINGS = 1_000;

    /**
     * What a matcher projects a body to if it has a content type.
     *
     * @param next the same body by another matcher or of another type
     */
    private record Known(
            BodyComparison matcher,
            String contentType,
            Object projection,
            @Nullable Known next) {}

    private final List<BodyComparison> matchers;
    private final Map<Body, Known> projections = new ConcurrentHashMap<>();
    private final AtomicInteger spellings = new AtomicInteger();

    /** Recorded JSON bodies by their canonical text, if the only matcher of bodies leaves nothing out of it. */
    private final Map<String, Body> contents = new ConcurrentHashMap<>();

    KnownBodies(List<Matcher> matchers) {
        this.matchers = matchers.stream()
                .filter(BodyComparison.class::isInstance)
                .map(BodyComparison.class::cast)
                .toList();
    }

    private static String contentType(HttpRequest request) {
        return request.headers().first("Content-Type").orElse("");
    }

    Object project(BodyComparison matcher, HttpRequest request) {
        Object known = known(matcher, request);
        return known == null ? matcher.project(request) : known;
    }

    private @Nullable Object known(BodyComparison matcher, HttpRequest request) {
        Known known = projections.get(request.body());
        while (known != null && !(known.matcher == matcher && known.contentType.equals(contentType(request)))) {
            known = known.next;
        }
        return known == null ? null : known.projection;
    }

    /** Remembers the body of a recorded request. */
    void remember(HttpRequest recorded) {
        for (BodyComparison matcher : matchers) {
            Object projection = project(matcher, recorded);
            remember(matcher, recorded, projection);
            if (projection instanceof String text && comparesContent(recorded)) {
                contents.putIfAbsent(text, recorded.body());
            }
        }
    }

    /** Threads that race may remember the same twice, which does no harm. */
    private void remember(BodyComparison matcher, HttpRequest request, Object projection) {
        if (known(matcher, request) == null) {
            String type = contentType(request);
            projections.compute(request.body(), (body, others) -> new Known(matcher, type, projection, others));
        }
    }

    private boolean comparesContent(HttpRequest request) {
        return matchers.size() == 1
                && matchers.get(0).rules().equals(BodyRules.STRICT)
                && Json.isJson(contentType(request));
    }

    /**
     * The recorded body with the same JSON as that of a request, in another order or spelling. Remembers the projection of the
     * request, so that it is not read again for its key.
     */
    Optional<Body> sameContent(HttpRequest request) {
        if (contents.isEmpty() || !comparesContent(request)) {
            return Optional.empty();
        }
        Object projection = project(matchers.get(0), request);
        Body recorded = projection instanceof String text ? contents.get(text) : null;
        if (recorded != null
                && known(matchers.get(0), request) == null
                && spellings.incrementAndGet() <= MAX_SPELLINGS) {
            remember(matchers.get(0), request, projection);
        }
        return Optional.ofNullable(recorded);
    }
}
