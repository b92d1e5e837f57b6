package io.vcr.apache;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the async client's callbacks run when no I/O reactor takes part: never within {@code execute}. Not the common
 * pool, for a replay at the recorded pace sleeps. The threads go away when they are not used and keep no JVM alive.
 */
final class BackgroundThreads {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "vcr-apache-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    private BackgroundThreads() {}

    static void execute(Runnable task) {
        THREADS.execute(task);
    }
}
