package io.vcr.guard;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * The other end of a connection. Immutable.
 *
 * @param address as the client has looked it up
 * @param host the name that the client has looked up, or else the address as a text; in lower case
 */
record Peer(InetAddress address, String host, int port) {

    static Peer of(InetAddress address, int port) {
        String text = address.toString(); // name/address; getHostName would ask a name server
        int slash = text.indexOf('/');
        String host = slash > 0 ? text.substring(0, slash) : address.getHostAddress();
        return new Peer(address, host.toLowerCase(Locale.ROOT), port);
    }

    /** In lower case, and an IPv6 address as the JDK writes it, without brackets. */
    static String canonical(String host) {
        String text = host.toLowerCase(Locale.ROOT);
        boolean isIpv6 = text.indexOf(':') < text.lastIndexOf(':') && "[:0123456789abcdef".indexOf(text.charAt(0)) >= 0;
        if (!isIpv6) {
            return text; // the JDK would ask a name server for http://db:5432
        }
        try {
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException e) {
            return text;
        }
    }

    List<String> names() {
        String numeric = address.getHostAddress();
        return host.equals(numeric) ? List.of(host, "[" + numeric + "]") : List.of(host, numeric);
    }

    /** The same as users write it: a client may have looked up localhost before. */
    Peer named() {
        return address.isLoopbackAddress() ? new Peer(address, "localhost", port) : this;
    }

    /** An address of this machine, by whichever interface. */
    boolean isThisMachine() {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
