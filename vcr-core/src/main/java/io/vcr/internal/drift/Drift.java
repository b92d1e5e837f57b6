package io.vcr.internal.drift;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.StreamEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Compares a response with the one that was recorded earlier for the same request, by structure: status, headers, the fields
 * of its JSON and the kinds of its events. Values, orders and lengths do not count. Pure.
 */
public final class Drift {

    /** The largest number of changes that are listed for one response. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/-]{1,60}");

    /** Such as OpenAI's {@code [DONE]}. */
    private static final Pattern END = Pattern.compile("\\[[A-Z_]{1,20}]");

    private static final int MAX_CHANGES = 20;

    /** Headers of connections, caches, proxies and single exchanges, which come and go without a change of the API. */
    private static final Pattern PASSING = Pattern.compile(
            "date|age|via|server|connection|keep-alive|transfer-encoding"
                    + "|content-length|content-encoding|content-type|vary|etag|last-modified|expires|pragma|cache-control|set-cookie"
                    + "|alt-svc|nel|report-to|reporting-endpoints|server-timing|retry-after|accept-ranges|trailer|proxy-.*|cf-.*"
                    + "|x-cache.*|x-served-by|x-timer|x-amz-cf-.*|x-azure-ref.*|x-envoy-.*|x-vcr-.*|x-runtime|x-powered-by"
                    + "|.*-processing-ms|.*(request|correlation|trace|span|ray|activity)-?id.*|traceparent|tracestate|.*trace.*");

    /** Headers that announce the end of an API. */
    private static final Set<String> ANNOUNCING = Set.of("deprecation", "sunset", "warning");

    /** Events that keep a connection open. */
    private static final Set<String> IDLE = Set.of("ping", "heartbeat", "keep-alive", "keepalive");

    /** Fields of an event that name its kind, in streams that do not name it themselves. */
    private static final List<String> KINDS = List.of("type", "event_type", "object");

    private Drift() {}

    /**
     * A request and its response.
     *
     * @param key equal for requests that match
     */
    public record Exchange(Object key, HttpRequest request, HttpResponse response) {}

    /**
     * Compares the responses to equal requests in their order; the last one stands for all further ones.
     *
     * @return the changes, each with its request
     */
    public static List<String> between(List<Exchange> older, List<Exchange> newer) {
        Map<Object, Deque<HttpResponse>> byKey = new HashMap<>();
        older.forEach(exchange ->
                byKey.computeIfAbsent(exchange.key, key -> new ArrayDeque<>()).add(exchange.response));
        List<String> changes = new ArrayList<>();
        for (Exchange exchange : newer) {
            Deque<HttpResponse> before = byKey.get(exchange.key);
            if (before != null) {
                between(before.size() > 1 ? before.remove() : before.element(), exchange.response)
                        .forEach(change -> changes.add(exchange.request + ": " + change));
            }
        }
        return changes;
    }

    /**
     * Lists what has changed.
     *
     * @return such as {@code $.amount changed from number to text}; empty if the structure is the same
     */
    public static List<String> between(HttpResponse older, HttpResponse newer) {
        List<String> changes = new ArrayList<>();
        if (older.status() != newer.status()) {
            changes.add("status changed from " + older.status() + " to " + newer.status());
        }
        headers(older.headers(), newer.headers(), changes);
        String before = mediaType(older.headers());
        String after = mediaType(newer.headers());
        if (!before.equals(after) && !older.body().isEmpty() && !newer.body().isEmpty()) {
            changes.add("media type changed from " + before + " to " + after);
            return changes;
        }
        bodies(older, newer, changes);
        if (changes.size() > MAX_CHANGES) {
            String rest = "and " + (changes.size() - MAX_CHANGES) + " more changes";
            changes.subList(MAX_CHANGES, changes.size()).clear();
            changes.add(rest);
        }
        return changes;
    }

    private static void headers(Headers older, Headers newer, List<String> changes) {
        for (String name : names(older)) {
            if (!PASSING.matcher(name).matches() && newer.first(name).isEmpty()) {
                changes.add("header " + name + " went");
            }
        }
        for (String name : ANNOUNCING) {
            if (older.first(name).isEmpty() && newer.first(name).isPresent()) {
                changes.add("header " + name + " came");
            }
        }
    }

    private static Set<String> names(Headers headers) {
        Map<String, String> names = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            names.put(headers.name(i).toLowerCase(Locale.ROOT), "");
        }
        return names.keySet();
    }

    private static String mediaType(Headers headers) {
        String type = headers.first("Content-Type").orElse("none");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static void bodies(HttpResponse older, HttpResponse newer, List<String> changes) {
        if (older.body().isEmpty() != newer.body().isEmpty()) {
            changes.add(older.body().isEmpty() ? "a body came" : "the body went");
            return;
        }
        Optional<Map<String, Structure>> before = structures(older);
        Optional<Map<String, Structure>> after = structures(newer);
        if (before.isEmpty() || after.isEmpty()) {
            return; // not JSON, and what it is says its media type
        }
        before.get().forEach((kind, structure) -> {
            Structure other = after.get().get(kind);
            if (other != null) {
                String event = kind.isEmpty() ? "" : "event " + kind + ": ";
                structure.compare(other, "$", (place, change) -> changes.add(event + place + " " + change));
            } else if (!IDLE.contains(kind)) {
                changes.add("event " + kind + " went");
            }
        });
        after.get().keySet().stream()
                .filter(kind -> !before.get().containsKey(kind) && !IDLE.contains(kind))
                .forEach(kind -> changes.add("event " + kind + " came"));
    }

    /** By kind of event; a document has one structure without a kind. Empty if the body is not JSON. */
    private static Optional<Map<String, Structure>> structures(HttpResponse response) {
        Map<String, Structure> structures = new TreeMap<>();
        List<StreamEvent> events = StreamEvent.of(response.headers(), response.body());
        for (StreamEvent event : events) {
            structures.computeIfAbsent(kind(event), kind -> new Structure()).add(event.data());
        }
        if (!events.isEmpty()) {
            return Optional.of(structures);
        }
        Structure document = new Structure();
        structures.put("", document);
        return response.body().text().filter(document::add).map(text -> structures);
    }

    /** A kind is a name, not a text: it is shown, and pieces of a text are no kinds. */
    private static String kind(StreamEvent event) {
        if (NAME.matcher(event.kind()).matches() && !event.kind().equals("chunk")) {
            return event.kind();
        }
        if (END.matcher(event.data()).matches()) {
            return event.data();
        }
        return KINDS.stream()
                .flatMap(field -> Json.field(event.data(), field).stream())
                .filter(name -> NAME.matcher(name).matches())
                .findFirst()
                .orElse(event.data().startsWith("{") ? "" : "text");
    }
}
