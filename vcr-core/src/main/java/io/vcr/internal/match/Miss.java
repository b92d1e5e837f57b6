package io.vcr.internal.match;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request that no stored episode of a cassette answers. Two are equal only if the clients have sent the same: the same
 * method, URI, header fields and body. What the filters leave of a request does not tell whose it is. Immutable.
 *
 * @param key what the matchers see
 * @param matchers the names of the matchers
 * @param request the digest of the request before the filters
 * @param mayLeave whether other processes may learn the digest
 */
public record Miss(CassetteIndex.Key key, List<String> matchers, String request, boolean mayLeave) {

    /** A shorter text may be guessed and compared with its digest. */
    private static final int SHORTEST_KEY = 20;

    /**
     * Header fields that change by themselves and say nothing about the response or its owner. Fewer than
     * {@link HeaderRole#VARYING}, because two requests that differ in these alone become one call: a credential, a key of
     * idempotency or a demand on a cache must keep them apart.
     */
    private static final Set<String> INCIDENTAL = Set.of(
            "user-agent",
            "x-user-agent",
            "x-amz-user-agent",
            "accept-encoding",
            "te",
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "upgrade",
            "http2-settings",
            "date",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "x-ms-client-request-id",
            "x-request-id",
            "request-id",
            "x-correlation-id",
            "correlation-id",
            "x-trace-id",
            "trace-id",
            "x-span-id",
            "traceparent",
            "tracestate",
            "b3",
            "uber-trace-id",
            "x-amzn-trace-id",
            "x-cloud-trace-context",
            "x-datadog-trace-id",
            "x-datadog-parent-id",
            "sentry-trace");

    static Miss of(HttpRequest unfiltered, HttpRequest filtered, CassetteIndex.Key key, List<Matcher> matchers) {
        SortedMap<String, List<String>> counted = new TreeMap<>();
        Headers headers = unfiltered.headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            if (!isIncidental(name)) {
                counted.computeIfAbsent(name, n -> new ArrayList<>()).add(headers.value(i));
            }
        }
        Digest digest = Digest.create();
        digest.add(List.of(unfiltered.method(), unfiltered.uri().text(), counted, unfiltered.body()));
        boolean mayLeave = unfiltered.uri().text().equals(filtered.uri().text())
                && unfiltered.body().equals(filtered.body())
                && counted.entrySet().stream()
                        .allMatch(field -> hasNoPassword(
                                field.getKey(),
                                field.getValue(),
                                filtered.headers().all(field.getKey())));
        return new Miss(key, matchers.stream().map(Matcher::name).toList(), digest.text(), mayLeave);
    }

    private static boolean isIncidental(String name) {
        return INCIDENTAL.contains(name) || name.startsWith("x-stainless-") || name.startsWith("x-b3-");
    }

    /** Whether the filters keep a header field, or what they remove is too long to be guessed. */
    private static boolean hasNoPassword(String name, List<String> sent, List<String> filtered) {
        return sent.equals(filtered) || (!name.equals("cookie") && sent.stream().allMatch(Miss::isKey));
    }

    private static boolean isKey(String value) {
        boolean isPassword =
                value.regionMatches(true, 0, "Basic ", 0, 6) || value.regionMatches(true, 0, "Digest ", 0, 7);
        return !isPassword && value.length() - value.lastIndexOf(' ') > SHORTEST_KEY;
    }

    /**
     * A name for the nth such request to a cassette that is the same in each process; empty if a matcher of the user's
     * compares something that has no stable text, or if the name could confirm a guess of a password.
     */
    public Optional<String> name(CassetteId id, int number) {
        if (!mayLeave) {
            return Optional.empty();
        }
        Digest digest = Digest.create();
        boolean named = digest.add(List.of(id.value(), number, request, matchers));
        for (Object projection : key.projections()) {
            named &= digest.add(projection);
        }
        return named ? Optional.of(digest.text()) : Optional.empty();
    }
}
