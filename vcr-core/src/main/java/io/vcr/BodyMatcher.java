package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.EchoRule;
import io.vcr.internal.body.JsonPath;
import io.vcr.internal.match.BodyComparison;
import io.vcr.spi.Matcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * Matches request bodies by their content type; see {@link Matchers#body()}. Absent and empty bodies are equal. The
 * matcher leaves values out of the comparison only: the stored request keeps them. Immutable and thread-safe.
 */
public final class BodyMatcher implements Matcher {

    private final BodyComparison comparison;

    BodyMatcher(BodyComparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Returns this matcher with some places of JSON or XML bodies left out, such as an id that changes with every run.
     *
     * @param paths in JSON such as {@code $.metadata.run_id}, {@code $.messages[*].id}, {@code $.tools[0]} or
     *     {@code $..trace_id} for any depth; in XML such as {@code /Envelope/Header/MessageID}, {@code /order/item[2]} or
     *     {@code //@id} for any depth, where prefixes do not count
     * @return a matcher that leaves out these places in addition
     * @throws IllegalArgumentException if a path is not valid
     */
    public BodyMatcher ignoring(String... paths) {
        return with(rules().ignoring(paths));
    }

    /**
     * Returns this matcher with some lists of JSON bodies compared in any order, each element as often as it occurs.
     *
     * @param paths the lists, such as {@code $.tools} or {@code $..required}
     * @return a matcher that compares these lists in any order in addition
     * @throws IllegalArgumentException if a path is not valid
     */
    public BodyMatcher unordered(String... paths) {
        return with(rules().unordered(parsed(paths)));
    }

    /**
     * Returns this matcher with all UUIDs treated as equal, anywhere in a text body.
     *
     * @return a matcher that ignores the differences between UUIDs
     */
    public BodyMatcher ignoringUuids() {
        return with(rules().ignoringUuids());
    }

    /**
     * Returns this matcher with all times treated as equal, anywhere in a text body. A time is an ISO-8601 text with
     * date and time, or a number of seconds or milliseconds since 1970 that lies between 2020 and 2035.
     *
     * @return a matcher that ignores the differences between times
     */
    public BodyMatcher ignoringTimes() {
        return with(rules().ignoringTimes());
    }

    /**
     * Returns this matcher with the file names in multipart bodies left out, such as those of temporary files.
     *
     * @return a matcher that does not compare file names
     */
    public BodyMatcher ignoringFileNames() {
        return with(rules().ignoringFileNames());
    }

    /**
     * Returns this matcher with a value that the client makes up and the response repeats, such as an id that counts. The
     * value is left out of the comparison. Where the response to a replayed request repeats the recorded value at the
     * same place, the client gets the value that it has sent. The ids of JSON-RPC 2.0 need no such call.
     *
     * @param path such as {@code $.run}
     * @return a matcher that lets responses repeat the value in addition
     * @throws IllegalArgumentException if the path is not valid
     */
    public BodyMatcher echoing(String path) {
        return echoing(path, path);
    }

    /**
     * Returns this matcher with a value that the client makes up and the response repeats at another place. The value is
     * left out of the comparison. Where the response to a replayed request has the recorded value at that place, as a
     * text, number or truth value, the client gets the value that it has sent: in a JSON document, in each of several
     * documents, and in each event of a stream. The stored episode keeps the recorded values. If the path names several
     * values, each recorded value is exchanged for the one sent at the same place; the first of equal values counts.
     *
     * @param path the place in the JSON body of the request, such as {@code $.items[*].id}
     * @param inResponse the place in the JSON body of the response
     * @return a matcher that lets responses repeat the value in addition
     * @throws IllegalArgumentException if a path is not valid
     */
    public BodyMatcher echoing(String path, String inResponse) {
        return with(rules().echoing(new EchoRule(JsonPath.of(path), JsonPath.of(inResponse))));
    }

    private static List<JsonPath> parsed(String... paths) {
        return Stream.of(paths).map(JsonPath::of).toList();
    }

    private BodyRules rules() {
        return comparison.rules();
    }

    private BodyMatcher with(BodyRules rules) {
        return new BodyMatcher(comparison.with(rules));
    }

    BodyComparison comparison() {
        return comparison;
    }

    @Override
    public String name() {
        return comparison.name();
    }

    @Override
    public Object project(HttpRequest request) {
        return comparison.project(request);
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return comparison.difference(recorded, sent);
    }
}
