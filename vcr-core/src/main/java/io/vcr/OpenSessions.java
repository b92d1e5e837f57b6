package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.spi.CassetteId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this JVM that are open now: where an adapter that was made once, for a client that many tests share,
 * finds the session of a request.
 *
 * <p>In this order: the cassette that the request names in the header {@link #KEY_HEADER}; the session that the adapter
 * was made for; the session that was bound where the call was created; the session bound to the current thread; the only
 * open session. If several are left the request is refused: a guess would put episodes into the cassette of another
 * test. Nothing is inherited from a parent thread for the same reason. Thread-safe.
 */
public final class OpenSessions {

    /** Names the cassette of a request. An adapter removes it before anything is sent. */
    public static final String KEY_HEADER = "X-Vcr-Cassette";

    private static final Set<Session> OPEN = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<@Nullable Bound> BOUND = new ThreadLocal<>();

    /** A session bound to a thread, and the one that it hides. */
    private static final class Bound {

        private final Session session;
        private final @Nullable Bound outer;

        Bound(Session session, @Nullable Bound outer) {
            this.session = session;
            this.outer = outer;
        }
    }

    private OpenSessions() {}

    /**
     * Decides on a request, once. Outside any session it passes through.
     *
     * @param key the value of {@link #KEY_HEADER}, if the request carries it
     * @param own the session that the adapter was made for, or null
     * @param captured the session that was bound where the call was created, or null
     * @param request makes the request; not called if there is no session
     * @return what to do
     */
    public static Decision decide(
            Optional<String> key, @Nullable Session own, @Nullable Session captured, Supplier<HttpRequest> request) {
        List<Session> open = List.copyOf(OPEN);
        if (key.isPresent() && !open.isEmpty()) {
            return decideByKey(key.get(), open, request);
        }
        Session session = own != null ? own : captured != null ? captured : bound().orElse(null);
        if (session != null) {
            return session.decide(request.get());
        }
        return switch (open.size()) {
            case 0 -> new Decision.PassThrough("no open session");
            case 1 -> open.get(0).decide(request.get());
            default -> refuse(open, "No session can be told for " + label(open, request.get()));
        };
    }

    private static Decision decideByKey(String key, List<Session> open, Supplier<HttpRequest> request) {
        List<Session> named = open.stream()
                .filter(session -> session.id().value().equals(key))
                .toList();
        return named.size() == 1
                ? named.get(0).decide(request.get())
                : refuse(open, named.size() + " open sessions have the cassette of " + label(open, request.get()));
    }

    /** The request with what the filters of the first session leave of it. */
    private static String label(List<Session> open, HttpRequest request) {
        return open.get(0).label(request);
    }

    private static Decision refuse(List<Session> open, String headline) {
        String ids = open.stream()
                .map(Session::id)
                .map(CassetteId::value)
                .sorted()
                .limit(10)
                .collect(Collectors.joining(", "));
        String message = """
                %s
                  open   %s%s
                  why    the request comes from a thread that belongs to none of them, or to several
                  fix    send the header %s with the id of the cassette (it never reaches the wire),
                         or give the client an adapter made for the session,
                         or bind the thread that creates the call: try (var b = session.bind()) { ... }""".formatted(headline, ids, open.size() > 10 ? ", ..." : "", KEY_HEADER);
        // It may belong to any of them: the test that swallows it must not pass.
        open.forEach(session -> session.refused(message));
        return new Decision.Refuse(message, open.get(0).refusal());
    }

    /**
     * Returns the session that is bound to the current thread: by {@link Vcr#open}, or by {@link Session#bind}.
     *
     * @return the innermost open session, empty if there is none
     */
    public static Optional<Session> bound() {
        Bound bound = BOUND.get();
        if (bound != null && bound.session.isClosed()) {
            while (bound != null && bound.session.isClosed()) {
                bound = bound.outer;
            }
            set(bound);
        }
        return bound == null ? Optional.empty() : Optional.of(bound.session);
    }

    static void opened(Session session) {
        OPEN.add(session);
    }

    static void closed(Session session) {
        OPEN.remove(session);
        bound();
    }

    static Session.Binding bind(Session session) {
        Bound mine = new Bound(session, BOUND.get());
        set(mine);
        return () -> {
            if (BOUND.get() == mine) {
                set(mine.outer);
            }
        };
    }

    private static void set(@Nullable Bound bound) {
        if (bound == null) {
            BOUND.remove();
        } else {
            BOUND.set(bound);
        }
    }
}
