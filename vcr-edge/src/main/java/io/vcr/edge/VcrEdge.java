package io.vcr.edge;

import io.vcr.OpenSessions;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.edge.internal.message.MountCounts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Records and replays the calls of other processes: a server whose base URL they get in the place of that of an API.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final VcrEdge edge = VcrEdge.mount("openai", "https://api.openai.com");
 *
 * // the application under test gets edge.url("openai") as its base URL
 * }</pre>
 *
 * <p>A request belongs to the test that its path names ({@link #urlFor}), or that the header
 * {@link OpenSessions#KEY_HEADER} names, or else to the session that {@link OpenSessions} finds, as for a request on a
 * thread of no test. Outside any session a request is sent and not recorded; if {@link Vcr#RECORD_MODE_VARIABLE} is
 * {@code none}, it is refused. Cassettes hold the URLs of the API, so the tests of a client with an adapter replay them
 * too.
 *
 * <p>The server starts with the first test of the class or the first call of {@link #url}, listens on the loopback
 * interface, and ends with the last test of the class. If it starts again, it has the same port. Thread-safe.
 */
public final class VcrEdge
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private final List<Mount> mounts;
    private final EdgeOptions options;
    private Counts counts;
    private @Nullable EdgeServer server;
    private int port;
    private int users;

    private VcrEdge(List<Mount> mounts, EdgeOptions options) {
        this.mounts = mounts;
        this.counts = new Counts(new Mounts(mounts)); // checks their names
        this.options = options;
        this.port = options.port();
    }

    /**
     * Returns an edge for one API.
     *
     * @param name the name of the mount
     * @param upstream the base URL of the API
     * @return an edge that has not started
     * @throws IllegalArgumentException as {@link Mount#of}
     */
    public static VcrEdge mount(String name, String upstream) {
        return mount(Mount.of(name, upstream));
    }

    /**
     * Returns an edge for one API.
     *
     * @param mount the API
     * @return an edge that has not started
     */
    public static VcrEdge mount(Mount mount) {
        return new VcrEdge(List.of(mount), EdgeOptions.defaults(!isReplayOnly()));
    }

    private static boolean isReplayOnly() {
        String mode = System.getenv(Vcr.RECORD_MODE_VARIABLE);
        return mode != null && mode.equalsIgnoreCase(RecordMode.NONE.toString());
    }

    /**
     * Returns an edge for one more API.
     *
     * @param name the name of the mount
     * @param upstream the base URL of the API
     * @return another edge, which has not started
     * @throws IllegalArgumentException as {@link Mount#of}, or if a mount has the same name
     */
    public VcrEdge and(String name, String upstream) {
        return and(Mount.of(name, upstream));
    }

    /**
     * Returns an edge for one more API.
     *
     * @param mount the API
     * @return another edge, which has not started
     * @throws IllegalArgumentException if a mount has the same name
     */
    public VcrEdge and(Mount mount) {
        return new VcrEdge(Stream.concat(mounts.stream(), Stream.of(mount)).toList(), options);
    }

    /**
     * Returns an edge that listens elsewhere than on a free port of the loopback interface. Whoever reaches it can make
     * live calls to the mounted APIs while a session records.
     *
     * @param host the name or address to bind to, such as {@code 0.0.0.0} for containers
     * @param newPort the port, or 0 for a free one
     * @return another edge, which has not started
     */
    public VcrEdge listeningOn(String host, int newPort) {
        return new VcrEdge(mounts, options.at(host, newPort));
    }

    /**
     * Returns the base URL of an API for clients in any process, and starts the server.
     *
     * @param mount the name of the mount
     * @return such as {@code http://127.0.0.1:41234/openai}
     * @throws IllegalArgumentException if no mount has the name
     */
    public String url(String mount) {
        return server().url(mount, Optional.empty());
    }

    /**
     * Returns the base URL of an API for the clients of one test, and starts the server. For tests that run in parallel.
     * After the end of the session what still comes is refused.
     *
     * @param session the session of the test
     * @param mount the name of the mount
     * @return such as {@code http://127.0.0.1:41234/__test/Y2hhdA/openai}
     * @throws IllegalArgumentException if no mount has the name
     */
    public String urlFor(Session session, String mount) {
        return server().url(mount, Optional.of(session));
    }

    /**
     * Returns how many requests to an API were answered from cassettes since the server has started. After its end this is
     * the number at the end.
     *
     * @param mount the name of the mount
     * @return the number
     * @throws IllegalArgumentException if no mount has the name
     */
    public long hits(String mount) {
        return counts(mount).hits();
    }

    /**
     * Returns how many requests to an API were sent over the network since the server has started. After its end this is
     * the number at the end.
     *
     * @param mount the name of the mount
     * @return the number
     * @throws IllegalArgumentException if no mount has the name
     */
    public long calls(String mount) {
        return counts(mount).calls();
    }

    private synchronized MountCounts.Snapshot counts(String mount) {
        return counts.of(new Mounts(mounts).named(mount)).snapshot();
    }

    private synchronized EdgeServer server() {
        EdgeServer running = server;
        if (running == null) {
            Mounts served = new Mounts(mounts);
            counts = new Counts(served);
            running = EdgeServer.start(served, counts, new Health(counts), options.at(options.host(), port));
            port = running.port();
            server = running;
        }
        return running;
    }

    /** Starts the server. */
    @Override
    public void beforeAll(ExtensionContext context) {
        use();
    }

    /** Starts the server, for an edge in a field that is not static. */
    @Override
    public void beforeEach(ExtensionContext context) {
        use();
    }

    private synchronized void use() {
        users++;
        Objects.requireNonNull(server());
    }

    /** Ends the server with the last test. */
    @Override
    public void afterEach(ExtensionContext context) {
        leave();
    }

    /** Ends the server with the last test class. */
    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    private synchronized void leave() {
        users = Math.max(0, users - 1);
        if (users == 0) {
            close();
        }
    }

    /**
     * Ends the server, when it has answered what it is answering, after at most 5 s. It prints the counts of each mount. A
     * second call does nothing.
     */
    @Override
    public synchronized void close() {
        EdgeServer running = server;
        server = null;
        if (running != null) {
            running.close();
            Health.lines(running.counts()).forEach(System.out::println);
        }
    }
}
