package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request that is made while several sessions are open, on a thread that is bound to none of them. Immutable.
 *
 * <p>In a replay it is the request of the session whose recording answers it, if that is only one: no other could have
 * answered it. Otherwise it is refused, and held against the sessions whose tests may have made it.
 */
final class Unowned {

    private static final int MAX_IDS = 10;
    private static final int MAX_FRAMES = 8;
    private static final int MAX_REPORTED = 20;

    /** More would mean that a matcher answers differently each time. */
    private static final int MAX_TRIES = 1_000;

    private static final List<String> UNINTERESTING =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.junit.", "io.vcr.transport.");

    private static final Set<String> OURS = Set.of(
            Unowned.class.getName(), OpenSessions.class.getName(), Session.class.getName(), Requests.class.getName());

    /** A test method, and the class that declares it. */
    private record Test(String type, String method) {}

    /**
     * A test, and the classes whose code is its own: its class, those around it, and those that it extends.
     *
     * @param classes the names of the outermost classes
     */
    private record Code(Test test, Set<String> classes) {}

    private static final Map<Session, Code> OPEN = new ConcurrentHashMap<>();

    /** Of all tests of this JVM: a request may come after the end of its test. */
    private static final Set<Test> TESTS = ConcurrentHashMap.newKeySet();

    private static final Set<String> CLASSES = ConcurrentHashMap.newKeySet();
    private static final ConcurrentLinkedQueue<String> REPORTED = new ConcurrentLinkedQueue<>();

    private final String thread;
    private final List<StackTraceElement> stack;

    /** A request with this thread and stack, innermost frame first. */
    Unowned(String thread, List<StackTraceElement> stack) {
        this.thread = thread;
        this.stack = List.copyOf(stack);
    }

    /** A request of the current thread. */
    static Unowned here() {
        Thread current = Thread.currentThread();
        return new Unowned(current.getName(), List.of(current.getStackTrace()));
    }

    static void testOf(Session session, Class<?> type, String method) {
        Set<String> classes = new HashSet<>();
        Optional<Test> test = Optional.empty();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            classes.add(outermost(each.getName()));
            String name = each.getName();
            boolean declares = Stream.of(each.getDeclaredMethods())
                    .anyMatch(declared -> declared.getName().equals(method));
            test = test.isPresent() || !declares ? test : Optional.of(new Test(name, method));
        }
        Code code = new Code(test.orElse(new Test(type.getName(), method)), classes);
        TESTS.add(code.test);
        CLASSES.addAll(classes);
        OPEN.put(session, code);
    }

    static void closed(Session session) {
        OPEN.remove(session);
    }

    /** The refusals since the last call, each once. */
    static List<String> takeReported() {
        List<String> taken = new ArrayList<>();
        for (String message = REPORTED.poll(); message != null; message = REPORTED.poll()) {
            if (taken.size() < MAX_REPORTED && !taken.contains(message)) {
                taken.add(message);
            }
        }
        return taken;
    }

    /** Decides on the request, which may belong to any of the open sessions. */
    Decision decide(List<Session> open, HttpRequest request) {
        List<Session> on = open.stream().filter(session -> !session.isOff()).toList();
        for (int i = 0; i < MAX_TRIES; i++) {
            Map<Session, Episode> answers = new ConcurrentHashMap<>();
            for (Session session : on) {
                Requests.Prospect prospect = session.requests().prospect(request);
                if (prospect.maySend()) {
                    return refuse(open, request, session.id() + " may send it");
                }
                prospect.answer().ifPresent(episode -> answers.put(session, episode));
            }
            if (answers.isEmpty()) {
                return refuse(open, request, "none of them has recorded it");
            }
            if (answers.values().stream().map(Episode::response).distinct().count() > 1) {
                return refuse(open, request, "several of them have recorded it, with different responses");
            }
            Session one = answers.keySet().iterator().next();
            Optional<Decision> replay = one.requests().replay(request, answers.size() == 1 ? Use.TAKE : Use.LEND);
            if (replay.isPresent()) {
                return replay.get();
            }
            // Another request was faster, or the session has ended. What is left decides.
        }
        return refuse(open, request, "their matchers answer differently each time");
    }

    private Decision refuse(List<Session> open, HttpRequest request, String why) {
        return refuse(
                "Several open sessions could own ",
                open,
                request,
                "the thread of the request is bound to none of them, and " + why);
    }

    /** Refuses a request, reports it, and holds it against the sessions whose tests may have made it. */
    Decision refuse(String what, List<Session> open, HttpRequest request, String why) {
        String headline = what + open.get(0).requests().label(request);
        String ids = open.stream()
                .map(Session::id)
                .map(CassetteId::value)
                .sorted()
                .limit(MAX_IDS)
                .collect(Collectors.joining(", "));
        String message = """
                %s
                  open    %s%s
                  why     %s
                  thread  %s
                %s  fix     send the header %s with the id of the cassette (it never reaches the wire),
                          or give the client an adapter made for the session,
                          or bind the thread that creates the call: try (var b = session.bind()) { ... }""".formatted(
                headline, ids, open.size() > MAX_IDS ? ", ..." : "", why, thread, frames(), OpenSessions.KEY_HEADER);
        REPORTED.add(message);
        suspects(open).forEach(session -> session.requests().refused(message));
        return new Decision.Refuse(message, open.get(0).refusal());
    }

    private String frames() {
        StringBuilder lines = new StringBuilder();
        stack.stream()
                .filter(frame -> UNINTERESTING.stream().noneMatch(frame.getClassName()::startsWith)
                        && !OURS.contains(outermost(frame.getClassName())))
                .limit(MAX_FRAMES)
                .forEach(frame -> lines.append(lines.isEmpty() ? "  at      " : "          ")
                        .append(frame)
                        .append('\n'));
        return lines.toString();
    }

    /**
     * The sessions whose tests may have made the request. If code of a test method is on the stack, it is that test; if only
     * code of a test class is, it is a test of that class. Either may have ended. Otherwise it may be any test. A session that
     * is off refuses nothing.
     */
    private List<Session> suspects(List<Session> open) {
        List<Session> on = open.stream().filter(session -> !session.isOff()).toList();
        for (StackTraceElement frame : stack) {
            Test test = new Test(frame.getClassName(), method(frame.getMethodName()));
            if (TESTS.contains(test)) {
                return on.stream()
                        .filter(session -> mayBe(session, code -> code.test.equals(test)))
                        .toList();
            }
        }
        Set<String> classes = stack.stream()
                .map(frame -> outermost(frame.getClassName()))
                .filter(CLASSES::contains)
                .collect(Collectors.toSet());
        return on.stream()
                .filter(session -> classes.isEmpty()
                        || mayBe(session, code -> code.classes.stream().anyMatch(classes::contains)))
                .toList();
    }

    /** Whether a session has such a test, or none that is known. Another thread may end it meanwhile. */
    private static boolean mayBe(Session session, Predicate<Code> isIt) {
        Code code = OPEN.get(session);
        return code == null || isIt.test(code);
    }

    /** Of {@code lambda$pays$0} and Kotlin's {@code pays$lambda$0} the method around it. */
    private static String method(String name) {
        String plain = name.startsWith("lambda$") ? name.substring("lambda$".length()) : name;
        int end = plain.indexOf('$');
        return end <= 0 ? plain : plain.substring(0, end);
    }

    private static String outermost(String type) {
        int end = type.indexOf('$');
        return end <= 0 ? type : type.substring(0, end);
    }
}
