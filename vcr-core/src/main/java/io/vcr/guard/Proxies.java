package io.vcr.guard;

import io.vcr.http.Uri;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxies on this machine that the clients of this JVM are told to use. What they connect to is not known. Immutable.
 *
 * @param property a system property, or null
 * @param environment the environment variables that name a proxy
 * @param selector the proxy selector of this JVM, or null
 */
record Proxies(
        Function<String, @Nullable String> property,
        Map<String, String> environment,
        Supplier<@Nullable ProxySelector> selector) {

    private static final List<String> VARIABLES = List.of("http_proxy", "https_proxy", "all_proxy");

    /** A selector cannot be asked for all of its proxies, so it is asked for those of a public host. */
    private static final List<URI> PUBLIC =
            List.of(URI.create("http://example.com"), URI.create("https://example.com"));

    static final Proxies OF_THIS_JVM = new Proxies(System::getProperty, System.getenv(), ProxySelector::getDefault);

    private record Configured(Proxy.Type type, String host, int port) {}

    /** Keeps the variables that name a proxy. */
    Proxies {
        environment = environment.entrySet().stream()
                .filter(variable -> VARIABLES.contains(variable.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The type of the proxy at an address of this machine. */
    Optional<Proxy.Type> at(Peer peer) {
        return Stream.of(properties(), variables(), selected())
                .flatMap(Function.identity())
                .filter(proxy -> proxy.port == peer.port() && isAt(proxy.host.toLowerCase(Locale.ROOT), peer))
                .map(Configured::type)
                .findFirst();
    }

    /** Names are not looked up: the client has looked up the same name. */
    private static boolean isAt(String host, Peer peer) {
        return peer.names().contains(host)
                || (Uri.isThisMachine(host) && peer.address().isLoopbackAddress());
    }

    private Stream<Configured> properties() {
        return Stream.of(
                        configured(Proxy.Type.HTTP, "http.proxy", 80),
                        configured(Proxy.Type.HTTP, "https.proxy", 443),
                        configured(Proxy.Type.SOCKS, "socksProxy", 1080))
                .flatMap(Optional::stream);
    }

    private Optional<Configured> configured(Proxy.Type type, String prefix, int defaultPort) {
        return Optional.ofNullable(property.apply(prefix + "Host"))
                .map(host -> new Configured(type, host, port(property.apply(prefix + "Port"), defaultPort)));
    }

    private static int port(@Nullable String text, int defaultPort) {
        try {
            return text == null ? defaultPort : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return defaultPort; // as the clients of the JDK do
        }
    }

    private Stream<Configured> variables() {
        return environment.values().stream().flatMap(url -> configured(url).stream());
    }

    /** From a URL, whose scheme may be missing. */
    private static Optional<Configured> configured(String url) {
        try {
            URI proxy = URI.create(url.contains("://") ? url : "http://" + url);
            boolean isSocks = "socks5".equals(proxy.getScheme()) || "socks".equals(proxy.getScheme());
            int defaultPort = isSocks ? 1080 : "https".equals(proxy.getScheme()) ? 443 : 80;
            return Optional.ofNullable(proxy.getHost())
                    .map(host -> new Configured(
                            isSocks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                            host,
                            proxy.getPort() < 0 ? defaultPort : proxy.getPort()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no client understands it
        }
    }

    private Stream<Configured> selected() {
        ProxySelector chosen = selector.get();
        // That of the JDK only reads the properties above, or asks the desktop, which is slow.
        if (chosen == null || chosen.getClass().getName().startsWith("sun.")) {
            return Stream.empty();
        }
        return PUBLIC.stream().flatMap(uri -> select(chosen, uri)).flatMap(proxy -> configured(proxy).stream());
    }

    private static Stream<Proxy> select(ProxySelector selector, URI uri) {
        try {
            List<Proxy> proxies = selector.select(uri);
            return proxies == null ? Stream.empty() : proxies.stream();
        } catch (RuntimeException e) {
            return Stream.empty(); // the code of a test, which knows only the hosts that it expects
        }
    }

    private static Optional<Configured> configured(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? Optional.of(new Configured(proxy.type(), address.getHostString(), address.getPort()))
                : Optional.empty();
    }
}
