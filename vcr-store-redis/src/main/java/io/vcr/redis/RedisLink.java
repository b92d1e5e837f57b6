package io.vcr.redis;

import io.vcr.redis.Driver.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands on the server. It retries them; during an outage it fails at once, so that tests do not wait.
 * Thread-safe.
 */
final class RedisLink implements AutoCloseable {

    private static final int RETRIES = 2;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    /** The interval at which a command is sent again that had to wait for a connection. */
    private static final long UNSENT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** The interval between probes of a server that is down, and the longest wait of the caller that probes. */
    private static final long PROBE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The interval for a rejected password or certificate, which a new probe rarely changes. */
    private static final long PROBE_REFUSED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long PROBE_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The failure of a server that is down. */
    private record Outage(IOException failure, long probeEveryNanos) {}

    private final Failures failures;
    private final long timeoutNanos;
    private final LazyConnection connection;
    private volatile @Nullable Outage outage;
    // Guarded by this.
    private @Nullable CompletableFuture<?> probe;
    private long probedAtNanos;

    /**
     * Begins to connect.
     *
     * @param failures describes failures
     * @param timeout the timeout of the connect and of each command
     * @param opener creates the client, on a thread of its own
     * @param prepare prepares a new connection before its first use
     */
    RedisLink(
            Failures failures,
            Duration timeout,
            Supplier<Driver> opener,
            Function<Connected, CompletionStage<Connected>> prepare) {
        this.failures = failures;
        this.timeoutNanos = timeout.toNanos();
        this.connection = new LazyConnection(failures.name(), timeout, opener, prepare);
        var unused = connection.begin();
    }

    /** A command, or several that are sent together. */
    @FunctionalInterface
    interface Command<T> extends Function<Connected, CompletionStage<T>> {}

    /**
     * Runs a command. It runs again after a lost connection, so it must be idempotent.
     *
     * @throws IOException if the server cannot be reached or rejects the command; the message names the server and the
     *     reason
     */
    <T> T call(Command<T> command) throws IOException {
        Outage away = outage;
        if (away != null && !isBack(away)) {
            throw new IOException(away.failure().getMessage(), away.failure());
        }
        long start = System.nanoTime();
        int attempt = 0;
        while (true) {
            try {
                return LazyConnection.await(command.apply(connection.get()).toCompletableFuture(), timeoutNanos);
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                Throwable cause = Failures.cause(e);
                if (connection.isClosed() || !Failures.isOutage(cause)) {
                    throw failures.explained(cause);
                }
                boolean hasTime = System.nanoTime() - start < timeoutNanos;
                if (hasTime && Failures.isUnsent(cause)) {
                    LockSupport.parkNanos(UNSENT_PAUSE_NANOS);
                    continue;
                }
                // All attempts to connect share one timeout.
                boolean again = attempt < RETRIES && !Failures.isRefusal(cause) && (hasTime || connection.isThere());
                if (!again) {
                    throw begin(cause).failure();
                }
                LockSupport.parkNanos(pauseNanos(attempt++));
            }
        }
    }

    private static long pauseNanos(int attempt) {
        return TimeUnit.MILLISECONDS.toNanos(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt));
    }

    private Outage begin(Throwable cause) {
        Outage begun = new Outage(
                failures.explained(cause), Failures.isRefusal(cause) ? PROBE_REFUSED_EVERY_NANOS : PROBE_EVERY_NANOS);
        outage = begun;
        synchronized (this) {
            probedAtNanos = System.nanoTime();
        }
        if (Failures.isSilence(cause)) {
            connection.abandonIfDone();
        }
        return begun;
    }

    /** Tells whether the server answers again. The caller that probes waits only as long as a healthy server needs. */
    private boolean isBack(Outage away) {
        CompletableFuture<?> mine = probe(away);
        if (mine != null) {
            try {
                LazyConnection.await(mine, PROBE_WAIT_NANOS);
            } catch (ExecutionException | TimeoutException e) {
                return false;
            }
        }
        return outage == null;
    }

    /** Probes the server; null if the last probe is recent, or another caller is probing. */
    private synchronized @Nullable CompletableFuture<?> probe(Outage away) {
        boolean pending = probe != null && !probe.isDone();
        long pause = pending ? Math.max(away.probeEveryNanos(), connection.patienceNanos()) : away.probeEveryNanos();
        if (System.nanoTime() - probedAtNanos <= pause) {
            return null;
        }
        if (pending) {
            connection.abandon(); // the server is silent again
        }
        probedAtNanos = System.nanoTime();
        probe = connection
                .begin()
                .thenCompose(connected -> connected.commands().ping())
                .thenAccept(pong -> outage = null);
        return probe;
    }

    boolean isClosed() {
        return connection.isClosed();
    }

    /** Closes the connection, or the client with its threads and connections if this store owns it. */
    @Override
    public void close() {
        connection.close();
    }
}
