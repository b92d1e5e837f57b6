package io.vcr.testkit.store;

import static io.vcr.testkit.store.SampleCassettes.cassette;
import static io.vcr.testkit.store.SampleCassettes.episode;
import static io.vcr.testkit.store.SampleCassettes.episodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.internal.Threads;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for stored content: P1 to P4, P8, P9 and P13. */
abstract class ContentRules extends PersisterSubject {

    @Test
    @DisplayName("P1 An unknown id is empty")
    void p1AnUnknownIdIsEmpty() throws Exception {
        Persister persister = opened();
        assertThat(persister.load(ID)).isEmpty();

        persister.save(cassette(OTHER, "a"));
        assertThat(persister.load(ID)).isEmpty();
    }

    @Test
    @DisplayName("P1 A prefetch changes nothing")
    void p1APrefetchChangesNothing() throws Exception {
        Persister persister = opened();
        persister.save(cassette(OTHER, "a"));
        persister.prefetch(List.of(ID, OTHER));

        assertThat(persister.load(ID)).isEmpty();
        persister.save(load(persister, OTHER).withEpisodes(List.of(episode("a"), episode("b"))));
        assertThat(load(persister, OTHER).episodes()).containsExactly(episode("a"), episode("b"));
        persister.save(cassette(ID, "c"));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("c"));
    }

    @Test
    @DisplayName("P2 A saved cassette is loaded equal")
    void p2WhatIsSavedIsLoadedEqual() throws Exception {
        Persister persister = opened();
        for (Cassette sample : SampleCassettes.all()) {
            persister.save(sample);

            Optional<Cassette> loaded = persister.load(sample.id());
            List<Episode> expected = alive(sample);
            List<Episode> actual = loaded.map(ContentRules::alive).orElse(List.of());
            assertThat(actual).as("episodes of %s", sample.id()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i))
                        .as("episode %d of %s", i + 1, sample.id())
                        .isEqualTo(expected.get(i));
            }
            assertThat(loaded.map(Cassette::id).orElse(sample.id())).isEqualTo(sample.id());
        }
    }

    /** A store need not return expired episodes. */
    private static List<Episode> alive(Cassette cassette) {
        Instant now = Instant.now();
        return cassette.episodes().stream()
                .filter(episode -> episode.expiresAt() == null || now.isBefore(episode.expiresAt()))
                .toList();
    }

    @Test
    @DisplayName("P2 A cassette without episodes is not absent")
    void p2ACassetteWithoutEpisodesIsNotAbsent() throws Exception {
        Persister persister = opened();
        persister.save(Cassette.of(ID, List.of()));

        assertThat(load(persister, ID).episodes()).isEmpty();
    }

    @Test
    @DisplayName("P3 A save replaces the whole cassette")
    void p3ASaveReplacesTheWholeCassette() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "a", "b", "c"));
        persister.save(cassette(OTHER, "a"));
        persister.save(load(persister, ID).withEpisodes(List.of(episode("new"))));

        assertThat(load(persister, ID).episodes()).containsExactly(episode("new"));
        assertThat(load(persister, OTHER).episodes()).containsExactly(episode("a"));
    }

    @Test
    @DisplayName("P4 A stale revision is a conflict and changes nothing")
    void p4AStaleRevisionIsAConflictAndChangesNothing() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stale = load(persister, ID);
        assertThat(stale.revision()).as("revision of what was loaded").isNotNull();
        persister.save(stale.withEpisodes(List.of(episode("old"), episode("theirs"))));

        assertConflict(persister, stale.withEpisodes(List.of(episode("old"), episode("mine"))));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("old"), episode("theirs"));
    }

    @Test
    @DisplayName("P4 A save without a revision is a conflict if the cassette is stored")
    void p4NoRevisionIsAConflictWhereSomethingIsStored() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "theirs"));

        assertConflict(persister, cassette(ID, "mine"));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("theirs"));
    }

    @Test
    @DisplayName("P4 A save with a revision is a conflict if nothing is stored")
    void p4ARevisionIsAConflictWhereNothingIsStored() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stale = load(persister, ID);
        persister.delete(ID);

        assertConflict(persister, stale);
        assertThat(persister.load(ID)).isEmpty();
    }

    @Test
    @DisplayName("P4 A cassette that is deleted and saved again has a new revision")
    void p4ARevisionDoesNotComeBack() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stale = load(persister, ID);
        persister.delete(ID);
        persister.save(cassette(ID, "theirs"));

        assertConflict(persister, stale.withEpisodes(List.of(episode("mine"))));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("theirs"));
    }

    @Test
    @DisplayName("P8 Delete tells whether the cassette was stored")
    void p8DeleteSaysWhetherThereWasOne() throws Exception {
        Persister persister = opened();
        assertThat(persister.delete(ID)).isFalse();
        persister.save(cassette(ID, "a"));
        persister.save(cassette(OTHER, "b"));

        assertThat(persister.delete(ID)).isTrue();
        assertThat(persister.delete(ID)).isFalse();
        assertThat(persister.load(ID)).isEmpty();
        assertThat(persister.load(OTHER)).isPresent();
        persister.save(cassette(ID, "again"));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("again"));
    }

    @Test
    @DisplayName("P9 Similar or dangerous ids are stored separately or rejected")
    void p9IdsAreKeptApartOrRefused() throws Exception {
        Persister persister = opened();
        Map<CassetteId, List<Episode>> expected = new LinkedHashMap<>();
        for (CassetteId id : HostileIds.all()) {
            List<Episode> own = episodes("of-" + expected.size(), 1);
            expected.put(id, isSaved(persister, Cassette.of(id, own)) ? own : List.of());
        }

        assertThat(expected.get(HostileIds.PLAIN))
                .as("an id without anything special")
                .isNotEmpty();
        for (Map.Entry<CassetteId, List<Episode>> one : expected.entrySet()) {
            assertThat(loadedOrRefused(persister, one.getKey()))
                    .as("cassette \"%s\"", one.getKey())
                    .isEqualTo(one.getValue());
        }
    }

    @Test
    @DisplayName("P13 A list shows exactly the ids with a prefix, in order")
    void p13AListShowsExactlyTheIdsWithAPrefix() throws Exception {
        Persister persister = opened();
        assertThat(list(persister, "")).isEmpty();
        List<CassetteId> ids = Stream.of("a/one", "a/two", "ab", "b", "a/gone", "c%d", "c_d")
                .map(CassetteId::of)
                .toList();
        for (CassetteId id : ids) {
            persister.save(cassette(id, "a"));
        }
        persister.delete(CassetteId.of("a/gone"));

        assertThat(list(persister, "a/")).containsExactly("a/one", "a/two");
        assertThat(list(persister, "a")).containsExactly("a/one", "a/two", "ab");
        assertThat(list(persister, "")).containsExactly("a/one", "a/two", "ab", "b", "c%d", "c_d");
        // No character of a prefix is a wildcard.
        assertThat(list(persister, "c%")).containsExactly("c%d");
        assertThat(list(persister, "c_")).containsExactly("c_d");
        assertThat(Stream.of("z", "a*", "?", "[ab]", ".*", "a/one/"))
                .allSatisfy(prefix -> assertThat(list(persister, prefix))
                        .as("ids that begin with %s", prefix)
                        .isEmpty());
    }

    @Test
    @DisplayName("P13 A list does not fail while others save and delete")
    void p13AListDoesNotFailWhileOthersSaveAndDelete() throws Exception {
        Persister persister = opened();
        persister.save(cassette(CassetteId.of("steady/one"), "a"));
        list(persister, "");
        AtomicBoolean listing = new AtomicBoolean(true);
        Future<?> writer = threads.submit(() -> {
            while (listing.get()) {
                persister.save(cassette(CassetteId.of("steady/coming"), "a"));
                persister.delete(CassetteId.of("steady/coming"));
            }
            return null;
        });
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(list(persister, "steady/")).contains("steady/one");
            }
        } finally {
            listing.set(false);
        }
        Threads.get(writer);
    }

    private List<String> list(Persister persister, String prefix) throws IOException {
        try {
            return persister.list(prefix).stream().map(CassetteId::value).toList();
        } catch (UnsupportedOperationException e) {
            throw notApplicable(Objects.requireNonNullElse(e.getMessage(), "it cannot list"));
        }
    }

    /** Tells whether the store accepts an id. A conflict is a failure, because two ids share a place. */
    private static boolean isSaved(Persister persister, Cassette cassette) throws CassetteConflictException {
        try {
            persister.save(cassette);
            return true;
        } catch (CassetteConflictException e) {
            return fail("Cassette \"%s\" shares its place with another one".formatted(cassette.id()), e);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Episode> loadedOrRefused(Persister persister, CassetteId id) {
        try {
            return persister.load(id).map(Cassette::episodes).orElse(List.of());
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }
}
