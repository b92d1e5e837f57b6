package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Matches request bodies by their content type; see {@link Matchers#body()}. Absent and empty bodies are equal.
 * Immutable and thread-safe.
 */
public final class BodyMatcher implements Matcher {

    private final List<JsonPath> ignored;

    BodyMatcher(List<JsonPath> ignored) {
        this.ignored = List.copyOf(ignored);
    }

    /**
     * Returns this matcher without some places of JSON bodies, such as an id that changes with every run. What is stored
     * keeps them.
     *
     * @param paths such as {@code $.metadata.run_id}, {@code $.messages[*].id}, {@code $.tools[0]} or
     *     {@code $..trace_id} for any depth
     * @return a matcher that leaves out these places in addition
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public BodyMatcher ignoring(String... paths) {
        List<JsonPath> all = new ArrayList<>(ignored);
        for (String path : paths) {
            all.add(JsonPath.of(path));
        }
        return new BodyMatcher(all);
    }

    List<JsonPath> ignored() {
        return ignored;
    }

    @Override
    public String name() {
        return "body";
    }

    @Override
    public Object project(HttpRequest request) {
        return project(request.headers().first("Content-Type").orElse(""), request.body());
    }

    private Object project(String contentType, Body body) {
        if (body.isEmpty()) {
            return body;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        Optional<?> projection = Optional.empty();
        if (Json.isJson(contentType)) {
            projection = CanonicalJson.of(body, ignored);
        } else if (type.startsWith("application/x-ndjson") || type.contains("jsonl")) {
            projection = CanonicalJson.ofLines(body, ignored);
        } else if (type.startsWith("application/x-www-form-urlencoded")) {
            projection = body.text().map(FormPairs::sorted);
        } else if (type.startsWith("multipart/")) {
            projection = Multipart.parts(contentType, body).map(this::project);
        }
        return projection.isPresent() ? projection.get() : body;
    }

    private List<Object> project(List<Multipart.Part> parts) {
        List<Object> projections = new ArrayList<>();
        for (Multipart.Part part : parts) {
            String partType = part.headers().first("Content-Type").orElse("");
            projections.add(List.of(part.headers(), project(partType, part.body())));
        }
        return projections;
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return BodyDifference.describe(recorded.body(), sent.body(), ignored);
    }
}
