package io.vcr.guard;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who opens a connection: the first class on the stack that belongs neither to the JDK nor to the recorder, nor to a library
 * that clients stand on. Immutable.
 *
 * @param name the name of the class, or of the client of the JDK
 * @param isLeftAlone whether the guard does not look at it: it is the recorder itself, for its store, or the connection is UDP
 */
record Opener(String name, boolean isLeftAlone) {

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

    /** A client that hands its connections to the threads of Netty is not on the stack: only the thread tells whose it is. */
    private static final String ON_NETTY = "Netty on the thread ";

    /** Clients that other libraries carry along under a name of their own, such as com.acme.shaded.okhttp3. */
    private static final List<String> OFTEN_COPIED = List.of(".okhttp3.", ".apache.hc.", ".apache.http.");

    private record Client(String prefix, String fix) {}

    private static final List<Client> CLIENTS = List.of(
            recordedBy("okhttp3.", "vcr-transport-okhttp"),
            recordedBy("org.apache.hc.", "vcr-transport-apache"),
            recordedBy("org.apache.http.", "vcr-transport-apache4"),
            recordedBy("java.net.http.", "vcr-transport-jdk"),
            recordedBy("java.net.HttpURLConnection", "vcr-transport-jdk"),
            recordedBy("software.amazon.awssdk.", "vcr-sdk-aws"),
            recordedBy("com.azure.", "vcr-sdk-azure"),
            recordedBy("org.springframework.web.reactive.", "vcr-spring"),
            new Client(
                    "reactor.netty.",
                    "record it: add vcr-spring for WebClient, vcr-sdk-azure for the Azure SDK; Reactor Netty alone has no adapter"),
            withoutAdapter("io.vertx.", "Vert.x"),
            withoutAdapter("org.eclipse.jetty.client.", "Jetty's client"),
            withoutAdapter("com.linecorp.armeria.", "Armeria"),
            withoutAdapter("io.helidon.", "Helidon's client"),
            withoutAdapter(ON_NETTY + "AsyncHttpClient", "AsyncHttpClient"),
            new Client("io.ktor.", "record it: use Ktor's engine OkHttp, Java or Apache5; CIO has no adapter"),
            new Client(
                    ON_NETTY,
                    "a client on Netty has no adapter: if it speaks HTTP, record it with vcr-edge in front of the API"),
            new Client("io.grpc.", "gRPC cannot be recorded: call a stub of the service"));

    private static Client recordedBy(String prefix, String module) {
        return new Client(prefix, "record it: add " + module + " to the class path");
    }

    private static Client withoutAdapter(String prefix, String name) {
        return new Client(prefix, name + " has no adapter: record it with vcr-edge in front of the API");
    }

    /** Looks at the stack of the current thread. */
    static Opener here() {
        if (Thread.currentThread().getName().startsWith(OUR_THREADS)) {
            return new Opener(OUR_THREADS, true);
        }
        String thread = Thread.currentThread().getClass().getName(); // that of Vert.x is the only sign of it
        return StackWalker.getInstance()
                .walk(frames -> of(
                        Stream.concat(frames.map(StackWalker.StackFrame::getClassName), Stream.of(thread)),
                        Thread.currentThread().getName()));
    }

    /** The class names of a stack, innermost first, and that of the thread; and the name of the thread. */
    static Opener of(Stream<String> stack, String thread) {
        List<String> types = stack.filter(type -> !type.startsWith("io.vcr.")).toList();
        List<String> foreign = types.stream().filter(type -> !isOf(JDK, type)).toList();
        String opener = client(types)
                .or(() -> foreign.stream()
                        .filter(type -> !isOf(BELOW_CLIENTS, type))
                        .findFirst())
                .or(() -> foreign.stream().findFirst().map(type -> below(type, thread)))
                .orElse("java.net.Socket");
        return new Opener(opener, types.stream().anyMatch(Opener::isDatagram));
    }

    /** The numbers of threads are left out, so that a client with many threads is one opener. */
    private static String below(String type, String thread) {
        return type.startsWith("io.netty.") ? ON_NETTY + thread.replaceAll("[-\\d]+$", "") : type;
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

    /** How to record its requests, if it is a known client. */
    Optional<String> fix() {
        return CLIENTS.stream()
                .filter(client -> name.startsWith(client.prefix))
                .map(Client::fix)
                .findFirst()
                .or(this::fixOfCopy);
    }

    private Optional<String> fixOfCopy() {
        return OFTEN_COPIED.stream().anyMatch(name::contains)
                ? Optional.of(
                        "a copy of a client inside another library has no adapter: record it with vcr-edge in front of"
                                + " the API")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
