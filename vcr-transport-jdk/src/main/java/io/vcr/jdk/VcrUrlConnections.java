package io.vcr.jdk;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of HttpURLConnection: {@code VcrUrlConnections.ambient().open(url)}.
 *
 * <p>It is also a factory of handlers, for code that opens its URLs itself: {@code new URL(null, text,
 * VcrUrlConnections.ambient().createURLStreamHandler("https"))} for one URL, or {@code URL.setURLStreamHandlerFactory}
 * for all URLs of the JVM.
 *
 * <p>A connection sends its request when the response is asked for, not at {@code connect}; until then it collects the
 * body in memory. It sees responses after redirects and authentication. A live response reaches the caller as it
 * arrives. Thread-safe; a connection is not.
 */
public final class VcrUrlConnections implements URLStreamHandlerFactory {

    /** URLs with the handlers of the JDK. A factory that is set later does not replace them. */
    private static final class Originals {

        static final URL HTTP = url("http://localhost/");
        static final URL HTTPS = url("https://localhost/");

        private static URL url(String text) {
            try {
                return new URL(text);
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Transport transport;
    private final URL http = Originals.HTTP;
    private final URL https = Originals.HTTPS;

    private VcrUrlConnections(Transport transport) {
        this.transport = transport;
    }

    /**
     * Returns the connections of one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @return a factory
     */
    public static VcrUrlConnections of(Session session) {
        return new VcrUrlConnections(Transport.of(session));
    }

    /**
     * Returns the connections that many tests share. They find the session of each call as {@link OpenSessions}
     * describes; outside any session they only send later.
     *
     * @return a factory
     */
    public static VcrUrlConnections ambient() {
        return new VcrUrlConnections(Transport.ambient());
    }

    /**
     * Opens a connection, like {@link URL#openConnection()}.
     *
     * @param url a URL with the protocol http or https
     * @return a connection that is not connected yet; an HttpsURLConnection for https
     * @throws IOException if the connection cannot be opened
     * @throws IllegalArgumentException if the protocol is another one
     */
    public HttpURLConnection open(URL url) throws IOException {
        return recorded(url, original(url).openConnection(), transport);
    }

    /**
     * Opens a connection over a proxy, like {@link URL#openConnection(Proxy)}.
     *
     * @param url a URL with the protocol http or https
     * @param proxy the proxy of live calls
     * @return a connection that is not connected yet; an HttpsURLConnection for https
     * @throws IOException if the connection cannot be opened
     * @throws IllegalArgumentException if the protocol is another one
     */
    public HttpURLConnection open(URL url, Proxy proxy) throws IOException {
        return recorded(url, original(url).openConnection(proxy), transport);
    }

    /** Wraps a connection once: the agent may have wrapped it already. */
    static HttpURLConnection recorded(URL url, URLConnection given, Transport transport) {
        HttpURLConnection original = unwrapped(given);
        UrlCall call = new UrlCall(original, transport);
        return original instanceof HttpsURLConnection secure
                ? new RecordedHttpsConnection(url, secure, call)
                : new RecordedHttpConnection(url, call);
    }

    private static HttpURLConnection unwrapped(URLConnection given) {
        if (given instanceof RecordedHttpConnection ours) {
            return ours.original();
        }
        return given instanceof RecordedHttpsConnection ours ? ours.original() : (HttpURLConnection) given;
    }

    private URL original(URL url) throws MalformedURLException {
        return switch (url.getProtocol()) {
            case "http" -> new URL(http, url.toExternalForm());
            case "https" -> new URL(https, url.toExternalForm());
            default -> throw new IllegalArgumentException("Not a URL with the protocol http or https: " + url);
        };
    }

    /**
     * Returns a handler for http and https.
     *
     * @param protocol such as {@code https}
     * @return a handler, or null for another protocol
     */
    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return switch (protocol) {
            case "http" -> new Handler(80);
            case "https" -> new Handler(443);
            default -> null;
        };
    }

    private final class Handler extends URLStreamHandler {

        private final int defaultPort;

        Handler(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        @Override
        protected int getDefaultPort() {
            return defaultPort;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return open(url);
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return open(url, proxy);
        }
    }
}
