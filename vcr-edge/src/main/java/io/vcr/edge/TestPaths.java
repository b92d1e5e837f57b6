package io.vcr.edge;

import io.vcr.Session;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The sessions that have a path at an edge. Holds them by weak references; a session that has ended refuses what still
 * comes. Thread-safe.
 */
final class TestPaths {

    private final Map<Session, String> segments = new WeakHashMap<>();
    private final Map<String, WeakReference<Session>> sessions = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The segment of a session. Each session of a cassette has its own, because several may be open at once. */
    synchronized String add(Session session) {
        return segments.computeIfAbsent(session, this::next);
    }

    private String next(Session session) {
        sessions.values().removeIf(held -> held.get() == null);
        String first = segment(session.id().value());
        int number = numbers.merge(first, 1, Integer::sum);
        String segment = number == 1 ? first : first + "." + number;
        sessions.put(segment, new WeakReference<>(session));
        return segment;
    }

    static String segment(String cassette) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cassette.getBytes(StandardCharsets.UTF_8));
    }

    synchronized Optional<Session> find(String segment) {
        WeakReference<Session> held = sessions.get(segment);
        return Optional.ofNullable(held == null ? null : held.get());
    }
}
