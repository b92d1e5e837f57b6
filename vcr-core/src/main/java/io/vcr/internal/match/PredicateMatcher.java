package io.vcr.internal.match;

import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.util.function.BiPredicate;

/** Compares two requests by a predicate; all requests have the same projection. */
public record PredicateMatcher(String name, BiPredicate<HttpRequest, HttpRequest> predicate) implements Matcher {

    @Override
    public Object project(HttpRequest request) {
        return true;
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return "the predicate does not accept it";
    }
}
