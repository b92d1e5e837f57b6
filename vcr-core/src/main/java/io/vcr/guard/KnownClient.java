package io.vcr.guard;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A client that is known by the names of its classes. Immutable.
 *
 * @param prefix what the name of the opener begins with
 * @param isHttp whether each connection of it is for HTTP; not so for what also carries drivers, such as Netty
 * @param attachedBy the packages of the adapters that the agent attaches to it
 * @param fix how to record its requests, if the adapter is not on the class path
 * @param fixOfUnattached how to record its requests, if the adapter is there
 */
record KnownClient(String prefix, boolean isHttp, List<String> attachedBy, String fix, String fixOfUnattached) {

    /** A client that hands its connections to the threads of Netty is not on the stack: only the thread tells whose it is. */
    static final String ON_NETTY = "Netty on the thread ";

    static final String EDGE = "record it with vcr-edge in front of the API";

    private static final List<KnownClient> ALL = List.of(
            recordedBy("okhttp3.", "vcr-transport-okhttp", "io.vcr.okhttp"),
            recordedBy("org.apache.hc.", "vcr-transport-apache", "io.vcr.apache"),
            recordedBy("org.apache.http.", "vcr-transport-apache4", "io.vcr.apache4"),
            recordedBy("java.net.http.", "vcr-transport-jdk", "io.vcr.jdk"),
            recordedBy("java.net.HttpURLConnection", "vcr-transport-jdk", "io.vcr.jdk"),
            recordedBy("software.amazon.awssdk.", "vcr-sdk-aws", "io.vcr.aws"),
            recordedBy("com.azure.", "vcr-sdk-azure", "io.vcr.azure"),
            recordedBy("org.springframework.web.reactive.", "vcr-spring", "io.vcr.spring"),
            withoutAdapter("org.eclipse.jetty.client.", true, "Jetty's client"),
            withoutAdapter("com.linecorp.armeria.", true, "Armeria"),
            withoutAdapter("io.helidon.webclient.", true, "Helidon's client"),
            withoutAdapter("io.helidon.", false, "Helidon's client"),
            withoutAdapter("io.vertx.", false, "Vert.x"),
            withoutAdapter(ON_NETTY + "AsyncHttpClient", true, "AsyncHttpClient"),
            new KnownClient(
                    "reactor.netty.",
                    false,
                    List.of("io.vcr.spring", "io.vcr.azure"),
                    "record it: add vcr-spring for WebClient, vcr-sdk-azure for the Azure SDK; Reactor Netty alone has no adapter",
                    "this client on Reactor Netty is not attached: create its WebClient after the agent has started, or "
                            + EDGE),
            recordedBy(ON_NETTY + "aws-java-sdk-NettyEventLoop", "vcr-sdk-aws", "io.vcr.aws"),
            of("io.ktor.", "record it: use Ktor's engine OkHttp, Java or Apache5; CIO has no adapter"),
            of(ON_NETTY, "a client on Netty has no adapter: if it speaks HTTP, " + EDGE),
            of("io.grpc.", "gRPC cannot be recorded: call a stub of the service"));

    /** Clients that other libraries carry along under a name of their own, such as com.acme.shaded.okhttp3. */
    private static final List<String> OFTEN_COPIED = List.of(".okhttp3.", ".apache.hc.", ".apache.http.");

    private static KnownClient recordedBy(String prefix, String module, String adapter) {
        return new KnownClient(
                prefix,
                true,
                List.of(adapter),
                "record it: add " + module + " to the class path",
                module
                        + " is on the class path, but this client is not attached: create it after the agent has started, or"
                        + " attach it yourself, or " + EDGE);
    }

    private static KnownClient withoutAdapter(String prefix, boolean isHttp, String name) {
        String fix = name + " has no adapter: " + EDGE;
        return new KnownClient(prefix, isHttp, List.of(), fix, fix);
    }

    private static KnownClient of(String prefix, String fix) {
        return new KnownClient(prefix, false, List.of(), fix, fix);
    }

    /** The client that opens a connection, by the name of its class or thread. */
    static Optional<KnownClient> of(String opener) {
        return ALL.stream()
                .filter(client -> opener.startsWith(client.prefix))
                .findFirst()
                .or(() -> copy(opener));
    }

    private static Optional<KnownClient> copy(String opener) {
        return OFTEN_COPIED.stream().anyMatch(opener::contains)
                ? Optional.of(withoutAdapter(opener, true, "a copy of a client inside another library"))
                : Optional.empty();
    }

    /** Whether the agent attaches such clients in this JVM. */
    boolean isAmong(Collection<String> adapters) {
        return attachedBy.stream().anyMatch(adapters::contains);
    }

    /** How to record its requests, given the packages of the adapters that the agent attaches. */
    String fix(Collection<String> adapters) {
        return isAmong(adapters) ? fixOfUnattached : fix;
    }
}
