package io.vcr.testkit.store;

import static io.vcr.testkit.store.SampleCassettes.cassette;
import static io.vcr.testkit.store.SampleCassettes.episode;
import static io.vcr.testkit.store.SampleCassettes.episodes;
import static org.assertj.core.api.Assertions.assertThat;
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
import io.vcr.testkit.internal.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Persister} as tests. Extend it, override {@link #open()} and run it.
 *
 * <p>The name of each test begins with its rule:
 *
 * <ul>
 *   <li>P1 an unknown id is empty; P2 a saved cassette is loaded equal; P3 a save replaces the whole cassette;
 *   <li>P4 a stale revision is a conflict and changes nothing;
 *   <li>P5 readers see the old cassette or the new one, and two processes lose no episode; P6 after a failed save the
 *       old cassette is still stored; P7 unreadable is not absent;
 *   <li>P8 delete tells whether the cassette was stored; P9 ids are stored separately or rejected; P10 it is
 *       thread-safe;
 *   <li>P11 a closed store rejects calls; P12 a reopened store has the same cassettes; P13 a list has exactly the ids
 *       with a prefix; P14 expired episodes are not returned; P15 one process has the lease of a call.
 * </ul>
 *
 * <p>For some rules the author must override a method. If a rule does not apply to a store, throw
 * {@link #notApplicable} in its method: the test is aborted and prints the reason. A rule whose method is not
 * overridden fails. P13 does not apply to stores that cannot list, P14 not to stores without a
 * {@link Persister#defaultTtl}, and P15 not to stores without {@link Persister#leases}.
 *
 * <p>Each test has its own instance and its own, empty store; tests may run in parallel.
 */
public abstract class PersisterContract extends LeaseRules {

    /** The largest difference between the clocks of a test and a store. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** For subclasses. */
    protected PersisterContract() {}

    @Test
    @DisplayName("P5 Readers see the old cassette or the new one")
    void p5ReadersSeeTheOldOneOrTheNewOne() throws Exception {
        Persister persister = opened();
        List<Episode> episodes = episodes("e", 40);
        persister.save(Cassette.of(ID, episodes.subList(0, 1)));
        AtomicBoolean writing = new AtomicBoolean(true);
        CountDownLatch reading = new CountDownLatch(1);
        Future<Integer> reader = threads.submit(() -> {
            int seen = 1;
            while (writing.get()) {
                List<Episode> now = load(persister, ID).episodes();
                assertThat(now).hasSizeBetween(seen, episodes.size());
                assertThat(now).isEqualTo(episodes.subList(0, now.size()));
                seen = now.size();
                reading.countDown();
            }
            return seen;
        });
        try {
            assertThat(reading.await(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            for (int i = 2; i <= episodes.size() && !reader.isDone(); i++) {
                persister.save(load(persister, ID).withEpisodes(episodes.subList(0, i)));
            }
        } finally {
            writing.set(false);
        }
        assertThat(Threads.get(reader)).isPositive();
    }

    @Test
    @DisplayName("P5 Two processes lose no episode, and see the old cassette or the new one")
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
                // Only after the other process has saved, because it takes a while to start.
                if (!seen.isEmpty() && !mine.isEmpty()) {
                    OtherProcess.append(persister, ID, mine.remove());
                }
            }
            assertThat(process.waitFor()).as(Threads.get(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        List<Episode> all = new ArrayList<>(episodes("theirs", 10));
        all.addAll(episodes("mine", 10 - mine.size()));
        assertThat(load(persister, ID).episodes()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @DisplayName("P6 After a failed save the old cassette is still stored, and can be saved again")
    void p6AfterASaveThatFailsTheOldOneIsThere() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "old"));
        Cassette stored = load(persister, ID);
        Cassette large = stored.withEpisodes(
                List.of(episode("old"), episode("new"), episode("large", Body.of("x".repeat(300_000)))));

        assertFails(persister, large);
        assertThat(persister.load(ID)).contains(stored);
        persister.save(stored.withEpisodes(List.of(episode("old"), episode("new"))));
        assertThat(load(persister, ID).episodes()).containsExactly(episode("old"), episode("new"));
    }

    @Test
    @DisplayName("P6 A save by an interrupted thread leaves the old cassette or the new one")
    void p6ASaveByAnInterruptedThreadLeavesTheOldOneOrTheNewOne() throws Exception {
        Persister persister = opened();
        List<Episode> before = episodes("e", 2);
        List<Episode> after = episodes("e", 3);
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
    @DisplayName("P7 An unreadable cassette is overwritten only with its revision, and can be deleted")
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
    @DisplayName("P10 Many threads on one cassette lose no episode")
    void p10ManyThreadsOnOneCassetteLoseNothing() throws Exception {
        Persister persister = opened();
        threads.inParallel(8, thread -> {
            for (Episode episode : episodes("of-" + thread, 5)) {
                OtherProcess.append(persister, ID, episode);
            }
            return thread;
        });

        assertThat(load(persister, ID).episodes()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("P10 Many threads with a cassette each do not conflict")
    void p10ManyThreadsWithACassetteEachDoNotMeet() throws Exception {
        Persister persister = opened();
        threads.inParallel(8, thread -> {
            CassetteId own = CassetteId.of("parallel/" + thread);
            for (int i = 0; i < 5; i++) {
                OtherProcess.append(persister, own, episode("of-" + thread + "-" + i));
                assertThat(load(persister, own).episodes()).isEqualTo(episodes("of-" + thread, i + 1));
            }
            return thread;
        });
    }

    @Test
    @DisplayName("P11 A second close does nothing, and a closed store rejects calls")
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
    @DisplayName("P12 Saved cassettes are stored when the store is opened again")
    void p12WhatWasSavedIsThereWhenOpenedAgain() throws Exception {
        Persister persister = opened();
        persister.save(cassette(ID, "a"));
        persister.close();

        Persister again = remember(reopen());
        assertThat(again.load(ID).map(Cassette::episodes))
                .as("cassette after reopening; if nothing outlives the persister, throw notApplicable from reopen()")
                .contains(List.of(episode("a")));
        assertConflict(again, cassette(ID, "b"));
        again.save(load(again, ID).withEpisodes(List.of(episode("a"), episode("c"))));
        assertThat(load(again, ID).episodes()).containsExactly(episode("a"), episode("c"));
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
    @DisplayName("P14 A load does not extend the life of an episode")
    void p14ReadingDoesNotLetAnEpisodeLiveLonger() throws Exception {
        Persister persister = expiring();
        Instant end = Instant.now().plusMillis(500);
        persister.save(Cassette.of(ID, List.of(episode("brief", end))));
        boolean returned = true;
        while (returned) {
            Instant asked = Instant.now();
            returned = persister.load(ID).stream()
                    .anyMatch(cassette -> !cassette.episodes().isEmpty());
            assertThat(returned && asked.isAfter(end.plus(GRACE)))
                    .as("returned after its end")
                    .isFalse();
        }
        assertThat(Instant.now()).as("the moment since which it is gone").isAfterOrEqualTo(end);
    }

    private void assertFails(Persister persister, Cassette cassette) throws Exception {
        try {
            saveAndFail(persister, cassette);
        } catch (CassetteConflictException e) {
            fail("A failed save must not throw a conflict", e);
        } catch (IOException e) {
            return;
        }
        fail("saveAndFail has thrown no IOException: the save has not failed, or the failure is not reported");
    }
}
