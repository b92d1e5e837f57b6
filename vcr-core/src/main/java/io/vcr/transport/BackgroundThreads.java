package io.vcr.transport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where callbacks of asynchronous clients run when no connection takes part: never within the call that has started the
 * request. Not the common pool, for a replay at the recorded pace sleeps. The threads end when they are not used and keep
 * no JVM alive. Thread-safe.
 */
public final class BackgroundThreads {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "vcr-background-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    private BackgroundThreads() {}

    /**
     * Runs a task soon.
     *
     * @param task what to do
     */
    public static void execute(Runnable task) {
        THREADS.execute(task);
    }
}
