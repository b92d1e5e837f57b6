package io.vcr.guard;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What the agent calls before a connection is opened: {@code META-INF/vcr/watch} says where. Thread-safe. */
final class Connections {

    private Connections() {}

    /**
     * Takes the arguments of {@code sun.nio.ch.Net.connect}.
     *
     * @return an exception, which the agent throws, if the connection is refused
     */
    static @Nullable Object open(Object arguments) {
        Object[] of = (Object[]) arguments;
        String refusal = of[2] instanceof InetAddress address && of[3] instanceof Integer port
                ? Guard.decide(address, port, Opener::here)
                : "";
        return refusal.isEmpty() ? null : new ConnectException(refusal);
    }

    /**
     * Takes the address that a native transport of Netty connects to.
     *
     * @return the address, or an exception, which the agent throws, if the connection is refused
     */
    static Object openNative(Object to) {
        String refusal = to instanceof InetSocketAddress socket && socket.getAddress() != null
                ? Guard.decide(socket.getAddress(), socket.getPort(), Opener::here)
                : "";
        return refusal.isEmpty() ? to : new ConnectException(refusal);
    }
}
