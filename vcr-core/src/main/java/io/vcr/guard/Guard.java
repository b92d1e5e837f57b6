package io.vcr.guard;

import io.vcr.OpenSessions;
import io.vcr.internal.agent.AgentMap;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        /** It is refused if the sessions that it may belong to are in mode {@code none}, and the report names it. */
        REFUSE
    }

    private static final int MOST_UNSEEN = 200;

    private record Rules(Policy policy, Set<String> allowed) {}

    private static volatile Rules rules = new Rules(Policy.REPORT, Set.of());

    /** Such as {@code api.example.com:443}. */
    private static final Set<String> LET_THROUGH = ConcurrentHashMap.newKeySet();

    private static final Map<String, Integer> UNSEEN = new ConcurrentHashMap<>();

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
     * @param allowed hosts that are never unseen, such as {@code db.example.com}, {@code 10.0.0.5} or
     *     {@code *.internal.example.com}
     */
    public static void set(Policy policy, Collection<String> allowed) {
        Set<String> hosts = new HashSet<>();
        allowed.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        rules = new Rules(policy, Set.copyOf(hosts));
        if (policy != Policy.OFF) {
            AgentMap.beginSessions();
        }
    }

    /**
     * Notes that a session has let a request through, so that its connection is not unseen.
     *
     * @param host the host of the request
     * @param port its port
     */
    public static void letThrough(String host, int port) {
        if (isPresent()) {
            LET_THROUGH.add(host + ":" + port);
        }
    }

    /**
     * Returns the unseen connections since the last call, and forgets them.
     *
     * @return the number by host, port and opener, such as {@code db.example.com:5432 by org.postgresql.core.PGStream}
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
     * Returns what the agent could not attach, and why.
     *
     * @return a line each; empty without an agent
     */
    public static List<String> notAttached() {
        return AgentMap.warnings();
    }

    /** Decides on a connection before it is opened. Returns why it is refused, or an empty text. */
    static String decide(InetAddress address, int port, Supplier<Opener> who) {
        Rules now = rules;
        if (now.policy == Policy.OFF) {
            return "";
        }
        Peer peer = Peer.of(address, port);
        if (peer.isThisMachine()
                || peer.names().stream()
                        .anyMatch(name -> LET_THROUGH.contains(name + ":" + port) || isAllowed(name, now.allowed))) {
            return "";
        }
        Opener opener = who.get();
        if (opener.isLeftAlone()) {
            return "";
        }
        String label = peer + " by " + opener;
        if (UNSEEN.size() < MOST_UNSEEN || UNSEEN.containsKey(label)) {
            UNSEEN.merge(label, 1, Integer::sum);
        }
        String message = refusal(peer, opener);
        return now.policy == Policy.REFUSE && OpenSessions.refuseUnseen(message) ? message : "";
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

    private static String refusal(Peer peer, Opener opener) {
        return """
                A connection to %s was refused: no session has decided on a request to it
                  opened by  %s
                  fix        %slet it pass: vcr.guard.allow = %s""".formatted(
                        peer,
                        opener,
                        opener.fix().map(fix -> fix + "\n             or ").orElse(""),
                        peer.host());
    }
}
