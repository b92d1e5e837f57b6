package io.vcr.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.testkit.internal.Contract;
import io.vcr.testkit.internal.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The store of one test: the methods that its author overrides, and those that the tests call. */
abstract class PersisterSubject extends Contract {

    static final CassetteId ID = CassetteId.of("checkout/pays");
    static final CassetteId OTHER = CassetteId.of("checkout/refunds");

    final Threads threads = new Threads();
    private final List<Persister> opened = new ArrayList<>();

    /**
     * Opens the store of this test, which is empty at first. Most tests call it once. The test closes the store.
     *
     * @return a new persister
     * @throws Exception if it cannot be opened; the test fails
     */
    protected abstract Persister open() throws Exception;

    /**
     * Opens the store of this test again after it was closed, for P12. The default calls {@link #open()}.
     *
     * @return a new persister with the saved cassettes
     * @throws Exception if it cannot be opened, or {@link #notApplicable} if no cassette outlives the persister
     */
    protected Persister reopen() throws Exception {
        return open();
    }

    /**
     * Tells how another process opens the store of this test, for P5.
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
     * Makes a save fail after it has begun, such as on a full disk, for P6. The store must work again when the method
     * returns.
     *
     * @param persister the open store
     * @param cassette the cassette to save; it would replace a stored one
     * @throws Exception the exception of {@link Persister#save}, or {@link #notApplicable} if a save cannot fail
     *     halfway
     */
    protected void saveAndFail(Persister persister, Cassette cassette) throws Exception {
        throw undecided("P6", "saveAndFail(persister, cassette)", "make save fail halfway, and throw its exception");
    }

    /**
     * Stores bytes at the place of a cassette that is not stored yet, for P7.
     *
     * @param id the cassette
     * @param bytes bytes that are not a cassette, or half of one
     * @throws Exception if the bytes cannot be stored, or {@link #notApplicable} if the store cannot hold unreadable
     *     bytes
     */
    protected void storeRaw(CassetteId id, byte[] bytes) throws Exception {
        throw undecided("P7", "storeRaw(id, bytes)", "write the bytes to the place of the cassette");
    }

    private static AssertionError undecided(String rule, String method, String how) {
        return new AssertionError("""
                Rule %s needs a method of the subject
                  fix    override %s: %s
                  or     if the rule does not apply to the store, throw notApplicable("why") there""".formatted(rule, method, how));
    }

    @AfterEach
    void closeAll() throws Exception {
        try (threads) {
            for (Persister persister : opened) {
                persister.close();
            }
        }
    }

    Persister opened() throws Exception {
        return remember(open());
    }

    Persister expiring() throws Exception {
        Persister persister = opened();
        if (persister.defaultTtl().isEmpty()) {
            throw notApplicable("no episode expires, because defaultTtl() is empty");
        }
        return persister;
    }

    Persister remember(Persister persister) {
        opened.add(persister);
        return persister;
    }

    static Cassette load(Persister persister, CassetteId id) throws IOException {
        Optional<Cassette> loaded = persister.load(id);
        assertThat(loaded).as("cassette \"%s\"", id).isPresent();
        return loaded.orElseThrow();
    }

    static void assertConflict(Persister persister, Cassette cassette) {
        assertThatExceptionOfType(CassetteConflictException.class).isThrownBy(() -> persister.save(cassette));
    }
}
