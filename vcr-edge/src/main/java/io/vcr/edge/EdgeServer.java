package io.vcr.edge;

import io.vcr.Session;
import io.vcr.edge.internal.socket.Sockets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/** The server of an edge, for HTTP/1.1 and HTTP/2 without TLS. Thread-safe. */
final class EdgeServer implements AutoCloseable {

    private static final int HEADER_BYTES = 64 * 1024;
    private static final int MAX_THREADS = 200;

    /** How long a stop waits for the responses that are being written. */
    private static final int STOP_MILLIS = 5_000;

    /** Some names of models hold an encoded slash. The edge passes paths on as they are. */
    private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
            "edge",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER);

    private final Server server;
    private final ServerConnector connector;
    private final GracefulHandler graceful;
    private final Mounts mounts;
    private final Counts counts;
    private final TestPaths tests = new TestPaths();
    private final Upstream upstream;
    private final EdgeOptions options;

    private EdgeServer(Mounts mounts, Counts counts, OwnPaths own, EdgeOptions options) {
        this.mounts = mounts;
        this.counts = counts;
        this.options = options;
        this.upstream = new Upstream(signature(mounts));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("vcr-edge");
        threads.setDaemon(true);
        this.server = new Server(threads, new ScheduledExecutorScheduler("vcr-edge-timer", true), null);
        HttpConfiguration http = http();
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http), new Http2(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(options.idle().toMillis());
        server.addConnector(connector);
        Sockets sockets = new Sockets(server, options.maxRequestBytes(), options.idle());
        this.graceful = new GracefulHandler(new EdgeHandler(mounts, counts, tests, upstream, own, options, sockets));
        server.setHandler(graceful);
    }

    /** A server that listens. */
    static EdgeServer start(Mounts mounts, Counts counts, OwnPaths own, EdgeOptions options) {
        EdgeServer edge = new EdgeServer(mounts, counts, own, options);
        try {
            edge.server.start();
            return edge;
        } catch (Exception e) {
            edge.close();
            throw new IllegalStateException(
                    "The edge cannot listen on " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
        }
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false); // the API sends its own
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setMaxResponseHeaderSize(HEADER_BYTES);
        http.setUriCompliance(PATHS);
        return http;
    }

    private static @Nullable AwsSignature signature(Mounts mounts) {
        try {
            return mounts.all().stream().allMatch(mount -> mount.aws().isEmpty()) ? null : new AwsSignature();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "A mount that is signed for AWS needs software.amazon.awssdk:auth and"
                            + " software.amazon.awssdk:http-auth-aws on the class path",
                    e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** The URL of a mount, for any test or for that of a session. */
    String url(String mount, Optional<Session> session) {
        String host = options.host().equals("0.0.0.0") ? EdgeOptions.LOOPBACK : options.host();
        return "http://" + host + ":" + port() + Mounts.path(mounts.named(mount), session.map(tests::add));
    }

    /** The segment that names a session in paths. */
    String path(Session session) {
        return tests.add(session);
    }

    /** The session that a segment names. */
    Optional<Session> test(String segment) {
        return tests.find(segment);
    }

    Mounts mounts() {
        return mounts;
    }

    Counts counts() {
        return counts;
    }

    /** Refuses new requests, waits for a moment for those that are being answered, and ends. */
    @Override
    public void close() {
        try {
            // Jetty would wait for idle connections too.
            server.setStopTimeout(graceful.getCurrentRequestCount() == 0 ? 0 : STOP_MILLIS);
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The edge cannot be stopped: " + e.getMessage(), e);
        } finally {
            upstream.close();
        }
    }

    /** Does not upgrade a request with a body: Jetty 12.1 resets the stream of one whose body is chunked. */
    private static final class Http2 extends HTTP2CServerConnectionFactory {

        Http2(HttpConfiguration http) {
            super(http);
        }

        @Override
        public @Nullable Connection upgradeConnection(
                Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response) {
            HttpFields fields = request.getHttpFields();
            return fields.contains("Transfer-Encoding") || fields.contains("Content-Length")
                    ? null
                    : super.upgradeConnection(connector, endPoint, request, response);
        }
    }
}
