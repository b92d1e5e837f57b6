package io.vcr.junit5;

import io.vcr.Vcr;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import io.vcr.spi.CassetteId;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Tells the store which cassettes the tests of a class will load, while JUnit sets the class up. It runs in the
 * background: no test waits for it, and its failures fail no test. Thread-safe.
 */
final class Prefetch implements AutoCloseable {

    /** The longest wait for a store that continues after it was closed, or that the caller must close. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Prefetch::daemon);
    private volatile boolean over;

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "vcr-prefetch");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins a prefetch for the tests with one cassette. For other tests, the number of cassettes is known only after
     * they have run.
     */
    void begin(TestElement type, Run run, Optional<Vcr> inCode) {
        thread.execute(() -> {
            try {
                prefetch(type, run, inCode);
            } catch (RuntimeException | LinkageError e) {
                // The tests that need the class, its settings or the store report the failure.
            }
        });
    }

    private void prefetch(TestElement type, Run run, Optional<Vcr> inCode) {
        if (over) {
            return;
        }
        List<CassetteId> cassettes =
                ReflectionSupport.findMethods(type.type(), Prefetch::hasOneCassette, HierarchyTraversalMode.TOP_DOWN)
                        .stream()
                        .map(method -> new TestConfiguration(type.test(method), run, inCode).toBeLoaded())
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        if (!cassettes.isEmpty()) {
            inCode.orElseGet(() -> run.vcr(type.type())).prefetch(cassettes);
        }
    }

    private static boolean hasOneCassette(Method method) {
        return AnnotationSupport.isAnnotated(method, Test.class)
                || AnnotationSupport.isAnnotated(method, TestFactory.class)
                || TestNames.isRetried(method);
    }

    /**
     * Drops the prefetches that have not begun. It interrupts none, because an interrupt would close the files of a
     * store.
     */
    @Override
    public void close() {
        over = true;
        thread.shutdown();
        try {
            var unused = thread.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
