package io.vcr.testkit.store;

import static io.vcr.testkit.store.SampleCassettes.episode;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.Cassette;
import io.vcr.spi.Persister;
import io.vcr.spi.Persister.Lease;
import io.vcr.spi.Persister.Leases;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** P15 of {@link PersisterContract}: who makes a call. */
abstract class LeaseRules extends ContentRules {

    private static final String CALL = "00ff00ff00ff00ff00ff00ff00ff00ff";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    private Leases of(Persister persister) {
        return persister
                .leases()
                .orElseThrow(() -> notApplicable("the store has no leases, because leases() is empty"));
    }

    @Test
    @DisplayName("P15 One of many has the lease, and the others get its answer")
    void p15OneOfManyHasTheLease() throws Exception {
        Persister persister = opened();
        Leases leases = of(persister);
        List<Lease> mine = threads.inParallel(8, thread -> leases.acquire(ID, CALL, LONG)).stream()
                .filter(Lease::isMine)
                .toList();

        assertThat(mine).as("leases that were granted").hasSize(1);
        assertThat(leases.acquire(ID, CALL, LONG).answer()).isNull();
        assertThat(leases.acquire(OTHER, CALL, LONG).isMine())
                .as("lease of another cassette")
                .isTrue();

        leases.extend(mine.get(0), episode("answer"), LONG);
        assertThat(leases.acquire(ID, CALL, LONG)).satisfies(lease -> {
            assertThat(lease.isMine()).isFalse();
            assertThat(lease.answer()).isEqualTo(episode("answer"));
        });
        assertThat(persister.load(ID).map(Cassette::episodes).orElse(List.of()))
                .as("episodes of the cassette, which no lease is")
                .isEmpty();
    }

    @Test
    @DisplayName("P15 A lease ends when it is released and when its term is over, and its late answer is lost")
    void p15ALeaseEnds() throws Exception {
        Leases leases = of(opened());
        leases.release(leases.acquire(ID, CALL, LONG));
        Lease brief = leases.acquire(ID, CALL, SHORT);
        assertThat(brief.isMine()).as("lease after the release").isTrue();

        Lease next = leases.acquire(ID, CALL, LONG);
        while (!next.isMine()) {
            next = leases.acquire(ID, CALL, LONG);
        }
        leases.extend(brief, episode("late"), LONG);
        leases.release(brief);

        assertThat(leases.acquire(ID, CALL, LONG)).satisfies(lease -> {
            assertThat(lease.isMine()).isFalse();
            assertThat(lease.answer()).isNull();
        });
    }
}
