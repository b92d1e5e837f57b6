package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
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

    /** A body that was recorded, or that has the same JSON as one. */
    private static final class Known {

        private final Body body;

        /** The type as which there is nothing to replace in it, null if there is none. */
        private final @Nullable String cleanType;

        /** What threads that race add here may get lost, and is computed again. */
        private @Nullable Projection first;

        Known(Body body, @Nullable String cleanType) {
            this.body = body;
            this.cleanType = cleanType;
        }

        boolean isClean(HttpRequest request) {
            return cleanType != null && cleanType.equals(contentType(request));
        }

        @Nullable
        Object projection(BodyComparison matcher, String contentType) {
            Projection known = first;
            while (known != null && !(known.matcher == matcher && known.contentType.equals(contentType))) {
                known = known.next;
            }
            return known == null ? null : known.value;
        }

        void remember(BodyComparison matcher, String contentType, Object value) {
            first = new Projection(matcher, contentType, value, first);
        }
    }

    /**
     * What a matcher projects a body of a content type to.
     *
     * @param next the same body by another matcher or of another type
     */
    private record Projection(
            BodyComparison matcher,
            String contentType,
            Object value,
            @Nullable Projection next) {}

    private final List<BodyComparison> matchers;
    private final boolean comparesWholeBodies;
    private final Map<Body, Known> bodies = new ConcurrentHashMap<>();
    private final AtomicInteger spellings = new AtomicInteger();

    /** Recorded JSON bodies by their canonical text, if the only matcher of bodies leaves nothing out of it. */
    private final Map<String, Known> contents = new ConcurrentHashMap<>();

    KnownBodies(List<Matcher> matchers) {
        this.matchers = matchers.stream()
                .filter(BodyComparison.class::isInstance)
                .map(BodyComparison.class::cast)
                .toList();
        this.comparesWholeBodies =
                this.matchers.size() == 1 && this.matchers.get(0).rules().leaveNothingOut();
    }

    private static String contentType(HttpRequest request) {
        return request.headers().first("Content-Type").orElse("");
    }

    Object project(BodyComparison matcher, HttpRequest request) {
        Known known = bodies.get(request.body());
        Object projection = known == null ? null : known.projection(matcher, contentType(request));
        return projection == null ? matcher.project(request) : projection;
    }

    /**
     * Remembers the body of a recorded request.
     *
     * @param isClean whether there is nothing to replace in it, neither for storing nor for comparing
     */
    void remember(HttpRequest recorded, boolean isClean) {
        String type = contentType(recorded);
        Known known = bodies.computeIfAbsent(recorded.body(), body -> new Known(body, isClean ? type : null));
        for (BodyComparison matcher : matchers) {
            Object projection = known.projection(matcher, type);
            if (projection == null) {
                projection = matcher.project(recorded);
                known.remember(matcher, type, projection);
            }
            if (projection instanceof String text && comparesContent(type)) {
                contents.putIfAbsent(text, known);
            }
        }
    }

    private boolean comparesContent(String contentType) {
        return comparesWholeBodies && Json.isJson(contentType);
    }

    /** The body of a request if one with the same bytes or the same JSON is recorded and clean. */
    Optional<Body> clean(HttpRequest request) {
        Known known = bodies.get(request.body());
        if (known == null) {
            known = spelling(request);
        }
        return known != null && known.isClean(request) ? Optional.of(known.body) : Optional.empty();
    }

    boolean isClean(HttpRequest request) {
        Known known = bodies.get(request.body());
        return known != null && known.isClean(request);
    }

    /** JSON that is recorded in another order or spelling. Remembers the projection, so that it is not read again for its key. */
    private @Nullable Known spelling(HttpRequest request) {
        String type = contentType(request);
        if (contents.isEmpty() || !comparesContent(type)) {
            return null;
        }
        Object projection = matchers.get(0).project(request);
        Known recorded = projection instanceof String text ? contents.get(text) : null;
        if (recorded == null) {
            return null;
        }
        Known spelling = new Known(request.body(), recorded.cleanType == null ? null : type);
        spelling.remember(matchers.get(0), type, projection);
        if (spellings.incrementAndGet() <= MAX_SPELLINGS) {
            bodies.putIfAbsent(request.body(), spelling);
        }
        return spelling;
    }
}
