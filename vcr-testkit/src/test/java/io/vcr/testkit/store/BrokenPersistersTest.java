package io.vcr.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.BrokenRules;
import io.vcr.testkit.store.SoundPersister.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;

/** Persisters with one mistake each fail the rule that the mistake breaks, and no other. */
@Tag("slow")
class BrokenPersistersTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(AnswersForUnknownIds.class, "P1"),
                Arguments.of(LosesBinary.class, "P2"),
                Arguments.of(LosesEqualEpisodes.class, "P2"),
                Arguments.of(TakesEmptyForAbsent.class, "P2"),
                Arguments.of(Merges.class, "P3"),
                Arguments.of(BringsDeletedBack.class, "P4"),
                Arguments.of(CountsRevisionsFromOne.class, "P4"),
                Arguments.of(ShowsAGapWhileSaving.class, "P5"),
                Arguments.of(LeavesHalf.class, "P6"),
                Arguments.of(SwallowsFailures.class, "P6"),
                Arguments.of(SwallowsUnreadable.class, "P7"),
                Arguments.of(OverwritesUnreadable.class, "P7"),
                Arguments.of(LiesAboutDelete.class, "P8"),
                Arguments.of(IgnoresCase.class, "P9"),
                Arguments.of(ResolvesDots.class, "P9"),
                Arguments.of(CutsLongIds.class, "P9"),
                Arguments.of(ComparesWithoutLock.class, "P10"),
                Arguments.of(WorksWhenClosed.class, "P11"),
                Arguments.of(ForgetsWhenClosed.class, "P12"),
                Arguments.of(ListsEverything.class, "P13"),
                Arguments.of(ReadsWildcards.class, "P13"),
                Arguments.of(ReturnsExpired.class, "P14"),
                Arguments.of(LivesOnWhenRead.class, "P14"),
                Arguments.of(GrantsALeaseTwice.class, "P15"));
    }

    @ParameterizedTest(name = "{0} breaks {1}")
    @MethodSource("mistakes")
    void aMistakeBreaksItsRuleAndNoOther(Class<?> contract, String rule) {
        assertThat(BrokenRules.of(contract)).containsExactly(rule);
    }

    @Test
    void withoutAnyComparisonUpdatesAreLostAsWell() {
        assertThat(BrokenRules.of(ComparesNothing.class)).containsExactly("P10", "P12", "P4", "P7");
    }

    @Test
    void whatIsNotDecidedFailsAndSaysWhatToDo() {
        assertThat(BrokenRules.of(Undecided.class)).containsExactly("P5", "P6", "P7");
        assertThat(BrokenRules.tests(Undecided.class).failed().stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage()))
                .contains("""
                        Rule P7 needs a method of the subject
                          fix    override storeRaw(id, bytes): write the bytes to the place of the cassette
                          or     if the rule does not apply to the store, throw notApplicable("why") there""");
    }

    @Test
    void everyRuleHasAMistake() {
        Set<String> rules = new TreeSet<>(
                BrokenRules.rules(BrokenRules.tests(SoundPersisterTest.class).finished()));

        assertThat(mistakes().map(mistake -> (String) mistake.get()[1]).distinct())
                .containsExactlyInAnyOrderElementsOf(rules);
    }

    static class GrantsALeaseTwice extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                boolean isHeld(Held held) {
                    return held.lease().answer() != null && super.isHeld(held);
                }
            };
        }
    }

    static class AnswersForUnknownIds extends SoundPersisterTest {
        @Override
        protected Persister open() {
            Set<CassetteId> deleted = ConcurrentHashMap.newKeySet();
            return new SoundPersister(disk) {
                @Override
                Optional<Cassette> absent(CassetteId id) {
                    return deleted.contains(id) ? Optional.empty() : Optional.of(Cassette.of(id, List.of()));
                }

                @Override
                public boolean delete(CassetteId id) {
                    deleted.add(id);
                    return super.delete(id);
                }
            };
        }
    }

    static class LosesBinary extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                byte[] encoded(Cassette cassette) {
                    List<Episode> texts = cassette.episodes().stream()
                            .map(episode -> new Episode(
                                    episode.request(),
                                    episode.response()
                                            .withBody(Body.of(episode.response()
                                                    .body()
                                                    .text()
                                                    .orElse("binary"))),
                                    episode.recordedAt(),
                                    episode.expiresAt(),
                                    episode.timing()))
                            .toList();
                    return super.encoded(cassette.withEpisodes(texts));
                }
            };
        }
    }

    static class LosesEqualEpisodes extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                byte[] encoded(Cassette cassette) {
                    return super.encoded(cassette.withEpisodes(List.copyOf(new LinkedHashSet<>(cassette.episodes()))));
                }
            };
        }
    }

    static class TakesEmptyForAbsent extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public Optional<Cassette> load(CassetteId id) throws IOException {
                    return super.load(id)
                            .filter(cassette -> !cassette.episodes().isEmpty());
                }
            };
        }
    }

    static class Merges extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void write(Cassette cassette) throws IOException {
                    Set<Episode> all = new LinkedHashSet<>();
                    if (cassette.revision() != null && !cassette.revision().equals("raw")) {
                        all.addAll(read(cassette.id(), disk.contents.get(key(cassette.id())))
                                .episodes());
                    }
                    List<Episode> added = new ArrayList<>(cassette.episodes());
                    added.removeAll(all);
                    List<Episode> merged = new ArrayList<>(all);
                    merged.addAll(added);
                    super.write(cassette.withEpisodes(merged));
                }
            };
        }
    }

    static class BringsDeletedBack extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void compareAndWrite(Cassette cassette) throws IOException {
                    if (disk.contents.containsKey(key(cassette.id()))) {
                        super.compareAndWrite(cassette);
                    } else {
                        write(cassette);
                    }
                }
            };
        }
    }

    static class CountsRevisionsFromOne extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                String nextRevision(Cassette cassette) {
                    String before = cassette.revision();
                    return before == null || before.equals("raw") ? "1" : "" + (Integer.parseInt(before) + 1);
                }
            };
        }
    }

    static class ComparesNothing extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public void save(Cassette cassette) throws IOException {
                    checkOpen();
                    LockSupport.parkNanos(1_000_000);
                    write(cassette);
                }
            };
        }
    }

    static class ShowsAGapWhileSaving extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void write(Cassette cassette) throws IOException {
                    Stored before = disk.contents.remove(key(cassette.id()));
                    LockSupport.parkNanos(2_000_000);
                    try {
                        super.write(cassette);
                    } catch (IOException e) {
                        disk.contents.put(key(cassette.id()), Objects.requireNonNull(before));
                        throw e;
                    }
                }
            };
        }
    }

    static class LeavesHalf extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void full(Cassette cassette) throws IOException {
                    byte[] whole = encoded(cassette);
                    disk.contents.put(
                            key(cassette.id()),
                            new Stored(Arrays.copyOf(whole, disk.capacity), nextRevision(cassette)));
                    super.full(cassette);
                }
            };
        }
    }

    static class SwallowsFailures extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public void save(Cassette cassette) throws IOException {
                    try {
                        super.save(cassette);
                    } catch (CassetteConflictException e) {
                        throw e;
                    } catch (IOException e) {
                        // as one does who must not fail a test
                    }
                }
            };
        }
    }

    static class SwallowsUnreadable extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public Optional<Cassette> load(CassetteId id) throws IOException {
                    try {
                        return super.load(id);
                    } catch (CassetteFormatException e) {
                        return Optional.empty();
                    }
                }
            };
        }
    }

    static class OverwritesUnreadable extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void compareAndWrite(Cassette cassette) throws IOException {
                    Stored stored = disk.contents.get(key(cassette.id()));
                    if (stored != null && stored.revision().equals("raw")) {
                        write(cassette);
                    } else {
                        super.compareAndWrite(cassette);
                    }
                }
            };
        }
    }

    static class LiesAboutDelete extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public boolean delete(CassetteId id) {
                    super.delete(id);
                    return true;
                }
            };
        }
    }

    static class IgnoresCase extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                String key(CassetteId id) {
                    return id.value().toLowerCase(Locale.ROOT);
                }
            };
        }
    }

    static class ResolvesDots extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                String key(CassetteId id) {
                    return id.value()
                            .replace("\\", "/")
                            .replace("%2E", ".")
                            .replace("/..", "/")
                            .replace("../", "");
                }
            };
        }
    }

    static class CutsLongIds extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                String key(CassetteId id) {
                    return id.value().substring(0, Math.min(255, id.value().length()));
                }
            };
        }
    }

    static class ComparesWithoutLock extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public void save(Cassette cassette) throws IOException {
                    checkOpen();
                    compareAndWrite(cassette);
                }

                @Override
                void write(Cassette cassette) throws IOException {
                    LockSupport.parkNanos(1_000_000);
                    super.write(cassette);
                }
            };
        }
    }

    static class WorksWhenClosed extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                void checkOpen() {}
            };
        }
    }

    static class ForgetsWhenClosed extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                public void close() {
                    super.close();
                    disk.contents.clear();
                }
            };
        }
    }

    static class ListsEverything extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                boolean isListed(String key, String prefix) {
                    return true;
                }
            };
        }
    }

    static class ReadsWildcards extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                boolean isListed(String key, String prefix) {
                    return prefix.endsWith("*")
                            ? key.startsWith(prefix.substring(0, prefix.length() - 1))
                            : key.startsWith(prefix);
                }
            };
        }
    }

    static class ReturnsExpired extends SoundPersisterTest {
        @Override
        protected Persister open() {
            return new SoundPersister(disk) {
                @Override
                boolean isExpired(Episode episode) {
                    return false;
                }
            };
        }
    }

    static class LivesOnWhenRead extends SoundPersisterTest {
        @Override
        protected Persister open() {
            AtomicInteger reads = new AtomicInteger();
            return new SoundPersister(disk) {
                @Override
                boolean isExpired(Episode episode) {
                    if (super.isExpired(episode)) {
                        return reads.get() == 0;
                    }
                    reads.incrementAndGet();
                    return false;
                }
            };
        }
    }

    /** Overrides the one method only. */
    static class Undecided extends PersisterContract {
        @Override
        protected Persister open() {
            return new SoundPersister(new SoundPersister.Disk());
        }

        @Override
        protected Persister reopen() {
            throw notApplicable("a new disk each time");
        }
    }
}
