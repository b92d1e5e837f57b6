package io.vcr.testkit;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.opentest4j.TestAbortedException;

/** The store of one test: what its author says about it, and what the tests do with it. */
abstract class PersisterSubject {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Persister> opened = new ArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
    private String test = "";

    /**
     * Opens the store of this test, which is empty at first. Called once in most tests; what is opened is closed after
     * the test.
     *
     * @return a new persister
     * @throws Exception if it cannot be opened; the test fails
     */
    protected abstract Persister open() throws Exception;

    /**
     * Opens the store of this test again after it was closed: P12. Calls {@link #open()} unless overridden.
     *
     * @return a new persister over what was saved before
     * @throws Exception if it cannot be opened, or {@link #notApplicable} if nothing outlives the persister
     */
    protected Persister reopen() throws Exception {
        return open();
    }

    /**
     * Says how another process opens the store of this test: P5.
     *
     * @return the process, which the test starts
     * @throws Exception {@link #notApplicable} if only one process can use a store
     */
    protected OtherProcess otherProcess() throws Exception {
        throw undecided(
                "P5",
                "otherProcess()",
                "return OtherProcess.opening(uri), or using(a PersisterOpener of yours, place)");
    }

    /**
     * Saves a cassette in such a way that it fails after it has begun, such as on a disk without space: P6. When it
     * returns, the store works again.
     *
     * @param persister the open store
     * @param cassette what cannot be saved; it would replace a stored one
     * @throws Exception what {@link Persister#save} threw, or {@link #notApplicable} if a save cannot fail halfway
     */
    protected void saveAndFail(Persister persister, Cassette cassette) throws Exception {
        throw undecided(
                "P6", "saveAndFail(persister, cassette)", "make save fail halfway, and let its exception through");
    }

    /**
     * Puts bytes into the place where the store of this test keeps a cassette: P7. Nothing is stored there before.
     *
     * @param id the cassette
     * @param bytes something that is not a cassette, or half of one
     * @throws Exception if it cannot be done, or {@link #notApplicable} if the store holds nothing that can be unreadable
     */
    protected void storeRaw(CassetteId id, byte[] bytes) throws Exception {
        throw undecided("P7", "storeRaw(id, bytes)", "write the bytes where the cassette would be");
    }

    /**
     * Says that a rule has no meaning for this store: throw it from one of the methods above.
     *
     * @param reason why, in a few words; the reports show it
     * @return what aborts the test, after it has printed the reason
     */
    protected final RuntimeException notApplicable(String reason) {
        System.out.println(getClass().getName() + " - " + test + ": not applicable: " + reason);
        return new TestAbortedException("Not applicable: " + reason);
    }

    private static AssertionError undecided(String rule, String method, String how) {
        return new AssertionError("""
                %s needs to be told how to show it
                  fix    override %s: %s
                  or     if the rule has no meaning for the store, throw notApplicable("why") there""".formatted(rule, method, how));
    }

    @BeforeEach
    void rememberTest(TestInfo info) {
        test = info.getDisplayName();
    }

    @AfterEach
    void closeAll() throws Exception {
        threads.shutdownNow();
        for (Persister persister : opened) {
            persister.close();
        }
    }

    Persister opened() throws Exception {
        return remember(open());
    }

    Persister expiring() throws Exception {
        Persister persister = opened();
        if (persister.defaultTtl().isEmpty()) {
            throw notApplicable("nothing expires here, its defaultTtl() is empty");
        }
        return persister;
    }

    Persister remember(Persister persister) {
        opened.add(persister);
        return persister;
    }

    interface Work {
        void run(int thread) throws Exception;
    }

    final void inParallel(int count, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int thread = i;
            done.add(threads.submit((Callable<@Nullable Void>) () -> {
                start.await();
                work.run(thread);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> future : done) {
            get(future);
        }
    }

    static void get(Future<?> future) throws Exception {
        future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    static String outputOf(Future<String> output) {
        try {
            return output.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            return e.toString();
        }
    }
}
