package io.vcr.redis;

import io.vcr.redis.Driver.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to the server: connects in the background, retries, and while the server is away fails at once instead of
 * letting each test wait. Thread-safe.
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

    private static final int WAIT_FOR_DRIVER = 3;

    /** What is known of a server that is away. */
    private record Outage(IOException failure, long probeEveryNanos) {}

    private final Failures failures;
    private final long timeoutNanos;
    private final Supplier<Driver> opener;
    private final Function<Connected, CompletionStage<Connected>> prepare;

    private final Object opening = new Object();
    private volatile @Nullable Outage outage;
    private volatile boolean closed;
    private @Nullable Driver driver; // guarded by opening
    // Guarded by this.
    private @Nullable CompletableFuture<Connected> connecting;
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
        this.opener = opener;
        this.prepare = prepare;
        var unused = connecting();
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
                return await(command.apply(connection()).toCompletableFuture(), timeoutNanos);
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                Throwable cause = Failures.cause(e);
                if (closed || !Failures.isOutage(cause)) {
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
        return isConnected() || System.nanoTime() - start < timeoutNanos;
    }

    private synchronized boolean isConnected() {
        return connecting != null && connecting.isDone() && !isLost(connecting);
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
            if (Failures.isSilence(cause) && connecting != null && connecting.isDone()) {
                abandon();
            }
        }
        return begun;
    }

    /** What a router has forgotten stays open and silent for a quarter of an hour: the next connection is a new one. */
    private synchronized void abandon() {
        release(connecting);
        connecting = null;
    }

    /** Whether the server answers again. The caller that tries it waits for that, no longer than a healthy one needs. */
    private boolean isBack(Outage away) {
        CompletableFuture<?> mine = probe(away);
        if (mine != null) {
            try {
                await(mine, PROBE_WAIT_NANOS);
            } catch (ExecutionException | TimeoutException e) {
                return false;
            }
        }
        return outage == null;
    }

    /** Tries the server; null if that was done lately, or is under way for another caller. */
    private synchronized @Nullable CompletableFuture<?> probe(Outage away) {
        boolean pending = probe != null && !probe.isDone();
        long pause =
                pending ? Math.max(away.probeEveryNanos(), WAIT_FOR_DRIVER * timeoutNanos) : away.probeEveryNanos();
        if (System.nanoTime() - probedAtNanos <= pause) {
            return null;
        }
        if (pending) {
            abandon(); // silent again
        }
        probedAtNanos = System.nanoTime();
        probe = connecting()
                .thenCompose(connected -> connected.commands().ping())
                .thenAccept(pong -> outage = null);
        return probe;
    }

    /**
     * Waits as long as the driver does, which gives the connect and the greeting a timeout each. Not less: on a busy
     * machine the first connection of a JVM takes seconds to load its classes, and that is not the server's fault.
     */
    private Connected connection() throws ExecutionException, TimeoutException {
        CompletableFuture<Connected> connection = connecting();
        return connection.isDone() ? connection.join() : await(connection, WAIT_FOR_DRIVER * timeoutNanos);
    }

    /** The connection that is there or on its way; after a failure or a cut a new one. */
    private synchronized CompletableFuture<Connected> connecting() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(failures.name() + " is closed"));
        }
        if (connecting == null || isLost(connecting)) {
            release(connecting);
            CompletableFuture<Connected> attempt = new CompletableFuture<>();
            connecting = attempt;
            // The classes of the driver take a second to load, which no test should wait for.
            Thread thread = new Thread(() -> connect(attempt), "vcr-redis-connect");
            thread.setDaemon(true);
            thread.start();
        }
        return connecting;
    }

    private static boolean isLost(CompletableFuture<Connected> connection) {
        return connection.isCompletedExceptionally()
                || (connection.isDone() && connection.join().isLost());
    }

    /** The client keeps what is not closed, also if the server has closed it, and also what is still on its way. */
    private static void release(@Nullable CompletableFuture<Connected> connection) {
        if (connection != null) {
            var unused =
                    connection.thenCompose(connected -> connected.connection().closeAsync());
        }
    }

    private void connect(CompletableFuture<Connected> attempt) {
        try {
            driver().connect().thenCompose(prepare).whenComplete((connected, failure) -> {
                if (failure == null) {
                    attempt.complete(connected);
                } else {
                    attempt.completeExceptionally(Failures.cause(failure));
                }
            });
        } catch (RuntimeException | LinkageError e) {
            attempt.completeExceptionally(e);
        }
    }

    /** Not under the lock of the link: making the client is slow, and nobody is to wait for more than his time. */
    private Driver driver() {
        synchronized (opening) {
            Driver made = driver;
            if (closed) {
                throw new IllegalStateException(failures.name() + " is closed");
            }
            if (made == null) {
                made = opener.get();
                driver = made;
            }
            return made;
        }
    }

    /** Waits although the thread is interrupted: a test that leaves an interrupt behind is saved all the same. */
    private static <T> T await(Future<T> future, long nanos) throws ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CompletionException e) {
                    throw new ExecutionException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the connection or, if it is ours, the client with its threads and all that it has opened. */
    @Override
    public void close() {
        CompletableFuture<Connected> connection;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            connection = connecting;
        }
        synchronized (opening) {
            if (driver != null && driver.isOwned()) {
                driver.close();
            } else {
                release(connection);
            }
        }
    }
}
