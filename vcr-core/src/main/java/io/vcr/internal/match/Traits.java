package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes a request from others that match it. Immutable.
 *
 * @param headers the values by name in lower case, without those that say nothing
 * @param uri the text of the URI
 * @param body the body; empty if it holds a value that the client makes up, which is not meant to tell requests apart
 * @param caller who has sent it, if the recording says so; see {@link Callers}
 */
record Traits(
        Map<String, String> headers,
        String uri,
        Body body,
        @Nullable String caller) {

    private static final int OTHERS = 256;

    static Traits of(HttpRequest request, boolean echoes) {
        Map<String, String> values = new HashMap<>();
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            HeaderRole role = HeaderRole.of(name);
            if (role != HeaderRole.VARYING) {
                values.merge(name, role.normal(name, headers.value(i)), (one, other) -> one + "," + other);
            }
        }
        return new Traits(
                values,
                request.uri().text(),
                echoes ? Body.EMPTY : request.body(),
                headers.first(Callers.HEADER).orElse(null));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The names in the {@code Vary} of a response that select and are not known to say nothing. */
    static Set<String> varying(Headers response) {
        Set<String> names = new HashSet<>();
        for (String vary : response.all("Vary")) {
            for (String name : vary.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
                if (!name.isEmpty() && HeaderRole.of(name) != HeaderRole.VARYING) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    static boolean selects(String name, Set<String> varying) {
        HeaderRole role = HeaderRole.of(name);
        return role == HeaderRole.SELECTING || role == HeaderRole.OPERATION || varying.contains(name);
    }

    /**
     * How far a recorded request is from a sent one, 0 for equal: first by the header fields that select, then by who has
     * sent it, by the spelling of the URI, by the bytes of the body, and last by the other header fields.
     */
    static int distance(Traits recorded, Traits sent, int callers, Set<String> varying) {
        Set<String> differing = new HashSet<>();
        recorded.headers.forEach((name, value) -> {
            if (!value.equals(sent.header(name))) {
                differing.add(name);
            }
        });
        for (String name : sent.headers.keySet()) {
            if (!recorded.headers.containsKey(name)) {
                differing.add(name);
            }
        }
        int selecting = 0;
        for (String name : differing) {
            selecting += selects(name, varying) ? 1 : 0;
        }
        int others = differing.size() - selecting;
        int distance = selecting * 4 + callers;
        distance = distance * 2 + (recorded.uri.equals(sent.uri) ? 0 : 1);
        distance = distance * 2 + (recorded.body.equals(sent.body) ? 0 : 1);
        return distance * OTHERS + Math.min(others, OTHERS - 1);
    }
}
