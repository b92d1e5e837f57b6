package io.vcr;

import io.vcr.http.Body;
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

    /** A session bound to a thread, and the one that it hides. Confined to the thread, but for the undoing. */
    private static final class Bound {

        private final Session session;
        private final boolean byOpening;
        private @Nullable Bound outer;
        private volatile boolean undone;

        Bound(Session session, boolean byOpening, @Nullable Bound outer) {
            this.session = session;
            this.byOpening = byOpening;
            this.outer = outer;
        }

        /**
         * A thread that was handed a session keeps it until the binding is undone: what it does after the end of the
         * session belongs to no other one.
         */
        boolean isOver() {
            return undone || (byOpening && session.isClosed());
        }
    }

    private OpenSessions() {}

    /**
     * Decides on a request, once. Outside any session it passes through.
     *
     * @param key the value of {@link #KEY_HEADER}, if the request carries it
     * @param own the session that the adapter was made for, or null
     * @param captured the session that was bound where the call was created, or null
     * @param head makes the request without its body; not called if there is no session
     * @param body reads the body; not called for a request that passes through
     * @return what to do
     */
    public static Decision decide(
            Optional<String> key,
            @Nullable Session own,
            @Nullable Session captured,
            Supplier<HttpRequest> head,
            Supplier<Body> body) {
        List<Session> open = List.copyOf(OPEN);
        if (key.isPresent() && !open.isEmpty()) {
            return decideByKey(key.get(), open, head.get(), body);
        }
        Session session = own != null ? own : captured != null ? captured : bound().orElse(null);
        if (session != null) {
            return session.decide(head.get(), body);
        }
        return open.isEmpty() ? new Decision.PassThrough("no open session") : decideByAll(open, head.get(), body);
    }

    private static Decision decideByKey(String key, List<Session> open, HttpRequest head, Supplier<Body> body) {
        List<Session> named = open.stream()
                .filter(session -> session.id().value().equals(key))
                .toList();
        return named.size() == 1
                ? named.get(0).decide(head, body)
                : refuse(
                        open,
                        named.size() + " open sessions have the cassette of "
                                + open.get(0).label(head));
    }

    /** One is left, or all of them let it pass, and it makes no difference which one does. */
    private static Decision decideByAll(List<Session> open, HttpRequest head, Supplier<Body> body) {
        return open.size() == 1 || open.stream().allMatch(session -> session.passes(head))
                ? open.get(0).decide(head, body)
                : refuse(open, "No session can be told for " + open.get(0).label(head));
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
     * Returns the session that is bound to the current thread: by {@link Vcr#open} until it ends, or by
     * {@link Session#bind} until that is undone.
     *
     * @return the innermost session, empty if there is none
     */
    public static Optional<Session> bound() {
        Bound bound = pruned();
        return bound == null ? Optional.empty() : Optional.of(bound.session);
    }

    /** The innermost binding of this thread, after those that are over have left the chain. */
    private static @Nullable Bound pruned() {
        Bound first = BOUND.get();
        while (first != null && first.isOver()) {
            first = first.outer;
        }
        for (Bound bound = first; bound != null; bound = bound.outer) {
            while (bound.outer != null && bound.outer.isOver()) {
                bound.outer = bound.outer.outer;
            }
        }
        set(first);
        return first;
    }

    static void opened(Session session) {
        OPEN.add(session);
        BOUND.set(new Bound(session, true, pruned()));
    }

    static void closed(Session session) {
        OPEN.remove(session);
        pruned();
    }

    static Session.Binding bind(Session session) {
        Bound mine = new Bound(session, false, pruned());
        BOUND.set(mine);
        return () -> {
            mine.undone = true;
            pruned();
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
