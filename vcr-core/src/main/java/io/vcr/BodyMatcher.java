package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Matches request bodies by their content type; see {@link Matchers#body()}. Absent and empty bodies are equal. What a
 * matcher leaves out, it leaves out of the comparison: what is stored keeps it. Immutable and thread-safe.
 */
public final class BodyMatcher implements Matcher {

    private final BodyRules rules;

    BodyMatcher(BodyRules rules) {
        this.rules = rules;
    }

    /**
     * Returns this matcher without some places of JSON bodies, such as an id that changes with every run.
     *
     * @param paths such as {@code $.metadata.run_id}, {@code $.messages[*].id}, {@code $.tools[0]} or
     *     {@code $..trace_id} for any depth
     * @return a matcher that leaves out these places in addition
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public BodyMatcher ignoring(String... paths) {
        return new BodyMatcher(rules.ignoring(parsed(paths)));
    }

    /**
     * Returns this matcher with some lists of JSON bodies compared in any order, each element as often as it occurs.
     *
     * @param paths the lists, such as {@code $.tools} or {@code $..required}
     * @return a matcher that compares these lists in any order in addition
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public BodyMatcher unordered(String... paths) {
        return new BodyMatcher(rules.unordered(parsed(paths)));
    }

    /**
     * Returns this matcher with all UUIDs equal, wherever they stand in a text body.
     *
     * @return a matcher that does not tell UUIDs from each other
     */
    public BodyMatcher ignoringUuids() {
        return new BodyMatcher(
                rules.changing(new Changing(true, rules.changing().times())));
    }

    /**
     * Returns this matcher with all times equal, wherever they stand in a text body: ISO-8601 with date and time, and
     * seconds or milliseconds since 1970 that lie between 2020 and 2035. A number outside is no time.
     *
     * @return a matcher that does not tell times from each other
     */
    public BodyMatcher ignoringTimes() {
        return new BodyMatcher(rules.changing(new Changing(rules.changing().uuids(), true)));
    }

    /**
     * Returns this matcher without the names of files in multipart bodies, such as those of temporary files.
     *
     * @return a matcher that does not compare file names
     */
    public BodyMatcher ignoringFileNames() {
        return new BodyMatcher(rules.withoutFileNames());
    }

    private static List<JsonPath> parsed(String... paths) {
        return Stream.of(paths).map(JsonPath::of).toList();
    }

    BodyRules rules() {
        return rules;
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
            projection = CanonicalJson.of(body, rules);
        } else if (type.startsWith("application/x-ndjson") || type.contains("jsonl")) {
            projection = CanonicalJson.ofLines(body, rules);
        } else if (type.startsWith("application/x-www-form-urlencoded")) {
            projection = body.text().map(text -> FormPairs.sorted(text, rules.changing()));
        } else if (type.startsWith("multipart/")) {
            projection = Multipart.parts(contentType, body).map(this::project);
        }
        return projection.isPresent() ? projection.get() : other(body);
    }

    /** In a list, for a text that is no JSON may read like the canonical one of another that is. */
    private Object other(Body body) {
        return rules.changing().isNothing()
                ? body
                : body.text()
                        .<Object>map(text -> List.of(rules.changing().without(text)))
                        .orElse(body);
    }

    private List<Object> project(List<Multipart.Part> parts) {
        List<Object> projections = new ArrayList<>();
        for (Multipart.Part part : parts) {
            Headers headers = rules.fileNames() ? part.headers() : Multipart.withoutFileName(part.headers());
            String partType = part.headers().first("Content-Type").orElse("");
            projections.add(List.of(headers, project(partType, part.body())));
        }
        return projections;
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return BodyDifference.describe(recorded.body(), sent.body(), rules);
    }
}
