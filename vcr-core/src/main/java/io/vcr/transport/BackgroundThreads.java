package io.vcr.transport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the callbacks of asynchronous clients for a replay or refusal, which has no connection whose thread could run
 * them. A callback never runs inside the call that started the request. These are not threads of the common pool,
 * because a replay at the recorded pace sleeps. They end when idle and are daemon threads. Thread-safe.
 */
final class BackgroundThreads {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "vcr-background-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    private BackgroundThreads() {}

    static void execute(Runnable task) {
        THREADS.execute(task);
    }
}
