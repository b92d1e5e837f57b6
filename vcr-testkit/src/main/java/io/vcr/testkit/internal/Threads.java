package io.vcr.testkit.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The threads of one test. Thread-safe. */
public final class Threads implements AutoCloseable {

    /** The longest wait for an expected event. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * The work of one of several threads.
     *
     * @param <T> the result
     */
    public interface Work<T> {

        /**
         * Does the work.
         *
         * @param thread the number of the thread, from 0
         * @return the result
         * @throws Exception if the work fails; the test shows it
         */
        T run(int thread) throws Exception;
    }

    /**
     * Runs work in a thread of its own.
     *
     * @param <T> the result
     * @param work the work
     * @return its result, for {@link #get}
     */
    public <T> Future<T> submit(Callable<T> work) {
        return threads.submit(work);
    }

    /**
     * Runs work in threads that begin together.
     *
     * @param <T> the result
     * @param count the number of threads
     * @param work the work of each
     * @return the results, in the order of the threads
     * @throws Exception the exception of a thread that fails
     */
    public <T> List<T> inParallel(int count, Work<T> work) throws Exception {
        CountDownLatch ready = new CountDownLatch(count);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int thread = i;
            running.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return work.run(thread);
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            results.add(get(one));
        }
        return results;
    }

    /**
     * Waits for a result.
     *
     * @param <T> the result
     * @param future the work that brings it
     * @return the result
     * @throws Exception if the work fails or does not end
     */
    public static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // the assertion itself, without a wrapper
            }
            throw e;
        }
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
