package io.vcr.edge;

import io.vcr.Session;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that have a path at an edge. Holds them by weak references; a session that has ended refuses what still
 * comes. Thread-safe.
 */
final class TestPaths {

    private final Map<String, WeakReference<Session>> sessions = new ConcurrentHashMap<>();

    /** The segment of a session, the same for each session of a cassette; the last one counts. */
    String add(Session session) {
        String segment = segment(session.id().value());
        sessions.values().removeIf(held -> held.get() == null);
        sessions.put(segment, new WeakReference<>(session));
        return segment;
    }

    static String segment(String cassette) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cassette.getBytes(StandardCharsets.UTF_8));
    }

    Optional<Session> find(String segment) {
        return Optional.ofNullable(sessions.get(segment)).map(WeakReference::get);
    }
}
