package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.internal.thread.HandOver;
import io.vcr.internal.thread.StoreCalls;
import io.vcr.internal.thread.ThreadBindings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of this JVM. An adapter for a client that many tests share finds the session of a request here.
 *
 * <p>The first of these decides: the session with the cassette that the request names in the header
 * {@link #KEY_HEADER}; the session that the adapter was made for; the session that was bound where the call was
 * created; the session bound to the current thread; the only open session. If several sessions remain and all of them only
 * replay, the one that has recorded the request decides. Otherwise the request is refused, because a guess could record
 * episodes into the cassette of another test. For the same reason a thread inherits no session from its parent.
 * A request that a store makes on the thread that calls it passes, and belongs to no session. With the agent, a task is bound to the session of the thread that has submitted it. Thread-safe.
 */
public final class OpenSessions {

    /** Names the cassette of a request. An adapter removes it before it sends the request. */
    public static final String KEY_HEADER = "X-Vcr-Cassette";

    /** Each open session, with the session that it hides: the innermost one on the thread that opened it. */
    private static final Map<Session, Optional<Session>> OPEN = new ConcurrentHashMap<>();

    /** Open sessions of parts of a test, each with that of the whole. */
    private static final Map<Session, Session> PARTS = new ConcurrentHashMap<>();

    private static final Map<String, Integer> OUTSIDE = new ConcurrentHashMap<>();

    /** The connections that {@link #OUTSIDE} counts, each with its host. */
    private static final Map<String, String> UNSEEN_OUTSIDE = new ConcurrentHashMap<>();

    /** Whether a request for another machine has passed since {@link #takeOutside} because no session was open. */
    private static volatile boolean sentOutside;

    private static final Decision OF_A_STORE = new Decision.PassThrough("a request of the store");

    private static final ThreadBindings<Session> THREADS = new ThreadBindings<>(Session::isClosed);
    private static final HandOver<Session> HAND_OVER = new HandOver<>(THREADS, () -> !OPEN.isEmpty());

    private OpenSessions() {}

    /**
     * What an adapter knows of the session of a request. Immutable.
     *
     * @param key the value of {@link #KEY_HEADER}, if the request carries it
     * @param own the session that the adapter was made for, or null
     * @param captured the session that was bound where the call was created, or null
     * @param isAttached true if the adapter was not attached by the test but by an agent or a framework: a request to this
     *     machine then passes through unless the session is configured to record it
     */
    public record Origin(
            Optional<String> key,
            @Nullable Session own,
            @Nullable Session captured,
            boolean isAttached) {}

    /**
     * Decides on a request. To be called once for each request. Outside any session the request passes through and
     * counts for {@link #takeOutside}.
     *
     * @param origin what the adapter knows of the session
     * @param head returns the request without its body
     * @param body reads the body; not called for a request that passes through
     * @return what to do
     */
    public static Decision decide(Origin origin, Supplier<HttpRequest> head, Supplier<Body> body) {
        return choose(
                origin,
                head,
                (session, request) -> session.requests().decide(request, origin.isAttached, body),
                (open, request) -> Unowned.here().decide(open, request.withBody(body.get())),
                Function.identity());
    }

    /**
     * Decides on a request whose body is produced asynchronously. To be called once for each request. Finds the session
     * on the thread of the caller, before it returns.
     *
     * @param origin what the adapter knows of the session
     * @param head returns the request without its body
     * @param body begins to read the body; not called for a request that passes through
     * @return what to do; completed on the thread that completes the body, at once if the body is available or not
     *     needed, and exceptionally if the body fails
     */
    public static CompletionStage<Decision> decideAsync(
            Origin origin, Supplier<HttpRequest> head, Supplier<? extends CompletionStage<Body>> body) {
        return choose(
                origin,
                head,
                (session, request) -> session.requests().decideAsync(request, origin.isAttached, body),
                (open, request) -> {
                    Unowned unowned = Unowned.here();
                    return body.get().thenApply(read -> unowned.decide(open, request.withBody(read)));
                },
                CompletableFuture::completedFuture);
    }

    /** Asks the session of the request, or decides if there is none or several. */
    private static <T> T choose(
            Origin origin,
            Supplier<HttpRequest> head,
            BiFunction<Session, HttpRequest, T> ask,
            BiFunction<List<Session>, HttpRequest, T> unowned,
            Function<Decision, T> answer) {
        if (StoreCalls.isInside()) {
            return answer.apply(OF_A_STORE);
        }
        if (origin.key.isPresent() && !OPEN.isEmpty()) {
            return chooseByKey(origin.key.get(), head.get(), ask, answer);
        }
        Session session =
                origin.own != null ? origin.own : origin.captured != null ? origin.captured : bound().orElse(null);
        if (session != null) {
            return ask.apply(session, head.get());
        }
        List<Session> open = visible(Map.copyOf(OPEN));
        if (open.isEmpty()) {
            String host = host(head);
            OUTSIDE.merge(host, 1, Integer::sum);
            sentOutside |= !Uri.isThisMachine(host);
            return answer.apply(Decision.PassThrough.OUTSIDE);
        }
        HttpRequest request = head.get();
        return open.size() == 1 || allPass(open, request, origin.isAttached)
                ? ask.apply(open.get(0), request)
                : unowned.apply(open, request);
    }

    private static <T> T chooseByKey(
            String key, HttpRequest request, BiFunction<Session, HttpRequest, T> ask, Function<Decision, T> answer) {
        List<Session> open = List.copyOf(OPEN.keySet());
        List<Session> named = open.stream()
                .filter(session -> session.id().value().equals(key))
                .toList();
        if (named.size() == 1) {
            return ask.apply(named.get(0), request);
        }
        return answer.apply(
                open.isEmpty()
                        ? Decision.PassThrough.OUTSIDE
                        : Unowned.here()
                                .refuse(
                                        named.size() + " open sessions have the cassette named by ",
                                        open,
                                        request,
                                        "the header " + KEY_HEADER
                                                + " must name the cassette of exactly one open session"));
    }

    /** If the request cannot be mapped and no session is open, the adapter lets it pass. */
    private static String host(Supplier<HttpRequest> head) {
        try {
            return head.get().uri().host();
        } catch (RuntimeException e) {
            return "unknown host";
        }
    }

    /**
     * The sessions that an unassigned request may belong to: a session that is off does not count if another one hides
     * it, and that of a whole does not count while one of a part is open.
     */
    private static List<Session> visible(Map<Session, Optional<Session>> open) {
        Set<Session> hidden = open.values().stream().flatMap(Optional::stream).collect(Collectors.toSet());
        return open.keySet().stream()
                .filter(session -> !session.isOff() || !hidden.contains(session))
                .filter(session -> !PARTS.containsValue(session))
                .toList();
    }

    /** True if all sessions let the request pass, so that it does not matter which one decides. */
    private static boolean allPass(List<Session> open, HttpRequest request, boolean attached) {
        return open.stream().allMatch(session -> session.requests().passes(request, attached));
    }

    /**
     * Refuses what no adapter has shown to a session, such as a connection of another client, if it may only belong to
     * sessions in mode {@code none}: the one that is bound to this thread, or else all that are open. They remember it, so
     * their tests fail.
     *
     * @param message the explanation
     * @param withoutSession decides if no session is open
     * @return false if nothing was refused
     */
    public static boolean refuseUnseen(String message, BooleanSupplier withoutSession) {
        if (StoreCalls.isInside()) {
            return false;
        }
        List<Session> suspects = suspects();
        boolean refuses = !suspects.isEmpty()
                && suspects.stream().allMatch(session -> !session.isOff() && session.mode() == RecordMode.NONE);
        if (refuses) {
            suspects.forEach(session -> session.requests().refused(message));
        }
        return refuses || (OPEN.isEmpty() && withoutSession.getAsBoolean());
    }

    /**
     * Tells whether an adapter has sent a request that a connection on this thread may be for, as a redirect or a proxy is.
     *
     * @return true if a session that the connection may belong to has sent one, or without a session any adapter
     */
    public static boolean hasSent() {
        List<Session> suspects = suspects();
        return suspects.isEmpty()
                ? sentOutside
                : suspects.stream().anyMatch(session -> session.requests().hasSent());
    }

    /**
     * Counts a connection of a client that no adapter has shown to a session as a live call: for the session that is bound to
     * this thread, or else for the only one that is open, or else for {@link #takeOutside}. It is not counted if the rules of
     * all sessions that it may belong to let it pass.
     *
     * @param host the host
     * @param connection the connection as reports show it
     */
    public static void countUnseen(String host, String connection) {
        List<Session> suspects = suspects();
        boolean passes = suspects.size() > 1
                && suspects.stream().allMatch(session -> session.requests().passesUnseen(host));
        if (passes || StoreCalls.isInside()) {
            return;
        }
        boolean isCounted = suspects.size() == 1 && suspects.get(0).requests().countUnseen(host, connection);
        if (!isCounted) {
            OUTSIDE.merge(host, 1, Integer::sum);
            UNSEEN_OUTSIDE.put(connection, host);
        }
    }

    private static List<Session> suspects() {
        return bound().map(List::of).orElseGet(() -> visible(Map.copyOf(OPEN)));
    }

    /**
     * Names the test that uses a session. A request on a thread that belongs to no session is then held against this session
     * only if the stack of the thread holds code of the test, or code of no test that is known.
     *
     * @param session an open session
     * @param type the class of the test
     * @param method the name of the test method, which the class or one that it extends declares
     */
    public static void testOf(Session session, Class<?> type, String method) {
        Unowned.testOf(session, type, method);
    }

    /**
     * Says when the run began of which the test of a session is a part. In mode {@code all} the session then replaces only what
     * was recorded before the run, so that the tests of a run may share a cassette. Without a run it replaces everything that
     * it has loaded.
     *
     * @param session an open session
     * @param began the beginning of the run, by the clock that recorded its episodes
     */
    public static void runOf(Session session, Instant began) {
        session.partOfRun(began);
    }

    /**
     * Names the session of a test that runs within another one, such as a dynamic test of a factory. While it is open, a
     * request on a thread that belongs to no session is not that of the outer session.
     *
     * @param part an open session
     * @param whole the session of the outer test
     */
    public static void partOf(Session part, Session whole) {
        PARTS.put(part, whole);
        if (part.isClosed()) {
            PARTS.remove(part);
        }
    }

    /**
     * Returns the requests that were refused since the last call because it is not known whose they are, and resets them.
     *
     * @return the explanation of each, with its thread and the frames of its stack; equal ones once, at most 20
     */
    public static List<String> takeUnowned() {
        return Unowned.takeReported();
    }

    /**
     * Returns the number of requests that passed through since the last call because no session was open, with the connections
     * that {@link #countUnseen} counts for no session, and resets it.
     *
     * @return the number of requests by host
     */
    public static SortedMap<String, Integer> takeOutside() {
        sentOutside = false;
        SortedMap<String, Integer> taken = new TreeMap<>();
        for (String host : List.copyOf(OUTSIDE.keySet())) {
            Optional.ofNullable(OUTSIDE.remove(host)).ifPresent(count -> taken.put(host, count));
        }
        return taken;
    }

    /**
     * Returns the connections since the last call that {@link #countUnseen} has counted for no session, and forgets them.
     *
     * @return the host of each, by the connection as reports show it
     */
    public static SortedMap<String, String> takeUnseenOutside() {
        SortedMap<String, String> taken = new TreeMap<>(UNSEEN_OUTSIDE);
        UNSEEN_OUTSIDE.keySet().removeAll(taken.keySet());
        return taken;
    }

    /**
     * Returns the session that is bound to the current thread. {@link Vcr#open} binds it until it ends,
     * {@link Session#bind} until the binding is undone.
     *
     * @return the innermost session, empty if there is none
     */
    public static Optional<Session> bound() {
        return THREADS.current();
    }

    static void opened(Session session) {
        HAND_OVER.begin();
        OPEN.put(session, bound());
        THREADS.opened(session);
    }

    static void closed(Session session) {
        OPEN.remove(session);
        PARTS.remove(session);
        Unowned.closed(session);
        THREADS.prune();
    }

    static Session.Binding bind(Session session, Runnable whenUndone) {
        return THREADS.bind(session, whenUndone)::run;
    }
}
