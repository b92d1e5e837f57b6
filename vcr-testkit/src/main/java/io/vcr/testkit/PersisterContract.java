package io.vcr.testkit;

import static io.vcr.testkit.SampleCassettes.cassette;
import static io.vcr.testkit.SampleCassettes.episode;
import static io.vcr.testkit.SampleCassettes.episodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Persister} has to do, as tests: extend it, override {@link #open()}, run it.
 *
 * <p>A test begins with the rule that it shows:
 *
 * <ul>
 *   <li>P1 an unknown id is empty; P2 what is saved is loaded equal; P3 a save replaces the whole cassette;
 *   <li>P4 a stale revision is a conflict and changes nothing;
 *   <li>P5 readers see the old one or the new one, and two processes lose nothing; P6 after a save that fails the old
 *       one is there; P7 unreadable is not absent;
 *   <li>P8 delete says whether there was one; P9 ids are kept apart or refused; P10 safe from many threads;
 *   <li>P11 closed is closed; P12 reopened is the same; P13 a list shows exactly the ids with a prefix; P14 expired
 *       episodes are not returned.
 * </ul>
 *
 * <p>Some rules need the author's help, by overriding a method. One that a store cannot show is declared by
 * throwing {@link #notApplicable} there: its test is aborted with the reason, which is printed too. A rule about which
 * nothing is said fails. P13 asks nothing of stores that cannot list, P14 nothing of those without a
 * {@link Persister#defaultTtl}.
 *
 * <p>Each test has its own instance and its own, empty store; tests may run in parallel.
 */
@SuppressWarnings("JUnitMethodDeclaration")
public abstract class PersisterContract extends PersisterSubject {

    private static final CassetteId ID = CassetteId.of("checkout/pays");
    private static final CassetteId OTHER = CassetteId.of("checkout/refunds");

    /** For subclasses. */
    protected PersisterContract() {}

    @Test
    @DisplayName("P1 An unknown id is empty")
    void p1AnUnknownIdIsEmpty() throws Exception {
        Persister persister = opened();
        assertThat(persister.load(ID)).isEmpty();

        persister.save(cassette(OTHER, "a"));
        assertThat(persister.load(ID)).isEmpty();
    }

    @Test
    @DisplayName("P2 What is saved is loaded equal")
    void p2WhatIsSavedIsLoadedEqual() throws Exception {
        Persister persister = opened();
        List<Episode> episodes = SampleCassettes.everything();
        persister.save(Cassette.of(ID, episodes));

        Cassette loaded = load(persister, ID);
        assertThat(loaded.id()).isEqualTo(ID);
        assertThat(loaded.episodes()).hasSameSizeAs(episodes);
        for (int i = 0; i < episodes.size(); i++) {
            assertThat(loaded.episodes().get(i)).as("episode %d", i + 1).isEqualTo(episodes.get(i));
        }
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
        persister.save(stale.withEpisodes(List.of(episode("theirs"))));

        assertConflict(persister, stale.withEpisodes(List.of(episode("mine"))));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("theirs"));
    }

    @Test
    @DisplayName("P4 No revision is a conflict where something is stored")
    void p4NoRevisionIsAConflictWhereSomethingIsStored() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "theirs"));

        assertConflict(persister, cassette(ID, "mine"));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("theirs"));
    }

    @Test
    @DisplayName("P4 A revision is a conflict where nothing is stored")
    void p4ARevisionIsAConflictWhereNothingIsStored() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stale = load(persister, ID);
        persister.delete(ID);

        assertConflict(persister, stale);
        assertThat(persister.load(ID)).isEmpty();
    }

    @Test
    @DisplayName("P4 A revision does not come back when a cassette is deleted and made again")
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
    @DisplayName("P5 Readers see the old one or the new one")
    void p5ReadersSeeTheOldOneOrTheNewOne() throws Exception {
        Persister persister = opened();
        List<Episode> small = episodes("small", 1);
        List<Episode> large = episodes("large", 30);
        persister.save(Cassette.of(ID, small));
        AtomicBoolean writing = new AtomicBoolean(true);
        CountDownLatch reading = new CountDownLatch(1);
        Future<?> reader = threads.submit(() -> {
            while (writing.get()) {
                assertThat(load(persister, ID).episodes()).isIn(small, large);
                reading.countDown();
            }
            return null;
        });
        try {
            assertThat(reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100 && !reader.isDone(); i++) {
                persister.save(load(persister, ID).withEpisodes(i % 2 == 0 ? large : small));
            }
        } finally {
            writing.set(false);
        }
        get(reader);
    }

    @Test
    @DisplayName("P5 Two processes lose nothing, and see the old one or the new one")
    void p5TwoProcessesLoseNothing() throws Exception {
        Persister persister = opened();
        Process process = otherProcess().append(ID, "theirs", 10);
        Future<String> output =
                threads.submit(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        Deque<Episode> mine = new ArrayDeque<>(episodes("mine", 10));
        List<Episode> seen = List.of();
        try {
            while (process.isAlive()) {
                List<Episode> now = persister.load(ID).map(Cassette::episodes).orElse(List.of());
                assertThat(now).hasSizeGreaterThanOrEqualTo(seen.size());
                assertThat(now.subList(0, seen.size())).isEqualTo(seen);
                seen = now;
                // Only once the other one is at work: it needs a while to start.
                if (!seen.isEmpty() && !mine.isEmpty()) {
                    OtherProcess.append(persister, ID, mine.remove());
                }
            }
            assertThat(process.waitFor()).as(get(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        List<Episode> all = new ArrayList<>(episodes("theirs", 10));
        all.addAll(episodes("mine", 10 - mine.size()));
        assertThat(load(persister, ID).episodes()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @DisplayName("P6 After a save that fails the old one is there, and can be saved again")
    void p6AfterASaveThatFailsTheOldOneIsThere() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stored = load(persister, ID);
        Cassette large = stored.withEpisodes(List.of(episode("new"), episode("large", Body.of("x".repeat(300_000)))));

        assertFails(persister, large);
        assertThat(persister.load(ID)).contains(stored);
        persister.save(stored.withEpisodes(List.of(episode("new"))));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("new"));
    }

    @Test
    @DisplayName("P6 A save by an interrupted thread leaves the old one or the new one")
    void p6ASaveByAnInterruptedThreadLeavesTheOldOneOrTheNewOne() throws Exception {
        Persister persister = opened();
        List<Episode> before = episodes("old", 2);
        List<Episode> after = episodes("new", 3);
        persister.save(Cassette.of(ID, before));
        Cassette changed = load(persister, ID).withEpisodes(after);

        Thread.currentThread().interrupt();
        Throwable failure = catchThrowable(() -> persister.save(changed));
        Thread.interrupted();

        assertThat(load(persister, ID).episodes()).isEqualTo(failure == null ? after : before);
    }

    @Test
    @DisplayName("P7 Unreadable is not absent, and the message names the cassette")
    void p7UnreadableIsNotAbsent() throws Exception {
        Persister persister = opened();
        byte[] whole = CassetteCodec.JSON.encode(cassette(ID, "a", "b"));
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("nothing", new byte[0]);
        contents.put("words", "not a cassette".getBytes(StandardCharsets.UTF_8));
        contents.put("bytes", new byte[] {0x1f, (byte) 0x8b, 8, 0, -1, -2});
        contents.put("half", Arrays.copyOf(whole, whole.length / 2));
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            CassetteId id = CassetteId.of("unreadable/" + content.getKey());
            storeRaw(id, content.getValue());

            assertThatExceptionOfType(CassetteFormatException.class)
                    .as(id.value())
                    .isThrownBy(() -> persister.load(id))
                    .satisfies(e -> assertThat(e.source()).contains(content.getKey()));
        }
    }

    @Test
    @DisplayName("P7 What cannot be read is not overwritten unless it was asked for, and can be deleted")
    void p7WhatCannotBeReadIsNotOverwritten() throws Exception {
        Persister persister = opened();
        storeRaw(ID, "not a cassette".getBytes(StandardCharsets.UTF_8));

        assertConflict(persister, cassette(ID, "a"));
        CassetteFormatException failure = (CassetteFormatException) catchThrowable(() -> persister.load(ID));
        assertThat(failure).as("still there, and unreadable").isNotNull();
        if (failure.revision().isPresent()) {
            persister.save(cassette(ID, "b").withRevision(failure.revision().get()));
            assertThat(load(persister, ID).episodes()).containsExactly(episode("b"));
        }
        assertThat(persister.delete(ID)).isTrue();
        assertThat(persister.load(ID)).isEmpty();
    }

    @Test
    @DisplayName("P8 Delete says whether there was one")
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
    @DisplayName("P9 Ids that look alike or dangerous are kept apart or refused")
    void p9IdsAreKeptApartOrRefused() throws Exception {
        Persister persister = opened();
        Map<CassetteId, List<Episode>> saved = new LinkedHashMap<>();
        for (CassetteId id : HostileIds.all()) {
            List<Episode> own = episodes("of-" + saved.size(), 1);
            if (isSaved(persister, Cassette.of(id, own))) {
                saved.put(id, own);
            }
        }

        assertThat(saved).as("an id without anything special").containsKey(HostileIds.PLAIN);
        saved.forEach((id, own) -> assertThatCode(
                        () -> assertThat(load(persister, id).episodes())
                                .as("cassette \"%s\"", id)
                                .isEqualTo(own))
                .doesNotThrowAnyException());
    }

    @Test
    @DisplayName("P10 Many threads on one cassette lose nothing")
    void p10ManyThreadsOnOneCassetteLoseNothing() throws Exception {
        Persister persister = opened();
        inParallel(8, thread -> {
            for (Episode episode : episodes("of-" + thread, 5)) {
                OtherProcess.append(persister, ID, episode);
            }
            return thread;
        });

        assertThat(load(persister, ID).episodes()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("P10 Many threads with a cassette each do not meet")
    void p10ManyThreadsWithACassetteEachDoNotMeet() throws Exception {
        Persister persister = opened();
        inParallel(8, thread -> {
            CassetteId own = CassetteId.of("parallel/" + thread);
            for (int i = 0; i < 5; i++) {
                OtherProcess.append(persister, own, episode("of-" + thread + "-" + i));
                assertThat(load(persister, own).episodes()).isEqualTo(episodes("of-" + thread, i + 1));
            }
            return thread;
        });
    }

    @Test
    @DisplayName("P11 Closing twice is closing once, and nothing works afterwards")
    void p11ClosedIsClosed() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "a"));
        persister.close();
        persister.close();

        assertThatIllegalStateException().isThrownBy(() -> persister.load(ID));
        assertThatIllegalStateException().isThrownBy(() -> persister.save(cassette(OTHER, "b")));
        assertThatIllegalStateException().isThrownBy(() -> persister.delete(ID));
        assertThat(catchThrowable(() -> persister.list("")))
                .isInstanceOfAny(IllegalStateException.class, UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("P12 What was saved is there when the store is opened again")
    void p12WhatWasSavedIsThereWhenOpenedAgain() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "a"));
        persister.close();

        Persister again = remember(reopen());
        assertThat(again.load(ID).map(Cassette::episodes))
                .as("cassette after reopening; if nothing outlives the persister, throw notApplicable from reopen()")
                .contains(List.of(episode("a")));
        assertConflict(again, cassette(ID, "b"));
        again.save(load(again, ID).withEpisodes(List.of(episode("c"))));
        assertThat(load(again, ID).episodes()).containsExactly(episode("c"));
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
        // Nothing in a prefix is a wildcard.
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
        get(writer);
    }

    @Test
    @DisplayName("P14 Expired episodes are not returned, others are")
    void p14ExpiredEpisodesAreNotReturned() throws Exception {
        Persister persister = expiring();
        Episode fresh = episode("fresh", Instant.now().plusSeconds(3600));
        persister.save(Cassette.of(ID, List.of(episode("expired", Instant.now().minusSeconds(1)), fresh)));
        persister.save(
                Cassette.of(OTHER, List.of(episode("expired", Instant.now().minusSeconds(1)))));

        assertThat(load(persister, ID).episodes()).containsExactly(fresh);
        assertThat(persister.load(OTHER).map(Cassette::episodes).orElse(List.of()))
                .isEmpty();
    }

    @Test
    @DisplayName("P14 Reading does not let an episode live longer")
    void p14ReadingDoesNotLetAnEpisodeLiveLonger() throws Exception {
        Persister persister = expiring();
        Instant end = Instant.now().plusMillis(500);
        persister.save(Cassette.of(ID, List.of(episode("brief", end))));
        Instant deadline = end.plus(PATIENCE);
        List<Episode> loaded;
        do {
            Instant asked = Instant.now();
            loaded = persister.load(ID).map(Cassette::episodes).orElse(List.of());
            assertThat(asked)
                    .as("still returned after its end")
                    .isBefore(loaded.isEmpty() ? deadline : end.plusSeconds(5));
        } while (!loaded.isEmpty());
        assertThat(Instant.now()).as("gone before its end").isAfterOrEqualTo(end);
    }

    private static Cassette load(Persister persister, CassetteId id) throws IOException {
        Optional<Cassette> loaded = persister.load(id);
        assertThat(loaded).as("cassette \"%s\"", id).isPresent();
        return loaded.orElseThrow();
    }

    private List<String> list(Persister persister, String prefix) throws IOException {
        try {
            return persister.list(prefix).stream().map(CassetteId::value).toList();
        } catch (UnsupportedOperationException e) {
            throw notApplicable(Objects.requireNonNullElse(e.getMessage(), "it cannot list"));
        }
    }

    private static void assertConflict(Persister persister, Cassette cassette) {
        assertThatExceptionOfType(CassetteConflictException.class).isThrownBy(() -> persister.save(cassette));
    }

    private void assertFails(Persister persister, Cassette cassette) throws Exception {
        try {
            saveAndFail(persister, cassette);
        } catch (CassetteConflictException e) {
            fail("A save that fails is no conflict", e);
        } catch (IOException e) {
            return;
        }
        fail("saveAndFail has thrown no IOException: it has not failed, or nobody would know");
    }

    /** A conflict is not a refusal: it says that the id shares its place with one that was saved before. */
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
}
