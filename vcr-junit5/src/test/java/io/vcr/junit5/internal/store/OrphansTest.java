package io.vcr.junit5.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import io.vcr.spi.Persister;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cassettes of tests that no longer exist. */
class OrphansTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            io/vcr/junit5/internal/store/GoneTest/pays                          | true
            io/vcr/junit5/internal/store/OrphansTest.Gone/pays                  | true
            io/vcr/junit5/internal/store/OrphansTest.Sample/gone                | true
            io/vcr/junit5/internal/store/OrphansTest.Sample/gone[2]             | true
            io/vcr/junit5/internal/store/OrphansTest.Sample/pays                | false
            io/vcr/junit5/internal/store/OrphansTest.Sample/pays(String)[2]     | false
            io/vcr/junit5/internal/store/OrphansTest.Sample/pays[1]-with-a-card | false
            io/vcr/junit5/internal/store/OrphansTest.Sample/pays@BeforeAll      | false
            io/vcr/junit5/internal/store/EarlyStoreTest/gone                    | false
            checkout/pays                                                       | false
            com/acme/elsewhere/GoneTest/pays                                    | false
            pays                                                                | false
            """)
    void nameOfTheBindingWithoutATestIsAnOrphan(String id, boolean isOrphan) {
        Persister store = Persisters.inMemory();
        Traffic.store(store, id, "/1");

        assertThat(lines(store)).hasSize(isOrphan ? 1 : 0);
    }

    @Test
    void firstTwentyAreNamed() {
        Persister store = Persisters.inMemory();
        for (int i = 10; i < 35; i++) {
            Traffic.store(store, "io/vcr/junit5/internal/store/GoneTest/pays[" + i + "]", "/1");
        }

        assertThat(lines(store))
                .hasSize(21)
                .startsWith("cassette io/vcr/junit5/internal/store/GoneTest/pays[10] belongs to no test")
                .endsWith("5 more cassettes belong to no test");
    }

    @Test
    void summaryListsThem(@TempDir Path directory) throws Exception {
        try (Persister store = Persisters.open(directory.toUri())) {
            Traffic.store(store, "io/vcr/junit5/internal/store/OrphansTest.Sample/pays", "/1");
            Traffic.store(store, "io/vcr/junit5/internal/store/OrphansTest.Sample/gone", "/1");
        }

        assertThat(SampleRun.of(
                                Sample.class,
                                Map.of("vcr.store", directory.toUri().toString()))
                        .printed())
                .contains(
                        "  store            cassette io/vcr/junit5/internal/store/OrphansTest.Sample/gone belongs to no test")
                .doesNotContain("Sample/pays belongs");
    }

    private static List<String> lines(Persister store) {
        Orphans orphans = new Orphans(store, OrphansTest.class.getClassLoader());
        return Stream.concat(orphans.withoutClass().stream(), orphans.withoutMethod(Set.of(Sample.class)).stream())
                .toList();
    }

    @UseCassette
    static class Sample {

        @Test
        void pays() {
            Traffic.get("/1");
        }
    }
}
