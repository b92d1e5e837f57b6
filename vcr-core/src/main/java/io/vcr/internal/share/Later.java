package io.vcr.internal.share;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks and tells the store in the background. Its threads are daemons and end when no task is left, which the thread of
 * {@link CompletableFuture#delayedExecutor} does not. They are not those of the common pool, where every thread may be a test
 * that waits for them. Thread-safe.
 */
final class Later {

    /** Each may wait for the store. */
    private static final int THREADS = 4;

    private static final ScheduledThreadPoolExecutor THREAD_POOL =
            new ScheduledThreadPoolExecutor(THREADS, Later::thread);

    static {
        THREAD_POOL.setKeepAliveTime(1, TimeUnit.SECONDS);
        THREAD_POOL.allowCoreThreadTimeOut(true);
        THREAD_POOL.setRemoveOnCancelPolicy(true);
    }

    private Later() {}

    /** The thread keeps nothing of the test that happens to need it first: no group, no thread-local, no class loader. */
    private static Thread thread(Runnable task) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread thread = new Thread(group, task, "vcr-share", 0, false);
        thread.setContextClassLoader(Later.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /** Starts a thread for each task: a task that waits keeps no other task waiting. */
    static Executor ownThread() {
        return task -> thread(task).start();
    }

    static Executor now() {
        return THREAD_POOL;
    }

    /** Runs a task after a pause, unless it is cancelled before. */
    static Future<?> run(long pauseMillis, Runnable task) {
        return THREAD_POOL.schedule(task, pauseMillis, TimeUnit.MILLISECONDS);
    }

    /** Completes a future that is not complete after a while. */
    static <T> void complete(CompletableFuture<T> future, T value, Duration limit) {
        var timeout = THREAD_POOL.schedule(() -> future.complete(value), limit.toNanos(), TimeUnit.NANOSECONDS);
        var unused = future.whenComplete((any, failure) -> timeout.cancel(false));
    }
}
