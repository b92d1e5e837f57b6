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

/** What the contracts have in common. */
abstract class Contract {

    /** How long a test waits for what has to happen. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final ExecutorService threads = Executors.newCachedThreadPool();
    private String test = "";

    /**
     * Says that a rule has no meaning for this subject: throw it from the method that the rule calls.
     *
     * @param reason why, in a few words; the reports show it
     * @return what aborts the test, after it has printed the reason
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

    /** What one of several threads does. */
    interface Work<T> {
        T run(int thread) throws Exception;
    }

    /** Runs work in threads that begin together; what one of them throws is thrown. */
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
                throw error; // the assertion itself, not that another thread has made it
            }
            throw e;
        }
    }
}
