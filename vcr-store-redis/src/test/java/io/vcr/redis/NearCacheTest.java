package io.vcr.redis;

import static io.vcr.redis.Cassettes.ID;
import static io.vcr.redis.Cassettes.cassette;
import static io.vcr.redis.Cassettes.episode;
import static io.vcr.redis.Cassettes.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a load asks the server is read off the server's own count of commands. */
class NearCacheTest {

    private final RedisServer server = RedisServer.start();
    private final MutableClock clock = new MutableClock();
    private final RedisPersister store = open();
    private final RedisPersister other = open();

    NearCacheTest() throws IOException {}

    @AfterEach
    void close() {
        store.close();
        other.close();
        server.close();
    }

    private RedisPersister open() {
        return RedisPersister.builder(server.url()).clock(clock).connect();
    }

    @Test
    void aSecondLoadDoesNotAskTheServer() throws IOException {
        store.save(cassette("a"));

        assertThat(gets(() -> {
                    store.load(ID);
                    store.load(ID);
                    store.load(ID);
                }))
                .isOne();
    }

    @Test
    void whatAnotherProcessHasSavedIsSeen() throws IOException {
        store.save(cassette("a"));
        Cassette loaded = store.load(ID).orElseThrow();
        other.save(loaded.withEpisodes(List.of(episode("b"))));

        await().untilAsserted(
                        () -> assertThat(names(store.load(ID).orElseThrow())).containsExactly("b"));
    }

    @Test
    void whatWasSavedHereIsSeenAtOnce() throws IOException {
        store.save(cassette("a"));
        for (int i = 0; i < 50; i++) {
            String name = "" + i;
            store.save(store.load(ID).orElseThrow().withEpisodes(List.of(episode(name))));
            assertThat(names(store.load(ID).orElseThrow())).containsExactly(name);
        }
    }

    @Test
    void whatWasSavedHereIsSeenAtOnceWhileOthersReadIt() throws Exception {
        store.save(cassette("0"));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        for (int i = 0; i < 3; i++) {
            readers.execute(() -> {
                while (!done.get()) {
                    load(store);
                }
            });
        }
        try {
            for (int i = 1; i < 500; i++) {
                String name = "" + i;
                store.save(load(store).withEpisodes(List.of(episode(name))));
                assertThat(names(load(store))).containsExactly(name);
            }
        } finally {
            done.set(true);
            readers.shutdown();
            assertThat(readers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static Cassette load(RedisPersister store) {
        try {
            return store.load(ID).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatWasFlushedIsGone() throws IOException {
        store.save(cassette("a"));
        store.load(ID);
        server.ask(redis -> redis.flushall());

        await().untilAsserted(() -> assertThat(store.load(ID)).isEmpty());
    }

    @Test
    void whatWasDeletedIsGone() throws IOException {
        store.save(cassette("a"));
        store.load(ID);
        other.delete(ID);

        await().untilAsserted(() -> assertThat(store.load(ID)).isEmpty());
    }

    @Test
    void nothingOutlivesAReconnect() throws Exception {
        store.save(cassette("a"));
        store.load(ID);
        server.kill();
        server.restart();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(store.load(ID)).isEmpty());
    }

    @Test
    void afterAReconnectInvalidationsArriveAgain() throws Exception {
        store.save(cassette("a"));
        server.kill();
        server.restart();
        await().ignoreExceptions().until(() -> {
            other.delete(ID);
            other.save(cassette("b"));
            return gets(() -> {
                        store.load(ID);
                        store.load(ID);
                    })
                    < 2;
        });
        other.save(other.load(ID).orElseThrow().withEpisodes(List.of(episode("c"))));

        await().untilAsserted(
                        () -> assertThat(names(store.load(ID).orElseThrow())).containsExactly("c"));
    }

    @Test
    void anExpiredEpisodeIsNotServedFromMemory() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store.save(Cassette.of(
                ID,
                List.of(
                        episode("brief", now, now.plus(Duration.ofHours(1))),
                        episode("long", now, now.plus(Duration.ofHours(2))))));
        assertThat(names(store.load(ID).orElseThrow())).containsExactly("brief", "long");

        clock.offset = Duration.ofMinutes(90);
        assertThat(names(store.load(ID).orElseThrow())).containsExactly("long");
    }

    @Test
    void aPrefetchIsOneRoundTripForAll() throws IOException {
        List<CassetteId> ids = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> CassetteId.of("c/" + i)).toList());
        for (CassetteId id : ids) {
            other.save(cassette(id, 3));
        }
        server.ask(redis -> redis.set("vcr:cassette:a/broken", "{"));
        ids.add(0, CassetteId.of("a/broken"));
        store.load(CassetteId.of("unknown"));

        long before = calls("mget");
        long gets = gets(() -> {
            store.prefetch(ids);
            for (CassetteId id : ids.subList(1, ids.size())) {
                assertThat(store.load(id)).isPresent();
            }
        });
        assertThat(calls("mget") - before).isOne();
        assertThat(gets).isZero();
    }

    @Test
    void aPrefetchThatComesBeforeTheConnectionWaitsForIt() throws IOException {
        other.save(cassette(ID, 3));

        long gets = gets(() -> {
            try (RedisPersister fresh = RedisPersister.connect(server.url())) {
                fresh.prefetch(List.of(ID));
                assertThat(fresh.load(ID)).isPresent();
            }
        });
        assertThat(gets).isZero();
    }

    @Test
    void noMoreIsKeptThanWasAllowed() throws IOException {
        try (RedisPersister small =
                RedisPersister.builder(server.url()).nearCacheBytes(20_000).connect()) {
            for (int i = 0; i < 20; i++) {
                small.save(cassette(CassetteId.of("c/" + i), 5));
            }
            long gets = gets(() -> {
                for (int round = 0; round < 2; round++) {
                    for (int i = 0; i < 20; i++) {
                        small.load(CassetteId.of("c/" + i));
                    }
                }
            });
            assertThat(gets).isBetween(30L, 40L);
        }
    }

    @Test
    void aKeyOfSomebodyElseUnderThePrefixDoesNoHarm() throws IOException {
        store.save(cassette("a"));
        store.load(ID);
        server.ask(redis -> redis.set("vcr:cassette:../\u0000", "x") + redis.set("vcr:cassette:", "y"));
        other.save(other.load(ID).orElseThrow().withEpisodes(List.of(episode("b"))));

        await().untilAsserted(
                        () -> assertThat(names(store.load(ID).orElseThrow())).containsExactly("b"));
        assertThat(store.list("")).containsExactly(ID);
    }

    private interface Work {
        void run() throws IOException;
    }

    private long gets(Work work) throws IOException {
        long before = calls("get");
        work.run();
        return calls("get") - before;
    }

    private long calls(String command) {
        String stats = server.ask(redis -> redis.info("commandstats"));
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static final class MutableClock extends Clock {

        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
