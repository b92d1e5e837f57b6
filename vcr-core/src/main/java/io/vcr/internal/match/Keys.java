package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Matcher;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes the keys of requests. What was seen before is not projected again: a known body, the URI of most requests. Thread-safe. */
final class Keys {

    private static final int MAX_URIS = 1_000;

    private final List<Matcher> matchers;
    private final KnownBodies bodies;

    /** A key for each URI, with null for what a matcher has to see more of the request for. */
    private final Map<Uri, @Nullable Object[]> uris = new ConcurrentHashMap<>();

    Keys(List<Matcher> matchers, KnownBodies bodies) {
        this.matchers = matchers;
        this.bodies = bodies;
    }

    CassetteIndex.Key of(HttpRequest filtered) {
        @Nullable Object[] known = ofUri(filtered);
        Object[] projections = new Object[known.length];
        for (int i = 0; i < projections.length; i++) {
            Object ofUri = known[i];
            projections[i] = ofUri == null ? project(matchers.get(i), filtered) : ofUri;
        }
        return new CassetteIndex.Key(projections);
    }

    private @Nullable Object[] ofUri(HttpRequest filtered) {
        @Nullable Object[] known = uris.get(filtered.uri());
        if (known == null) {
            known = new Object[matchers.size() + 1];
            known[matchers.size()] = filtered.uri().isSocket();
            for (int i = 0; i < matchers.size(); i++) {
                known[i] = matchers.get(i) instanceof UriMatcher matcher ? project(matcher, filtered) : null;
            }
            if (uris.size() < MAX_URIS) {
                uris.put(filtered.uri(), known);
            }
        }
        return known;
    }

    private Object project(Matcher matcher, HttpRequest filtered) {
        try {
            return matcher instanceof BodyComparison body ? bodies.project(body, filtered) : matcher.project(filtered);
        } catch (RuntimeException | Error e) {
            throw failed(matcher, e);
        }
    }

    static IllegalStateException failed(Matcher matcher, Throwable e) {
        return new IllegalStateException("Matcher " + matcher.name() + " failed with " + e, e);
    }
}
