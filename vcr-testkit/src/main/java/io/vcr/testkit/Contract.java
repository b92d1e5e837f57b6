package io.vcr.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.opentest4j.TestAbortedException;

/** The parts that both contracts share. */
abstract class Contract {

    /** The longest wait for an expected event. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final ExecutorService threads = Executors.newCachedThreadPool();
    private String test = "";

    /**
     * Declares that a rule does not apply to this subject. Throw the result from the method that the rule calls.
     *
     * @param reason the reason in a few words; the reports show it
     * @return the exception that aborts the test; the reason is already printed
     */
    protected final RuntimeException notApplicable(String reason) {
        System.out.println(getClass().getName() + " - " + test + ": not applicable: " + reason);
        return new TestAbortedException("Not applicable: " + reason);
    }

    @BeforeEach
    void rememberTest(TestInfo info) {
        test = info.getDisplayName();
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** The work of one of several threads. */
    interface Work<T> {
        T run(int thread) throws Exception;
    }

    /** Runs work in threads that begin together, and throws the exception of a thread that fails. */
    final <T> List<T> inParallel(int count, Work<T> work) throws Exception {
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

    static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // the assertion itself, without a wrapper
            }
            throw e;
        }
    }
}
