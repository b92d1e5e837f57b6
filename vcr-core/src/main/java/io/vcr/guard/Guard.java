package io.vcr.guard;

import io.vcr.OpenSessions;
import io.vcr.RecordMode;
import io.vcr.internal.agent.AgentMap;
import io.vcr.internal.thread.StoreCalls;
import java.net.InetAddress;
import java.net.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Watches the TCP connections of this JVM, if it has the agent. A connection to another machine is unseen if no session has
 * let a request to its host and port through: its client has no adapter, so nothing records or refuses its requests.
 * Thread-safe.
 */
public final class Guard {

    /** What happens to an unseen connection. */
    public enum Policy {
        /** Nothing. */
        OFF,
        /** The report names it. */
        REPORT,
        /** It is refused if the sessions that it may belong to are in mode {@code none}; otherwise the report names it. */
        REFUSE
    }

    private static final int MOST_UNSEEN = 200;

    private static final int MOST_REFUSED = 20;

    private record Rules(Policy policy, Set<String> allowed, RecordMode outside) {}

    private static volatile Rules rules = new Rules(Policy.REPORT, Set.of(), RecordMode.ONCE);

    private static volatile boolean isAnnounced;

    /** Such as {@code api.example.com:443}. */
    private static final Set<String> LET_THROUGH = ConcurrentHashMap.newKeySet();

    private static final Map<String, Integer> UNSEEN = new ConcurrentHashMap<>();

    /** The connections that were refused while no session was open. */
    private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();

    private Guard() {}

    /**
     * Tells whether this JVM has the agent. Without it the guard sees nothing.
     *
     * @return true if the agent has started
     */
    public static boolean isPresent() {
        return AgentMap.isPresent();
    }

    /**
     * Returns the packages of the adapters that the agent attaches.
     *
     * @return such as {@code io.vcr.okhttp}, sorted; empty without an agent
     */
    public static List<String> adapters() {
        return AgentMap.methods().stream()
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .filter(name -> !name.equals(Guard.class.getPackageName()))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Sets what happens to unseen connections from now on. Default: {@link Policy#REPORT}.
     *
     * @param policy what happens
     * @param allowed hosts that are never unseen, such as {@code db.example.com}, {@code 10.0.0.5},
     *     {@code *.internal.example.com} or, for a proxy on this machine, {@code localhost:3128} or {@code localhost:*}
     * @param outside the mode that counts while no session is open
     */
    public static void set(Policy policy, Collection<String> allowed, RecordMode outside) {
        Set<String> hosts = new HashSet<>();
        allowed.forEach(host -> hosts.add(Peer.canonical(host)));
        rules = new Rules(policy, Set.copyOf(hosts), outside);
        if (policy != Policy.OFF) {
            AgentMap.beginSessions();
        }
    }

    /**
     * Sets whether each unseen connection is printed when it is opened, because no report follows that names it. Default: false.
     *
     * @param announced whether it is printed
     */
    public static void announce(boolean announced) {
        isAnnounced = announced;
    }

    /**
     * Notes that a session has let a request through, so that its connection is not unseen.
     *
     * @param host the host of the request
     * @param port its port
     */
    public static void letThrough(String host, int port) {
        if (isPresent()) {
            LET_THROUGH.add(Peer.canonical(host) + ":" + port);
        }
    }

    /**
     * Returns the unseen connections since the last call that were not refused, and forgets them.
     *
     * @return the number by host, port, opener and what helps, such as {@code db.example.com:5432 by
     *     org.postgresql.core.PGStream}
     */
    public static SortedMap<String, Integer> takeUnseen() {
        SortedMap<String, Integer> taken = new TreeMap<>();
        for (String connection : List.copyOf(UNSEEN.keySet())) {
            Integer count = UNSEEN.remove(connection);
            if (count != null) {
                taken.put(connection, count);
            }
        }
        return taken;
    }

    /**
     * Tells whether a connection is taken for a part of a request that an adapter has sent, such as a redirect that its client
     * has followed.
     *
     * @param connection as {@link #takeUnseen} names it
     * @return true if it is
     */
    public static boolean followsRequest(String connection) {
        return Unseen.follows(connection);
    }

    /**
     * Returns the connections that were refused since the last call while no session was open, and forgets them. There is no
     * test that could fail for them.
     *
     * @return the explanation of each; equal ones once, at most 20
     */
    public static List<String> takeRefused() {
        List<String> taken = List.copyOf(REFUSED);
        taken.forEach(REFUSED::remove);
        return taken;
    }

    /**
     * Returns what the agent could not attach, and why.
     *
     * @return a line each; empty without an agent
     */
    public static List<String> notAttached() {
        return AgentMap.warnings();
    }

    /** Decides on a connection before it is opened. Returns why it is refused, or an empty text. */
    static String decide(InetAddress address, int port, Supplier<Opener> who) {
        return decide(Peer.of(address, port), who, Proxies.OF_THIS_JVM);
    }

    static String decide(Peer peer, Supplier<Opener> who, Proxies proxies) {
        Rules now = rules;
        if (now.policy == Policy.OFF || StoreCalls.isInside()) {
            return "";
        }
        boolean isHere = peer.isThisMachine();
        Optional<Proxy.Type> proxy = isHere ? proxies.at(peer) : Optional.empty();
        if (isHere ? proxy.isEmpty() || isAllowedProxy(peer, now.allowed) : isKnown(peer, now.allowed)) {
            return "";
        }
        Opener opener = who.get();
        if (opener.isLeftAlone()) {
            return "";
        }
        Unseen connection = new Unseen(peer, proxy, opener, adapters());
        boolean follows = connection.mayFollow() && OpenSessions.hasSent();
        String message = connection.refusal(follows);
        boolean isRefused = isRefused(message, now);
        if (isAnnounced) {
            System.out.println("[VCR WARNING] " + (isRefused ? "refused" : "unseen") + " after the last test: "
                    + connection.label(follows));
        }
        if (isRefused) {
            return message;
        }
        remember(connection.label(follows));
        if (connection.isCall() && !follows) {
            OpenSessions.countUnseen(connection.host(), connection.label(false));
        }
        return "";
    }

    private static void remember(String connection) {
        if (UNSEEN.size() < MOST_UNSEEN || UNSEEN.containsKey(connection)) {
            UNSEEN.merge(connection, 1, Integer::sum);
        }
    }

    private static boolean isRefused(String message, Rules now) {
        return now.policy == Policy.REFUSE
                && OpenSessions.refuseUnseen(message, () -> isRefusedOutside(message, now.outside));
    }

    private static boolean isRefusedOutside(String message, RecordMode outside) {
        if (outside == RecordMode.NONE && REFUSED.size() < MOST_REFUSED) {
            REFUSED.add(message);
        }
        return outside == RecordMode.NONE;
    }

    private static boolean isKnown(Peer peer, Set<String> allowed) {
        return peer.names().stream()
                .anyMatch(host -> LET_THROUGH.contains(host + ":" + peer.port())
                        || allowed.contains(host + ":" + peer.port())
                        || isAllowed(host, allowed));
    }

    /** Only with its port: who allows this machine means the application under test. */
    private static boolean isAllowedProxy(Peer proxy, Set<String> allowed) {
        return proxy.names().stream().anyMatch(host -> allowed.contains(host + ":" + proxy.port()))
                || (proxy.address().isLoopbackAddress()
                        && (allowed.contains("localhost:" + proxy.port()) || allowed.contains("localhost:*")));
    }

    private static boolean isAllowed(String host, Set<String> allowed) {
        if (allowed.contains(host)) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (allowed.contains("*" + host.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
