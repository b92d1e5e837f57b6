package io.vcr.guard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who opens a connection: the first class on the stack that belongs neither to the JDK nor to the recorder. Immutable.
 *
 * @param name the name of the class, or of the client of the JDK
 * @param isOurs whether it is the recorder itself, for its store
 */
record Opener(String name, boolean isOurs) {

    /** The threads of our own stores. */
    private static final String OUR_THREADS = "vcr-redis";

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    /** The beginnings of class names, and the module that attaches the client. */
    private static final Map<String, String> MODULES = Map.of(
            "okhttp3.", "vcr-transport-okhttp",
            "org.apache.hc.", "vcr-transport-apache",
            "org.apache.http.", "vcr-transport-apache4",
            "java.net.", "vcr-transport-jdk",
            "software.amazon.awssdk.", "vcr-sdk-aws",
            "reactor.netty.", "vcr-spring");

    /** Looks at the stack of the current thread. */
    static Opener here() {
        if (Thread.currentThread().getName().startsWith(OUR_THREADS)) {
            return new Opener(OUR_THREADS, true);
        }
        return StackWalker.getInstance().walk(frames -> of(frames.map(StackWalker.StackFrame::getClassName)));
    }

    /** The class names of a stack, innermost first. */
    static Opener of(Stream<String> stack) {
        List<String> types = stack.filter(type -> !type.startsWith("io.vcr.")).toList();
        Optional<String> foreign = types.stream()
                .filter(type -> JDK.stream().noneMatch(type::startsWith))
                .findFirst();
        return new Opener(client(types).or(() -> foreign).orElse("java.net.Socket"), false);
    }

    /** A client of the JDK, if code of the JDK has opened the connection for it. */
    private static Optional<String> client(List<String> types) {
        return types.stream()
                .takeWhile(type -> JDK.stream().anyMatch(type::startsWith))
                .map(type -> type.startsWith("jdk.internal.net.http.")
                        ? "java.net.http.HttpClient"
                        : type.startsWith("sun.net.www.protocol.http") ? "java.net.HttpURLConnection" : "")
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    /** The module that would attach it. */
    Optional<String> module() {
        return MODULES.entrySet().stream()
                .filter(module -> name.startsWith(module.getKey()) && !name.equals("java.net.Socket"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Override
    public String toString() {
        return name;
    }
}
