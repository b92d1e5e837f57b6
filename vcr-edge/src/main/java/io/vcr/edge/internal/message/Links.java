package io.vcr.edge.internal.message;

import io.vcr.http.Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URLs of an API in its responses, which a client requests next.
 *
 * @param atEdge where a URL of the API lies at the edge
 * @param fields the names of JSON fields that hold such a URL
 */
public record Links(UnaryOperator<String> atEdge, Set<String> fields) {

    static final Links NONE = new Links(UnaryOperator.identity(), Set.of());

    /** By host: the results of a batch, the state and the result of a job in a queue. */
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "api.anthropic.com", Set.of("results_url"),
            "queue.fal.run", Set.of("response_url", "status_url", "cancel_url"),
            "api.replicate.com", Set.of("get", "cancel", "stream"));

    /** Possessive: other repetitions of a group recurse, so that a long text would need a deep stack. */
    private static final Pattern FIELD = Pattern.compile("\"([^\"\\\\]++)\"(\\s*+:\\s*+)\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    /** The names that are known of an API. */
    public static Set<String> known(String host) {
        return KNOWN.getOrDefault(host.toLowerCase(Locale.ROOT), Set.of());
    }

    /** Whether the body of a response may hold a URL: it is JSON as a whole, and not encoded. */
    boolean mayBeIn(Headers headers) {
        return !fields.isEmpty()
                && !headers.contains("Content-Encoding")
                && headers.first("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json"))
                        .isPresent();
    }

    /** A JSON text with URLs that lead to the edge. */
    String mapped(String json) {
        return FIELD.matcher(json).replaceAll(field -> Matcher.quoteReplacement(mapped(field.group(), field)));
    }

    private String mapped(String field, MatchResult parts) {
        if (!fields.contains(parts.group(1))) {
            return field;
        }
        String url = parts.group(3).replace("\\/", "/");
        String mapped = atEdge.apply(url);
        return mapped.equals(url) ? field : '"' + parts.group(1) + '"' + parts.group(2) + EdgeMessages.quote(mapped);
    }
}
