package io.vcr.transport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task that any thread may start and that never runs on two threads at once. If it is started while it runs, it runs
 * once more. For bodies that are delivered piece by piece. Thread-safe.
 */
public final class SerialTask {

    private final Runnable work;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * Creates a task.
     *
     * @param work the work; must not throw
     */
    public SerialTask(Runnable work) {
        this.work = work;
    }

    /** Runs the work on this thread. If it is already running, the running thread runs it once more. */
    public void run() {
        if (asked.getAndIncrement() == 0) {
            runAll();
        }
    }

    /** Runs the work on a background thread. */
    public void runLater() {
        if (asked.getAndIncrement() == 0) {
            BackgroundThreads.execute(this::runAll);
        }
    }

    private void runAll() {
        int seen;
        do {
            seen = asked.get();
            work.run();
        } while (asked.addAndGet(-seen) != 0);
    }
}
