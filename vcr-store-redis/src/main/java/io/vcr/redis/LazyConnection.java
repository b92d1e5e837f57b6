package io.vcr.redis;

import io.vcr.redis.Driver.Connected;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The only connection of a store. It opens in the background, and again on demand after it was lost. Thread-safe. */
final class LazyConnection implements AutoCloseable {

    private static final int WAIT_FOR_DRIVER = 3;

    private final String name;
    private final long timeoutNanos;
    private final Supplier<Driver> opener;
    private final Function<Connected, CompletionStage<Connected>> prepare;

    private final Object opening = new Object();
    private @Nullable Driver driver; // guarded by opening
    private volatile boolean closed;
    private @Nullable CompletableFuture<Connected> connecting; // guarded by this

    LazyConnection(
            String name,
            Duration timeout,
            Supplier<Driver> opener,
            Function<Connected, CompletionStage<Connected>> prepare) {
        this.name = name;
        this.timeoutNanos = timeout.toNanos();
        this.opener = opener;
        this.prepare = prepare;
    }

    /** Waits for the connection, for at most {@link #patienceNanos}. */
    Connected get() throws ExecutionException, TimeoutException {
        CompletableFuture<Connected> connection = begin();
        return connection.isDone() ? connection.join() : await(connection, patienceNanos());
    }

    /**
     * The wait of Lettuce: one timeout for the connect and one for the handshake. A shorter wait could fail although
     * the server answers, because on a busy machine the first connection of a JVM takes seconds to load classes.
     */
    long patienceNanos() {
        return WAIT_FOR_DRIVER * timeoutNanos;
    }

    /** The current or pending connection; a new one if it failed or was lost. */
    synchronized CompletableFuture<Connected> begin() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(name + " is closed"));
        }
        if (connecting == null || isLost(connecting)) {
            release(connecting);
            CompletableFuture<Connected> attempt = new CompletableFuture<>();
            connecting = attempt;
            // On a thread of its own, because loading the classes of Lettuce takes a second.
            Thread thread = new Thread(() -> connect(attempt), "vcr-redis-connect");
            thread.setDaemon(true);
            thread.start();
        }
        return connecting;
    }

    synchronized boolean isThere() {
        return connecting != null && connecting.isDone() && !isLost(connecting);
    }

    /**
     * Closes the connection so that the next caller opens a new one. A connection that a router has dropped stays open
     * and silent for a quarter of an hour.
     */
    synchronized void abandon() {
        release(connecting);
        connecting = null;
    }

    /** Closes the connection unless it is still pending. */
    synchronized void abandonIfDone() {
        if (connecting != null && connecting.isDone()) {
            abandon();
        }
    }

    private static boolean isLost(CompletableFuture<Connected> connection) {
        return connection.isCompletedExceptionally()
                || (connection.isDone() && connection.join().isLost());
    }

    /** Closes a connection, also a pending one, or one that the server has closed: the client keeps it otherwise. */
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

    /**
     * Under a lock of its own: creating the client is slow, and other callers must not wait longer than their timeout.
     */
    private Driver driver() {
        synchronized (opening) {
            Driver made = driver;
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            if (made == null) {
                made = opener.get();
                driver = made;
            }
            return made;
        }
    }

    /**
     * Waits even if the thread is interrupted, so that the cassette of a test that leaves the interrupt flag set is
     * saved.
     */
    static <T> T await(Future<T> future, long nanos) throws ExecutionException, TimeoutException {
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

    /** Closes the connection, or the client with its threads and connections if this store owns it. */
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
