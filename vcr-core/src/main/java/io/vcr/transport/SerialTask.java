package io.vcr.transport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that any thread may ask for and that never runs twice at once: whoever asks while it runs makes it run once more.
 * For bodies that are handed over piece by piece. Thread-safe.
 */
public final class SerialTask {

    private final Runnable work;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * Makes a task.
     *
     * @param work what to do; must not throw
     */
    public SerialTask(Runnable work) {
        this.work = work;
    }

    /** Runs the work on this thread, unless it is running already. */
    public void run() {
        if (asked.getAndIncrement() == 0) {
            runAll();
        }
    }

    /** Runs the work soon, on a {@linkplain BackgroundThreads background thread}. */
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
