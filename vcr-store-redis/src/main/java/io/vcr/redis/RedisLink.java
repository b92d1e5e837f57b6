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
 * The way to the server: retries, and while the server is away fails at once instead of letting each test wait.
 * Thread-safe.
 */
final class RedisLink implements AutoCloseable {

    private static final int RETRIES = 2;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    /** How often a server that was away is tried again, and how long the caller that tries it waits. */
    private static final long PROBE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A server that refuses a password or a certificate will do so again. */
    private static final long PROBE_REFUSED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long PROBE_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is known of a server that is away. */
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
     * @param failures says what has gone wrong
     * @param timeout of the connect and of each command
     * @param opener makes the client, on a thread of its own
     * @param prepare what is to be done on a new connection before it is used
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

    /** A command, or a few that are sent together. */
    @FunctionalInterface
    interface Command<T> extends Function<Connected, CompletionStage<T>> {}

    /**
     * Runs a command. One that was cut off runs again, so it must have the same effect twice.
     *
     * @throws IOException if the server cannot be reached or refuses; the message names the server and the reason
     */
    <T> T call(Command<T> command) throws IOException {
        Outage away = outage;
        if (away != null && !isBack(away)) {
            throw new IOException(away.failure().getMessage(), away.failure());
        }
        long start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return LazyConnection.await(command.apply(connection.get()).toCompletableFuture(), timeoutNanos);
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                Throwable cause = Failures.cause(e);
                if (connection.isClosed() || !Failures.isOutage(cause)) {
                    throw failures.explained(cause);
                }
                boolean again = attempt < RETRIES && !Failures.isRefusal(cause) && isConnectedOrHasTime(start);
                if (!again) {
                    throw begin(cause).failure();
                }
                LockSupport.parkNanos(pauseNanos(attempt));
            }
        }
    }

    /** To connect, all attempts together have the time of one. */
    private boolean isConnectedOrHasTime(long start) {
        return connection.isThere() || System.nanoTime() - start < timeoutNanos;
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

    /** Whether the server answers again. The caller that tries it waits for that, no longer than a healthy one needs. */
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

    /** Tries the server; null if that was done lately, or is under way for another caller. */
    private synchronized @Nullable CompletableFuture<?> probe(Outage away) {
        boolean pending = probe != null && !probe.isDone();
        long pause = pending ? Math.max(away.probeEveryNanos(), connection.patienceNanos()) : away.probeEveryNanos();
        if (System.nanoTime() - probedAtNanos <= pause) {
            return null;
        }
        if (pending) {
            connection.abandon(); // silent again
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

    /** Closes the connection or, if it is ours, the client with its threads and all that it has opened. */
    @Override
    public void close() {
        connection.close();
    }
}
