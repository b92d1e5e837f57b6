package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The store of one test: what its author says about it, and what the tests do with it. */
abstract class PersisterSubject extends Contract {

    static final CassetteId ID = CassetteId.of("checkout/pays");
    static final CassetteId OTHER = CassetteId.of("checkout/refunds");

    private final List<Persister> opened = new ArrayList<>();

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

    private static AssertionError undecided(String rule, String method, String how) {
        return new AssertionError("""
                %s needs to be told how to show it
                  fix    override %s: %s
                  or     if the rule has no meaning for the store, throw notApplicable("why") there""".formatted(rule, method, how));
    }

    @AfterEach
    void closeAll() throws Exception {
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

    static Cassette load(Persister persister, CassetteId id) throws IOException {
        Optional<Cassette> loaded = persister.load(id);
        assertThat(loaded).as("cassette \"%s\"", id).isPresent();
        return loaded.orElseThrow();
    }

    static void assertConflict(Persister persister, Cassette cassette) {
        assertThatExceptionOfType(CassetteConflictException.class).isThrownBy(() -> persister.save(cassette));
    }
}
