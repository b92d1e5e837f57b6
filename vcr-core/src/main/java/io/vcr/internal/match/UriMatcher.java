package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Matcher;
import java.util.function.Function;

/**
 * Compares a part of the URI. It looks at nothing else, so the index asks it once for each URI. Immutable.
 *
 * @param part returns the part in the one spelling of all that mean the same
 * @param shown returns the part as it is written
 */
public record UriMatcher(String name, Function<Uri, Object> part, Function<Uri, Object> shown) implements Matcher {

    @Override
    public Object project(HttpRequest request) {
        return part.apply(request.uri());
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return "recorded " + shown.apply(recorded.uri()) + ", sent " + shown.apply(sent.uri());
    }
}
