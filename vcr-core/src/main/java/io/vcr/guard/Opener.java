package io.vcr.guard;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who opens a connection: the first class on the stack that belongs neither to the JDK nor to the recorder, nor to a library
 * that clients stand on. Immutable.
 *
 * @param name the name of the class, or of the client of the JDK
 * @param isOurs whether it is the recorder itself, for its store
 */
record Opener(String name, boolean isOurs) {

    /** The threads of our own stores. */
    private static final String OUR_THREADS = "vcr-redis";

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    /** What opens connections for clients. */
    private static final List<String> BELOW_CLIENTS =
            List.of("io.netty.", "org.eclipse.jetty.io.", "org.eclipse.jetty.util.", "reactor.core.");

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
                .walk(frames -> of(Stream.concat(frames.map(StackWalker.StackFrame::getClassName), Stream.of(thread))));
    }

    /** The class names of a stack, innermost first, and that of the thread. */
    static Opener of(Stream<String> stack) {
        List<String> types = stack.filter(type -> !type.startsWith("io.vcr.")).toList();
        List<String> foreign = types.stream().filter(type -> !isOf(JDK, type)).toList();
        String opener = client(types)
                .or(() -> foreign.stream()
                        .filter(type -> !isOf(BELOW_CLIENTS, type))
                        .findFirst())
                .or(() -> foreign.stream().findFirst())
                .orElse("java.net.Socket");
        return new Opener(opener, false);
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
                .findFirst();
    }

    @Override
    public String toString() {
        return name;
    }
}
