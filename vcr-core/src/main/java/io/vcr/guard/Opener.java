package io.vcr.guard;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who opens a connection: the first class on the stack that belongs neither to the JDK nor to the recorder, nor to a library
 * that clients stand on. Immutable.
 *
 * @param name the name of the class, or of the client of the JDK
 * @param kind what the guard makes of it
 */
record Opener(String name, Kind kind) {

    /** The threads of our own stores. */
    private static final String OUR_THREADS = "vcr-redis";

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    /** The sockets for UDP, of the JDK and of Netty's native transports. They connect by the same methods as those for TCP. */
    private static final List<String> DATAGRAMS = List.of(
            "sun.nio.ch.DatagramChannelImpl",
            "io.netty.channel.epoll.EpollDatagramChannel",
            "io.netty.channel.kqueue.KQueueDatagramChannel");

    /** What opens connections for clients. */
    private static final List<String> BELOW_CLIENTS =
            List.of("io.netty.", "org.eclipse.jetty.io.", "org.eclipse.jetty.util.", "reactor.core.");

    /** What starts containers for tests, maybe on another machine. */
    private static final List<String> CONTAINERS = List.of("org.testcontainers.", "com.github.dockerjava.");

    /** What calls the store on the thread of a test, or on one of its own. The store may be one of the user. */
    private static final List<String> ABOVE_STORES =
            List.of("io.vcr.CassetteShelf", "io.vcr.junit5.Prefetch", "io.vcr.junit5.internal.store.");

    /** What the guard makes of an opener. */
    enum Kind {
        /** It is not looked at: it is the recorder itself, for its store, or the connection is UDP. */
        LEFT_ALONE,
        /** It starts containers, which is no call of the code under test. */
        CONTAINERS,
        /** All else. */
        PROGRAM
    }

    /** Looks at the stack of the current thread. */
    static Opener here() {
        if (Thread.currentThread().getName().startsWith(OUR_THREADS)) {
            return new Opener(OUR_THREADS, Kind.LEFT_ALONE);
        }
        String thread = Thread.currentThread().getClass().getName(); // that of Vert.x is the only sign of it
        return StackWalker.getInstance()
                .walk(frames -> of(
                        Stream.concat(frames.map(StackWalker.StackFrame::getClassName), Stream.of(thread)),
                        Thread.currentThread().getName()));
    }

    /** The class names of a stack, innermost first, and that of the thread; and the name of the thread. */
    static Opener of(Stream<String> stack, String thread) {
        List<String> all = stack.toList();
        List<String> types =
                all.stream().filter(type -> !type.startsWith("io.vcr.")).toList();
        List<String> foreign = types.stream().filter(type -> !isOf(JDK, type)).toList();
        String opener = client(types)
                .or(() -> foreign.stream()
                        .filter(type -> !isOf(BELOW_CLIENTS, type))
                        .findFirst())
                .or(() -> foreign.stream().findFirst().map(type -> below(type, thread)))
                .orElse("java.net.Socket");
        return new Opener(opener, kind(all));
    }

    private static Kind kind(List<String> types) {
        if (types.stream().anyMatch(type -> isOf(ABOVE_STORES, type) || isDatagram(type))) {
            return Kind.LEFT_ALONE;
        }
        return types.stream().anyMatch(type -> isOf(CONTAINERS, type)) ? Kind.CONTAINERS : Kind.PROGRAM;
    }

    /** The numbers of threads are left out, so that a client with many threads is one opener. */
    private static String below(String type, String thread) {
        return type.startsWith("io.netty.") ? KnownClient.ON_NETTY + thread.replaceAll("[-\\d]+$", "") : type;
    }

    /** A library may carry Netty along under a name of its own. */
    private static boolean isDatagram(String type) {
        return DATAGRAMS.stream().anyMatch(type::endsWith);
    }

    private static boolean isOf(List<String> prefixes, String type) {
        return prefixes.stream().anyMatch(type::startsWith);
    }

    /** A client of the JDK, if code of the JDK has opened the connection for it. */
    private static Optional<String> client(List<String> types) {
        return types.stream()
                .takeWhile(type -> isOf(JDK, type))
                .map(type -> type.startsWith("jdk.internal.net.http.")
                        ? "java.net.http.HttpClient"
                        : type.startsWith("sun.net.www.protocol.http") ? "java.net.HttpURLConnection" : "")
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    boolean isLeftAlone() {
        return kind == Kind.LEFT_ALONE;
    }

    boolean startsContainers() {
        return kind == Kind.CONTAINERS;
    }

    /** The client, if it is a known one. */
    Optional<KnownClient> client() {
        return KnownClient.of(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
