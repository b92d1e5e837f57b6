package io.vcr.internal.match;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The one spelling of hosts and paths that mean the same (RFC 3986, section 6.2.2; RFC 5891). Cassettes hold URIs that other
 * tools have written before a client has escaped them.
 */
public final class UriSpelling {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** What a path may hold as it is besides letters and digits: {@code pchar} and the slash. */
    private static final String IN_PATHS = "-._~!$&'()*+,;=:@/";

    private static final String UNRESERVED_MARKS = "-._~";

    private static final boolean[] ALLOWED = new boolean[0x80];

    static {
        for (char c = 0; c < ALLOWED.length; c++) {
            ALLOWED[c] = isLetterOrDigit(c) || IN_PATHS.indexOf(c) >= 0;
        }
    }

    private static final int MAX_SEEN = 1_000;

    /** The spellings of hosts and paths that were seen: most requests have one that was recorded. */
    private static final Map<String, String> HOSTS = new ConcurrentHashMap<>();

    private static final Map<String, String> PATHS = new ConcurrentHashMap<>();

    private UriSpelling() {}

    /** A host as a client sends it: international names in ASCII, IPv6 addresses in full. */
    public static String host(String host) {
        return seen(HOSTS, host, UriSpelling::normalHost);
    }

    private static String seen(Map<String, String> spellings, String text, UnaryOperator<String> normal) {
        String known = spellings.get(text);
        if (known == null) {
            known = normal.apply(text);
            if (spellings.size() < MAX_SEEN) {
                spellings.put(text, known);
            }
        }
        return known;
    }

    private static String normalHost(String host) {
        if (host.startsWith("[") && host.endsWith("]") && host.indexOf('%') < 0) {
            return address(host);
        }
        if (isPlainHost(host)) {
            return host;
        }
        try {
            return IDN.toASCII(decoded(host), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return host; // no name of a host, such as a placeholder
        }
    }

    private static boolean isPlainHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) >= 0x80 || host.charAt(i) == '%') {
                return false;
            }
        }
        return true;
    }

    /** No name is looked up: in brackets stands an address, or something else that is refused. */
    private static String address(String host) {
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            return "[" + InetAddress.getByName(host).getHostAddress() + "]";
        } catch (UnknownHostException e) {
            return host;
        }
    }

    private static String decoded(String host) {
        byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int octet = octet(bytes, i);
            plain[length++] = octet < 0 ? bytes[i] : (byte) octet;
            i += octet < 0 ? 0 : 2;
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private static int octet(byte[] bytes, int at) {
        if (bytes[at] != '%' || at + 2 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /**
     * A path in its normal form: unreserved characters as they are, other escapes in capitals, what no client may send
     * raw escaped, dot segments removed. Reserved characters stay as they are written, for {@code %2F} is no slash.
     */
    public static String path(String path) {
        return seen(PATHS, path, UriSpelling::normalPath);
    }

    private static String normalPath(String path) {
        return isNormal(path) ? path : withoutDotSegments(escaped(path));
    }

    private static boolean isNormal(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isAllowed(c) || (c == '.' && i > 0 && path.charAt(i - 1) == '/')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return c < ALLOWED.length && ALLOWED[c];
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static String escaped(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int octet = octet(bytes, i);
            if (octet >= 0) {
                i += 2;
                boolean unreserved = isLetterOrDigit(octet) || (octet < 0x80 && UNRESERVED_MARKS.indexOf(octet) >= 0);
                append(out, octet, unreserved);
            } else {
                append(out, bytes[i] & 0xff, bytes[i] > 0 && isAllowed((char) bytes[i]));
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int octet, boolean raw) {
        if (raw) {
            out.append((char) octet);
        } else {
            out.append('%').append(HEX.toHexDigits((byte) octet));
        }
    }

    /** Section 5.2.4, for a path that begins with a slash. */
    private static String withoutDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        List<String> segments = new ArrayList<>();
        String[] all = path.split("/", -1);
        for (int i = 1; i < all.length; i++) {
            boolean isLast = i == all.length - 1;
            if (all[i].equals("..") && !segments.isEmpty()) {
                segments.remove(segments.size() - 1);
            }
            if (!all[i].equals(".") && !all[i].equals("..")) {
                segments.add(all[i]);
            } else if (isLast) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }
}
