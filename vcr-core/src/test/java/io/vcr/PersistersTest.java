package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PersistersTest {

    private static final Cassette CASSETTE = Exchanges.cassette();

    private record Factory(Set<String> schemes, Persister persister) implements PersisterFactory {
        @Override
        public Persister open(URI uri) {
            return persister;
        }
    }

    @Test
    void theOneFactoryThatClaimsTheSchemeOpens() {
        Persister persister = Persisters.inMemory();

        assertThat(Persisters.factory(
                                URI.create("MEM:x"),
                                List.of(
                                        new Factory(Set.of("mem"), persister),
                                        new Factory(Set.of("other"), Persisters.inMemory())))
                        .open(URI.create("MEM:x")))
                .isSameAs(persister);
    }

    @Test
    void noClaimantListsWhatWasFoundAndWhatToAdd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Persisters.factory(
                        URI.create("redis://u:s3cret@h"),
                        List.of(new Factory(Set.of("mem", "file"), Persisters.inMemory()))))
                .withMessage("""
                        No store on the class path opens "redis:" URIs
                          found  file, mem
                          fix    add io.vcr:vcr-store-redis as a test dependency""");
    }

    @Test
    void anEmptyClassPathSaysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Persisters.open(URI.create("file:src/test/cassettes")))
                .withMessage("""
                        No store on the class path opens "file:" URIs
                          found  none
                          fix    add io.vcr:vcr-store-file as a test dependency""");
    }

    @Test
    void aUriWithoutASchemeIsOpenedByNobody() {
        assertThatIllegalArgumentException().isThrownBy(() -> Persisters.factory(URI.create("src/test"), List.of()));
    }

    @Test
    void twoClaimantsAreBothNamed() {
        Factory factory = new Factory(Set.of("mem"), Persisters.inMemory());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Persisters.factory(URI.create("mem:x"), List.of(factory, factory)))
                .withMessage("""
                        More than one store on the class path opens "mem:" URIs
                          found  io.vcr.PersistersTest$Factory, io.vcr.PersistersTest$Factory
                          fix    keep one of the artifacts on the class path""");
    }

    @Test
    void memoryKeepsWhatIsSaved() throws IOException {
        Persister memory = Persisters.inMemory();
        memory.save(CASSETTE);

        assertThat(memory.load(CASSETTE.id()).orElseThrow().episodes()).isEqualTo(CASSETTE.episodes());
        assertThat(memory.load(CassetteId.of("other"))).isEmpty();
    }

    @Test
    void memoryRefusesAStaleRevision() throws IOException {
        Persister memory = Persisters.inMemory();
        memory.save(CASSETTE);

        assertThatThrownBy(() -> memory.save(CASSETTE)).isInstanceOf(CassetteConflictException.class);
        memory.save(memory.load(CASSETTE.id()).orElseThrow());
    }

    @Test
    void memoryListsAndDeletes() throws IOException {
        Persister memory = Persisters.inMemory();
        memory.save(CASSETTE);

        assertThat(memory.list("check")).containsExactly(CASSETTE.id());
        assertThat(memory.list("x")).isEmpty();
        assertThat(memory.delete(CASSETTE.id())).isTrue();
        assertThat(memory.delete(CASSETTE.id())).isFalse();
    }

    @Test
    void memoryIsClosedForGood() throws Exception {
        Persister memory = Persisters.inMemory();
        memory.close();
        memory.close();

        assertThatIllegalStateException().isThrownBy(() -> memory.load(CASSETTE.id()));
    }
}
