package io.vcr.junit5.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Vcr;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cassettes that are recorded again because they are old. */
class RefreshTest {

    private static final String HERE = "io/vcr/junit5/internal/store/RefreshTest.Sample/";

    @TempDir
    Path directory;

    @Test
    void oldCassetteIsRecordedAgainAndANewOneIsNot() throws IOException {
        try (Persister store = store()) {
            Traffic.store(store, HERE + "one", "/1");
            new Episodes(store).renew(HERE + "one");
            Traffic.store(store, HERE + "two", "/2");
        }
        SampleRun run = run(Map.of("vcr.refresh", "P30D"));

        assertThat(run.printed())
                .contains("[VCR MISS:RECORDED]", "Sample#two", "recorded 1 old cassette again")
                .doesNotContain("REFUSED");
        assertThat(run.results().testEvents().failed().count()).isZero();
        try (Persister store = store()) {
            assertThat(new Episodes(store).of(HERE + "two").get(0).recordedAt())
                    .isAfter(Instant.parse("2026-06-01T00:00:00Z"));
            assertThat(new Episodes(store).of(HERE + "two").get(0).expiresAt()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'recorded 0 old cassettes again, left 2 as'",
        "1, 'recorded 1 old cassette again, left 1 as'",
        "2, recorded 2"
    })
    void budgetLeavesTheRestForTheNextRun(String budget, String said) throws IOException {
        try (Persister store = store()) {
            Traffic.store(store, HERE + "one", "/1");
            Traffic.store(store, HERE + "two", "/2");
        }
        SampleRun run = run(Map.of("vcr.refresh", "P30D", "vcr.refresh-budget", budget));

        assertThat(run.printed()).contains(said);
        assertThat(run.results().testEvents().failed().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {Sample.class, Replaying.class})
    void modeNoneRecordsNothing(Class<?> sample) throws IOException {
        try (Persister store = store()) {
            Traffic.store(store, HERE + "one", "/1");
            Traffic.store(store, HERE + "two", "/2");
            Traffic.store(store, HERE.replace("Sample/", "Replaying/") + "one", "/1");
        }
        Map<String, String> settings = new HashMap<>(Map.of("vcr.refresh", "P30D"));
        if (sample == Sample.class) {
            settings.put("vcr.mode", "none");
        }
        SampleRun run = run(sample, settings);

        assertThat(run.printed())
                .contains("recorded 0 old cassettes again, left ", " as the mode is none")
                .doesNotContain("RECORDED");
        assertThat(run.results().testEvents().failed().count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "once, 'recorded 0 old cassettes again, left 1 as VCR_RECORD_MODE is once'",
        "new_episodes, 'recorded 0 old cassettes again, left 1 as VCR_RECORD_MODE is new_episodes'",
        "none, 'recorded 0 old cassettes again, left 1 as the mode is none'",
        "all, "
    })
    void theModeOfTheEnvironmentGoesFirst(String mode, String said) throws IOException {
        Map<String, String> environment = Map.of("VCR_RECORD_MODE", mode);
        Map<String, String> settings = Map.of("VCR_REFRESH", "P30D");
        Refresh refresh =
                new Refresh(new Settings(settings, key -> Optional.empty(), key -> Optional.empty()), () -> 0);
        try (Persister store = store()) {
            Traffic.store(store, "old", "/1");

            boolean isDue = refresh.isDue(
                    store,
                    "old",
                    false,
                    Vcr.builder(store).environment(environment).build());

            assertThat(isDue).isFalse();
            assertThat(refresh.result()).isEqualTo(said == null ? List.of() : List.of(said));
        }
    }

    @Test
    void withoutTheSettingOldCassettesAreReplayed() throws IOException {
        try (Persister store = store()) {
            Traffic.store(store, HERE + "one", "/1");
            Traffic.store(store, HERE + "two", "/2");
        }

        assertThat(run(Map.of()).printed()).contains("HIT=2").doesNotContain("again");
    }

    @Test
    void aCassetteThatInvocationsShareIsReplayedWhole() throws IOException {
        try (Persister store = store()) {
            Traffic.store(store, "shared", "/1", "/2");
        }
        SampleRun run = SampleRun.of(
                Sharing.class, Map.of("vcr.store", directory.toUri().toString(), "vcr.refresh", "P30D"));

        assertThat(run.printed())
                .contains("recorded 0 old cassettes again, left 1 whose name a test gives")
                .doesNotContain("REFUSED");
        assertThat(run.results().testEvents().failed().count()).isZero();
        try (Persister store = store()) {
            assertThat(Traffic.stored(store, "shared")).containsExactly("/1", "/2");
        }
    }

    private Persister store() {
        return Persisters.open(directory.toUri());
    }

    private SampleRun run(Map<String, String> settings) {
        return run(Sample.class, settings);
    }

    private SampleRun run(Class<?> sample, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("vcr.store", URI.create(directory.toUri().toString()).toString());
        return SampleRun.of(sample, all);
    }

    /** The episodes of a store. */
    private record Episodes(Persister store) {

        List<Episode> of(String id) throws IOException {
            return store.load(CassetteId.of(id)).orElseThrow().episodes();
        }

        void renew(String id) throws IOException {
            var cassette = store.load(CassetteId.of(id)).orElseThrow();
            Episode old = cassette.episodes().get(0);
            store.save(cassette.withEpisodes(
                    List.of(new Episode(old.request(), old.response(), Instant.now(), null, null))));
        }
    }

    @UseCassette
    static class Sharing {

        @ParameterizedTest
        @ValueSource(strings = {"/1", "/2"})
        @UseCassette("shared")
        void one(String path) {
            Traffic.get(path);
        }
    }

    @UseCassette
    static class Sample {

        @Test
        void one() {
            Traffic.get("/1");
        }

        @Test
        void two() {
            Traffic.get("/2");
        }
    }

    @UseCassette(mode = RecordMode.NONE)
    static class Replaying {

        @Test
        void one() {
            Traffic.get("/1");
        }
    }
}
