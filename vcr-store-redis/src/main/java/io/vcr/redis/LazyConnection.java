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

/** The one connection of a store: made in the background, and made anew when it is needed after it was lost. Thread-safe. */
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

    /** Waits for the connection, as long as {@link #patienceNanos} says. */
    Connected get() throws ExecutionException, TimeoutException {
        CompletableFuture<Connected> connection = begin();
        return connection.isDone() ? connection.join() : await(connection, patienceNanos());
    }

    /**
     * As long as the driver waits, which gives the connect and the greeting a timeout each. Not less: on a busy machine
     * the first connection of a JVM takes seconds to load its classes, and that is not the server's fault.
     */
    long patienceNanos() {
        return WAIT_FOR_DRIVER * timeoutNanos;
    }

    /** The connection that is there or on its way; after a failure or a cut a new one. */
    synchronized CompletableFuture<Connected> begin() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(name + " is closed"));
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

    synchronized boolean isThere() {
        return connecting != null && connecting.isDone() && !isLost(connecting);
    }

    /** What a router has forgotten stays open and silent for a quarter of an hour: the next connection is a new one. */
    synchronized void abandon() {
        release(connecting);
        connecting = null;
    }

    /** The same, but for a connection that is still on its way. */
    synchronized void abandonIfDone() {
        if (connecting != null && connecting.isDone()) {
            abandon();
        }
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

    /** Not under the other lock: making the client is slow, and nobody is to wait for more than his time. */
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

    /** Waits although the thread is interrupted: a test that leaves an interrupt behind is saved all the same. */
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
