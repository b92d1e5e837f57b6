package io.vcr.guard;

import java.net.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A connection that no session knows of. Immutable.
 *
 * @param peer the other end
 * @param proxy the type of the proxy on this machine that the other end is, if it is one
 * @param opener who opens it
 * @param adapters the packages of the adapters that the agent attaches
 */
record Unseen(Peer peer, Optional<Proxy.Type> proxy, Opener opener, List<String> adapters) {

    /** What servers listen to for HTTP, by the registry of IANA. */
    private static final Set<Integer> WEB_PORTS = Set.of(80, 443, 8080, 8443);

    private static final String FOLLOWS = "a redirect or the proxy of a request that was sent";

    /** A proxy is shown as its settings name it. */
    Unseen {
        peer = proxy.isPresent() ? peer.named() : peer;
    }

    /**
     * Whether it is a live call, as far as one can tell: by its client, by its port, or by the proxy that it goes through.
     * Drivers of databases, brokers, mail and name servers use other ports.
     */
    boolean isCall() {
        return !opener.startsContainers()
                && (opener.client().filter(KnownClient::isHttp).isPresent()
                        || proxy.filter(Proxy.Type.HTTP::equals).isPresent()
                        || (proxy.isEmpty() && WEB_PORTS.contains(peer.port())));
    }

    /** Whether the agent attaches such clients, so that it may follow a redirect, or go through a proxy, for a known request. */
    boolean mayFollow() {
        return opener.client().filter(client -> client.isAmong(adapters)).isPresent();
    }

    /** The host as the report counts it. */
    String host() {
        return proxy.isPresent() ? "proxy on " + peer : peer.host();
    }

    /**
     * Such as {@code api.example.com:443 by okhttp3.X (record it: add vcr-transport-okhttp to the class path)}.
     *
     * @param follows whether it is taken for a part of a request that was sent
     */
    String label(boolean follows) {
        Optional<String> note = follows ? Optional.of(FOLLOWS) : fix();
        return (proxy.isPresent() ? throughProxy() : peer.toString())
                + " by "
                + opener
                + note.map(text -> " (" + text + ")").orElse("");
    }

    /** Whether a {@link #label} says that the connection is taken for a part of a request that was sent. */
    static boolean follows(String label) {
        return label.endsWith(" (" + FOLLOWS + ")");
    }

    /**
     * Why it is refused, and what helps.
     *
     * @param follows whether it is taken for a part of a request that was sent. Then its client is attached.
     */
    String refusal(boolean follows) {
        return """
                A connection %s was refused: no session has decided on a request to it
                  opened by  %s
                  fix        %slet it pass: vcr.guard.allow = %s""".formatted(
                        proxy.isPresent() ? throughProxy() : "to " + peer,
                        follows ? opener + " (" + FOLLOWS + ")" : opener,
                        fix().filter(fix -> !follows)
                                .map(fix -> fix + "\n             or ")
                                .orElse(""),
                        proxy.isPresent() ? peer : peer.host());
    }

    private String throughProxy() {
        return "through the proxy on " + peer + ", host unknown,";
    }

    private Optional<String> fix() {
        return opener.client()
                .map(client -> client.fix(adapters))
                .or(() -> isCall() ? Optional.of("if it speaks HTTP, " + KnownClient.EDGE) : Optional.empty());
    }
}
