package io.vcr.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The absolute URI of a request, parsed once.
 *
 * <p>More tolerant than {@link java.net.URI}: recorded URIs may contain spaces, bars and brackets that a client sent
 * without escaping. Two URIs are equal if their texts are equal. Immutable.
 */
public final class Uri {

    private static final int MAX_SEEN = 1_000;
    private static final int MAX_SEEN_LENGTH = 256;

    /** Parsed texts: a test sends to few URIs, each as often as it is recorded. */
    private static final Map<String, Uri> SEEN = new ConcurrentHashMap<>();

    private static final Pattern THIS_MACHINE = Pattern.compile(
            "(?:.+\\.)?localhost|(?:::ffff:)?127(?:\\.[0-9]{1,3}){1,3}|0\\.0\\.0\\.0|::1?|(?:0:){7}[01]",
            Pattern.CASE_INSENSITIVE);

    private final String text;
    private final String scheme;
    private final String userInfo;
    private final String host;
    private final int port;
    private final String path;
    private final String query;

    private Uri(String text, String scheme, String userInfo, String host, int port, String path, String query) {
        this.text = text;
        this.scheme = scheme;
        this.userInfo = userInfo;
        this.host = host;
        this.port = port;
        this.path = path;
        this.query = query;
    }

    /**
     * Parses an absolute URI with an authority, or a text that begins with a placeholder in angle brackets, such as {@code
     * <API_BASE>/chat}: cassettes hold such texts in the place of a URI. Its scheme is empty, its host the placeholder with
     * what follows up to the path, its port -1.
     *
     * @param text such as {@code https://api.example.com/v1/messages?beta=true}
     * @return the URI
     * @throws IllegalArgumentException if there is neither scheme nor placeholder, no host or no valid port; the message
     *     shows no secret
     */
    public static Uri of(String text) {
        Uri known = SEEN.get(text);
        if (known == null) {
            known = parsed(text);
            if (text.length() <= MAX_SEEN_LENGTH && SEEN.size() < MAX_SEEN) {
                SEEN.put(text, known);
            }
        }
        return known;
    }

    private static Uri parsed(String text) {
        int colon = text.indexOf("://");
        if (beginsWithPlaceholder(text, colon)) {
            return split(text, "", "", endOfAuthority(text, 0), text.substring(0, endOfAuthority(text, 0)), -1);
        }
        if (colon <= 0) {
            throw new IllegalArgumentException("Not an absolute URI with a host: it has no \"scheme://\"");
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int start = colon + 3;
        int end = endOfAuthority(text, start);
        int at = text.lastIndexOf('@', end - 1);
        int hostStart = at >= start ? at + 1 : start;
        String userInfo = at >= start ? text.substring(start, at) : "";
        int portColon = text.lastIndexOf(':', end - 1);
        boolean hasPort = portColon >= hostStart && portColon > text.lastIndexOf(']', end - 1);
        String host = text.substring(hostStart, hasPort ? portColon : end).toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("Not an absolute URI with a host: it has no host");
        }
        int port = hasPort && portColon + 1 < end ? parsePort(text, portColon + 1, end) : defaultPort(scheme);
        return split(text, scheme, userInfo, end, host, port);
    }

    /** Whether a placeholder stands for scheme and host, not for the scheme alone. */
    private static boolean beginsWithPlaceholder(String text, int colon) {
        return text.startsWith("<")
                && text.indexOf('>') > 1
                && endOfAuthority(text, 0) > text.indexOf('>')
                && (colon < 0 || colon > endOfAuthority(text, 0));
    }

    private static Uri split(String text, String scheme, String userInfo, int end, String host, int port) {
        int fragment = indexOf(text, '#', end, text.length());
        int pathEnd = indexOf(text, '?', end, fragment);
        String path = pathEnd == end ? "/" : text.substring(end, pathEnd);
        String query = pathEnd < fragment ? text.substring(pathEnd + 1, fragment) : "";
        return new Uri(text, scheme, userInfo, host, port, path, query);
    }

    private static int endOfAuthority(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return text.length();
    }

    /** The first index of a character in a range, or the end of the range. */
    private static int indexOf(String text, char wanted, int from, int to) {
        int at = text.indexOf(wanted, from);
        return at < 0 || at > to ? to : at;
    }

    private static int parsePort(String text, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            port = port * 10 + (c - '0');
            if (c < '0' || c > '9' || port > 65535) {
                throw new IllegalArgumentException("Not a valid port at index " + i + " of the URI");
            }
        }
        return port;
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    /**
     * Returns the original text of the URI. It may contain secrets: print {@link #toString()} instead.
     *
     * @return the whole text
     */
    public String text() {
        return text;
    }

    /**
     * Returns the scheme in lower case.
     *
     * @return such as {@code https}; empty if a placeholder stands for it
     */
    public String scheme() {
        return scheme;
    }

    /**
     * Tells whether this is the URI of a WebSocket. Adapters give it for a handshake; an ordinary request has that of HTTP.
     *
     * @return true if the scheme is {@code ws} or {@code wss}
     */
    public boolean isSocket() {
        return scheme.equals("wss") || scheme.equals("ws");
    }

    /**
     * Returns the user information before the {@code @}.
     *
     * @return such as {@code user:password}, empty if there is none
     */
    public Optional<String> userInfo() {
        return userInfo.isEmpty() ? Optional.empty() : Optional.of(userInfo);
    }

    /**
     * Returns the host in lower case.
     *
     * @return the name or address, an IPv6 address in brackets
     */
    public String host() {
        return host;
    }

    /**
     * Tells whether a host is this machine by its name or address: {@code localhost} and names below it, the addresses of the
     * loopback interface, and those for any interface. Nothing is looked up, so other addresses of this machine do not count.
     *
     * @param host a name or an address, in any case; an IPv6 address with or without brackets
     * @return true if it is
     */
    public static boolean isThisMachine(String host) {
        boolean inBrackets = host.startsWith("[") && host.endsWith("]");
        return THIS_MACHINE
                .matcher(inBrackets ? host.substring(1, host.length() - 1) : host)
                .matches();
    }

    /**
     * Returns the port, or the default port of the scheme if the URI has none.
     *
     * @return the port; -1 for a scheme without a known default port
     */
    public int port() {
        return port;
    }

    /**
     * Returns the path in its escaped form.
     *
     * @return the path, {@code /} if it is empty
     */
    public String path() {
        return path;
    }

    /**
     * Returns the query in its escaped form, without the question mark.
     *
     * @return the query, empty if there is none
     */
    public String query() {
        return query;
    }

    /**
     * Returns this URI with another query.
     *
     * @param query the query in its escaped form, empty for none
     * @return the changed URI
     */
    public Uri withQuery(String query) {
        int fragment = indexOf(text, '#', 0, text.length());
        int mark = indexOf(text, '?', 0, fragment);
        return of(text.substring(0, mark) + (query.isEmpty() ? "" : "?" + query) + text.substring(fragment));
    }

    /**
     * Returns this URI without its fragment, which is never sent.
     *
     * @return the changed URI, this one if it has none
     */
    public Uri withoutFragment() {
        int fragment = text.indexOf('#');
        return fragment < 0 ? this : of(text.substring(0, fragment));
    }

    /**
     * Returns this URI without its user information.
     *
     * @return the changed URI, this one if it has none
     */
    public Uri withoutUserInfo() {
        if (userInfo.isEmpty()) {
            return this;
        }
        int start = text.indexOf("://") + 3;
        return of(text.substring(0, start) + text.substring(start + userInfo.length() + 1));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Uri that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Shows scheme, host, port and path; the other parts may be secrets. */
    @Override
    public String toString() {
        return (scheme.isEmpty() ? "" : scheme + "://") + host + (port == defaultPort(scheme) ? "" : ":" + port) + path;
    }
}
